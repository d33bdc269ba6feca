"""Make bot/lexicon/common.yaml again from the word counts of jieba's dictionary: `python benchmarks/build_common.py`."""

from __future__ import annotations

from pathlib import Path

import jieba

TARGET = Path(__file__).parent.parent / "bot" / "lexicon" / "common.yaml"
NAMES = ("nr", "ns", "nt", "nz")  # people, places, organisations, other proper names
NOUN, OTHER = 1500, 300  # counts from which a noun, and any other word, is common
WIDTH = 40  # words in a line
HEAD = """\
# Common words of two characters and more, proper names aside: who asks with one may find his answer in other words.
# From the counts of jieba's dictionary (MIT). Made by: python benchmarks/build_common.py
words: |
"""


def main() -> None:
    """Write the words, commonest first."""
    rows = (line.split() for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines())
    counted = [
        (-int(count), word)
        for word, count, kind in rows
        if len(word) > 1 and not kind.startswith(NAMES) and int(count) >= (NOUN if kind[0] in "nlj" or kind == "vn" else OTHER)
    ]
    words = [word for _, word in sorted(counted)]
    lines = ("  " + " ".join(words[at : at + WIDTH]) for at in range(0, len(words), WIDTH))
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
