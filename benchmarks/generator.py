"""A corpus of any size for measuring speed: passages that look like Chinese news, as JSON lines with ids, the same for the same seed.

words      jieba's dictionary by its own counts, which follow Zipf's law with a long tail, Han words of one to four characters
names      one word in forty is a name of two or three characters; half of them are made for it, the others taken from those that
           there are already (Simon's process), so the vocabulary grows as Heaps' law says
habits     15 % of the words are one of the last forty again, and 50 % one that followed the word before it earlier, so words and pairs
           of characters come again as they do in news: `python -m benchmarks.generator` prints how many different ones there are
passages   two to six sentences of eight to twenty-four words, a comma after every ninth, and a headline of five words
questions  four to six words that stand together in a passage, asked as "…是多少？"

The sentences mean nothing: quality is not measured on them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import jieba
import numpy as np

SEED = 7
_NAMES = 1 / 40
_NEW = 1 / 2
_LATELY = 40
_RECENT = 0.15
_FOLLOWS = 0.65
_FOLLOWERS = 8
_BLOCK = 1_000
_HEADLINE = 5
_SENTENCES = range(2, 7)
_WORDS = range(8, 25)


class Words:
    """An endless text of dictionary words and names, drawn a block at a time."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self._names: list[str] = []
        self._after: dict[str, list[str]] = {}
        with jieba.get_dict_file() as file:
            rows = [line.decode().split(" ") for line in file]
        rows = [row for row in rows if len(row[0]) <= 4 and all("\u4e00" <= character <= "\u9fff" for character in row[0])]
        self._words = [row[0] for row in rows]
        sums = np.cumsum([float(row[1]) for row in rows])
        self._shares = sums / sums[-1]

    def take(self, count: int) -> list[str]:
        """The next so many words."""
        drawn = [self._words[at] for at in self._drawn(count)]
        picks = self.random.random(count).tolist()
        taken: list[str] = []
        before = ""
        for at, chance in enumerate(self.random.random(count).tolist()):
            known = self._after.get(before)
            if chance < _RECENT and at >= _LATELY:
                before = taken[at - 1 - int(picks[at] * _LATELY)]
            elif chance < _FOLLOWS and known:
                before = known[int(picks[at] * len(known))]
            else:
                word = self._name() if chance > 1 - _NAMES else drawn[at]
                if known is None:
                    self._after[before] = [word]
                elif len(known) < _FOLLOWERS:
                    known.append(word)
                before = word
            taken.append(before)
        return taken

    def _drawn(self, count: int) -> list[int]:
        drawn: list[int] = np.searchsorted(self._shares, self.random.random(count)).tolist()
        return drawn

    def _name(self) -> str:
        if self._names and self.random.random() > _NEW:
            return self._names[int(self.random.random() * len(self._names))]
        self._names.append("".join(self._words[at][0] for at in self._drawn(2 + int(self.random.random() * 2))))
        return self._names[-1]


def passages(count: int, seed: int = SEED) -> Iterator[tuple[str, list[list[str]]]]:
    """Headline and sentences, as lists of words, of so many passages."""
    words = Words(seed)
    for start in range(0, count, _BLOCK):
        sizes = words.random.integers(_SENTENCES.start, _SENTENCES.stop, _BLOCK).tolist()
        lengths = iter(words.random.integers(_WORDS.start, _WORDS.stop, sum(sizes)).tolist())
        shapes = [[next(lengths) for _ in range(size)] for size in sizes]
        drawn = iter(words.take(sum(map(sum, shapes)) + _HEADLINE * _BLOCK))
        for shape in shapes[: count - start]:
            yield "".join(next(drawn) for _ in range(_HEADLINE)), [[next(drawn) for _ in range(length)] for length in shape]


def _written(sentence: Sequence[str]) -> str:
    """A sentence with its commas and its full stop."""
    return "，".join("".join(sentence[at : at + 9]) for at in range(0, len(sentence), 9)) + "。"


def write(file: Path, count: int, seed: int = SEED) -> int:
    """A JSON-lines file of so many passages, a document each; returns the bytes of their texts in UTF-8."""
    size = 0
    with file.open("w", encoding="utf-8") as out:
        for at, (title, sentences) in enumerate(passages(count, seed)):
            text = "".join(map(_written, sentences))
            size += len(text.encode())
            out.write(json.dumps({"id": f"p{at}", "title": title, "text": text}, ensure_ascii=False) + "\n")
    return size


def questions(count: int, corpus: int, seed: int = SEED) -> list[str]:
    """So many questions, each in the words of one passage of a corpus of that size (of its first 20,000)."""
    random = np.random.default_rng(seed + 1)
    among = min(corpus, 20_000)
    wanted = set(random.choice(among, size=min(count, among), replace=False).tolist())
    asked = []
    for at, (_, sentences) in enumerate(passages(max(wanted) + 1, seed)):
        if at in wanted:
            sentence = sentences[0]
            start = int(random.integers(0, len(sentence) - 6))
            asked.append("".join(sentence[start : start + int(random.integers(4, 7))]) + "是多少？")
    return asked


def vocabulary(counts: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """How many characters, different words and different pairs of characters the first so many passages hold, as they were drawn."""
    words: set[str] = set()
    pairs: set[str] = set()
    characters = 0
    for at, (_, sentences) in enumerate(passages(max(counts)), 1):
        for sentence in sentences:
            words.update(sentence)
            text = "".join(sentence)
            characters += len(text)
            pairs.update(map("".join, pairwise(text)))
        if at in counts:
            yield at, characters, len(words), len(pairs)


if __name__ == "__main__":
    print("| passages | characters | words | pairs |\n|---|---|---|---|")
    for row in vocabulary([int(number) for number in sys.argv[1:]] or [1_000, 10_000, 100_000]):
        print("| " + " | ".join(f"{number:,}" for number in row) + " |")
