"""Every table of values that the bot shows, to be judged row by row: `python -m benchmarks.values --sources DIR QUESTIONS...`.

QUESTIONS are JSON lines with `question`, or `turns` of them; only their words are read. A row is right where its value is the asked
attribute of the asked thing at the time beside it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot import render
from bot.bot import Bot
from bot.config import Settings


def main() -> None:
    """Ask them all, print the tables and their number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True, help="the folder of documents")
    parser.add_argument("questions", nargs="+", type=Path, help="files of JSON lines")
    options = parser.parse_args()
    asked = tables = rows = 0
    with tempfile.TemporaryDirectory() as home:
        bot = Bot.open(Settings(sources=options.sources, home=Path(home)))
        for turns in (turns for file in options.questions for turns in _turns(file)):
            for at, question in enumerate(turns):
                answer = bot.ask(question, turns[:at])
                asked += 1
                if answer.values:
                    tables, rows = tables + 1, rows + len(answer.values)
                    print(f"## {answer.asked}\n\n{render.answer_text(answer)}\n", flush=True)
    print(f"{asked} questions, {tables} tables, {rows} rows")


def _turns(file: Path) -> Iterator[list[str]]:
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield [turn["question"] if isinstance(turn, dict) else turn for turn in row["turns"]] if "turns" in row else [row["question"]]


if __name__ == "__main__":
    main()
