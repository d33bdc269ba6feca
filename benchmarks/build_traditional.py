"""Make bot/lexicon/traditional.txt again from the tables of OpenCC: `python benchmarks/build_traditional.py` (needs the `bench` extra)."""

from __future__ import annotations

from pathlib import Path

import opencc

TARGET = Path(__file__).parent.parent / "bot" / "lexicon" / "traditional.txt"
HEAD = """\
# Traditional to simplified, one pair a word: the first reading of each character in OpenCC's TSCharacters (Apache-2.0).
# Made by: python benchmarks/build_traditional.py
"""
VARIANTS = ["於于"]  # OpenCC leaves it, because it is a surname too; everywhere else both are one word


def main() -> None:
    """Write one pair for each character whose simplified form differs."""
    table = next(Path(opencc.__file__).parent.rglob("TSCharacters.txt"))
    pairs = []
    for line in table.read_text("utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        first, *rest = simplified.split() or [traditional]
        if len(traditional) == len(first) == 1 and traditional not in (first, *rest):
            pairs.append(traditional + first)
    pairs += VARIANTS
    rows = [" ".join(pairs[at : at + 40]) for at in range(0, len(pairs), 40)]
    TARGET.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
