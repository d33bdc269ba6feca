"""Build bot/layout/seams.txt: how often one character follows another, in running text and at a sentence's beginning.

    python benchmarks/build_seams.py TEXTS.jsonl[.gz] [--dictionary DICT] [--out bot/layout/seams.txt]

TEXTS holds one JSON object a line with a "text" (the shipped file: the contexts of CMRC 2018, CC BY-SA 4.0). DICT is a word list
with frequencies, `word count …` a line (by default that of the installed jieba, MIT): its words say what is cut in two at a seam.
Only counts are kept, in steps of a power of two, rare ones left out; no text can be read out of them.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.layout.follows import START, STEPS, simplify

DICTIONARY_WEIGHT = 0.1  # one dictionary occurrence, in occurrences of the texts
LEAST_PAIR, LEAST_TRIPLE = 4.0, 10.0  # rarer ones are left out
_SENTENCE = re.compile(r"(?<=[。！？；])(?![。！？；”’」』）])|(?<=[。！？；][”’」』）])(?![。！？；”’」』）])")

Counts = collections.Counter[str]


def texts(path: Path) -> Iterator[str]:
    """The "text" of each line of a JSON-lines file, plain or gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["text"]


def count(sources: Iterable[str]) -> Counts:
    """How often each pair and triple of characters stands in the texts; START stands before each sentence."""
    counts: Counts = collections.Counter()
    for source in sources:
        for sentence in _SENTENCE.split(simplify(source)):
            marked = START + sentence
            counts.update(marked[at : at + 2] for at in range(len(marked) - 1))
            counts.update(marked[at : at + 3] for at in range(len(marked) - 2))
    return counts


def add_words(counts: Counts, dictionary: Path) -> None:
    """Add the pairs and triples inside the dictionary's words."""
    inside: dict[str, float] = collections.defaultdict(float)
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, frequency = line.split()[:2]
        word = simplify(word)
        for size in (2, 3):
            for at in range(len(word) - size + 1):
                inside[word[at : at + size]] += float(frequency) * DICTIONARY_WEIGHT
    for gram, weight in inside.items():
        if weight >= 0.3:
            counts[gram] += weight  # type: ignore[assignment]


def lines(counts: Counts) -> Iterator[str]:
    """A line for each history: `history total kinds followers`, followers in groups, each after the letter of its count."""
    followers: dict[str, dict[str, float]] = collections.defaultdict(dict)
    single: dict[str, float] = collections.defaultdict(float)
    for gram, number in counts.items():
        followers[gram[:-1]][gram[-1]] = number
        if len(gram) == 2:
            single[gram[-1]] += number
    yield line("*", single, LEAST_PAIR)
    for history in sorted(followers):
        written = line(history, followers[history], LEAST_PAIR if len(history) == 1 else LEAST_TRIPLE)
        if written.split(" ")[3]:
            yield written


def line(history: str, follows: dict[str, float], least: float) -> str:
    """One line of the file."""
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for character, number in follows.items():
        if number >= least:
            groups[chr(ord("a") + round(STEPS * math.log2(number)))].append(character)
    packed = "".join(level + "".join(sorted(groups[level])) for level in sorted(groups, reverse=True))
    return f"{history} {round(sum(follows.values()))} {len(follows)} {packed}"


def main() -> None:
    """Read the arguments, write the file, say its size."""
    import jieba

    parser = argparse.ArgumentParser(description="Build the seam statistics.")
    parser.add_argument("texts", type=Path)
    parser.add_argument("--dictionary", type=Path, default=Path(jieba.__file__).with_name("dict.txt"))
    parser.add_argument("--out", type=Path, default=Path("bot/layout/seams.txt"))
    options = parser.parse_args()
    counts = count(texts(options.texts))
    add_words(counts, options.dictionary)
    options.out.write_text("\n".join(lines(counts)) + "\n", encoding="utf-8", newline="\n")
    print(f"{options.out}: {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
