"""Short answers by what is asked: `python -m benchmarks.short_answers FOLDER...`.

A folder holds docs.jsonl (`id`, `text`) and questions.jsonl (`question`, `answers`); `questions:sources` names a file of questions, as
`wenju eval` reads them, and the folder that answers them. For each kind: how many of the answerable questions got a short answer, and how
many of those are right, that is, share at least `evaluate.SHORT_RIGHT` of their characters (F1) with an accepted answer.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot import evaluate, questions
from bot.bot import Bot
from bot.config import Settings


def main() -> None:
    """Ask, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="FOLDER|QUESTIONS:SOURCES")
    parser.add_argument("--most", type=int, default=300, help="questions of each set, the same ones every time (default: 300)")
    options = parser.parse_args()
    for name in options.sets:
        rows: dict[str, list[bool | None]] = {}
        for kind, right in _judged(name, options.most):
            rows.setdefault(kind, []).append(right)
            rows.setdefault("all", []).append(right)
        print(f"{name}\n  {'kind':12} {'asked':>6} {'given %':>8} {'right %':>8}")
        for kind, judged in sorted(rows.items(), key=lambda row: -len(row[1])):
            given = [right for right in judged if right is not None]
            share = f"{100 * sum(given) / len(given):8.1f}" if given else f"{'-':>8}"
            print(f"  {kind:12} {len(judged):6} {100 * len(given) / len(judged):8.1f} {share}   {sum(given)} of {len(given)}")


def _judged(name: str, most: int) -> Iterator[tuple[str, bool | None]]:
    """The kind of each answerable question, and whether its short answer is right; None: there is none."""
    file, _, sources = name.partition(":")
    with tempfile.TemporaryDirectory() as home:
        asked = evaluate.read_questions(Path(file)) if sources else _public(Path(file))
        if not sources:  # the questions are no document
            (Path(home) / "sources").mkdir()
            shutil.copy(Path(file) / "docs.jsonl", Path(home) / "sources")
        bot = Bot.open(Settings.load({"sources": sources or f"{home}/sources", "home": f"{home}/home"}, environ={}))
        random.Random(7).shuffle(asked)
        for question in [one for one in asked if one.answers][:most]:
            kind = questions.understand(bot.analyzer.query(question.question), bot.analyzer, bot.library, bot.lexicon).kind
            short = bot.ask(question.question, question.history).short_answer
            yield kind, evaluate.short_right(short, question) if short else None


def _public(folder: Path) -> list[evaluate.Question]:
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    return [evaluate.Question(str(row["id"]), row["question"], tuple(row["answers"])) for row in rows]


if __name__ == "__main__":
    main()
