"""A corpus of any size for speed: the words of jieba's dictionary by their frequencies, and invented names that never end.

A passage is two to five sentences of eight to twenty-four words, as in news. One word in forty is a name of two or three
characters made for it and used again now and then, so the vocabulary grows with the corpus the way Heaps' law says
(17,000 words in 1,000 passages, then with the power 0.66); `python -m benchmarks.generated` prints it. The same
count and seed give the same corpus. The sentences mean nothing: quality is not measured on them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import jieba
import numpy as np

_NAMES = 40  # one word in so many is a name
_BLOCK = 1000


def passages(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Title and text of so many passages."""
    random = np.random.default_rng(seed)
    words, shares = _dictionary()
    names: list[str] = ["王小明"]
    for start in range(0, count, _BLOCK):
        drawn = iter(np.searchsorted(shares, random.random(_BLOCK * 110)).tolist())
        chances = iter(random.random(_BLOCK * 110).tolist())

        def word() -> str:
            chance = next(chances)
            if chance * _NAMES >= 1:
                return words[next(drawn)]
            if chance * _NAMES * 2 < 1:
                names.append("".join(words[next(drawn)][0] for _ in range(2 + int(chance * 1e6) % 2)))
                return names[-1]
            return names[int(next(chances) * len(names))]

        for _ in range(min(_BLOCK, count - start)):
            lengths = random.integers(8, 25, size=random.integers(2, 6)).tolist()
            sentences = ["".join("，" + word() if at and at % 9 == 0 else word() for at in range(length)) for length in lengths]
            yield "".join(word() for _ in range(5)), "。".join(sentences) + "。"


def write(file: Path, count: int, seed: int = 7) -> int:
    """A JSON-lines file of so many passages, one document each; the bytes of their texts."""
    size = 0
    with file.open("w", encoding="utf-8") as out:
        for at, (title, text) in enumerate(passages(count, seed)):
            size += len(text.encode())
            out.write(json.dumps({"id": f"p{at}", "title": title, "text": text}, ensure_ascii=False) + "\n")
    return size


def questions(count: int, corpus: int, seed: int = 7) -> list[str]:
    """Questions of four to seven words that stand together in some passage, asked of a corpus of that size."""
    random = np.random.default_rng(seed + 1)
    wanted = set(random.integers(0, min(corpus, 20_000), size=count).tolist())
    asked = []
    for at, (_, text) in enumerate(passages(max(wanted) + 1, seed)):
        if at in wanted:
            sentence = text.split("。")[0].replace("，", "")
            asked.append(f"{sentence[:14]}是多少？")
    return asked


def _dictionary() -> tuple[list[str], np.ndarray]:
    """Words of Han characters and the running sums of their shares."""
    with jieba.get_dict_file() as file:
        rows = [line.decode().split(" ") for line in file]
    kept = [(row[0], int(row[1])) for row in rows if len(row[0]) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in row[0])]
    sums = np.cumsum([frequency for _, frequency in kept], dtype=float)
    return [word for word, _ in kept], sums / sums[-1]


if __name__ == "__main__":
    counts = [int(number) for number in sys.argv[1:]] or [1_000, 10_000, 100_000]
    seen: set[str] = set()
    for at, (_, text) in enumerate(passages(max(counts)), 1):
        seen.update(jieba.cut(text))
        if at in counts:
            print(f"{at:>9,} passages: {len(seen):>9,} words")
