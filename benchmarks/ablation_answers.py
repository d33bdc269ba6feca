"""What each part of the answer stage adds: every part switched off by itself, on each set of questions, as Markdown.

    python -m benchmarks.ablation_answers                                     the open halves of benchmarks/questions
    python -m benchmarks.ablation_answers --questions FILE --sources FOLDER   and another file of questions, as `wenju eval` reads it

For each set: the first citation right / any citation right / answered / refused (where the documents do not say) / median of characters
quoted. `benchmarks.ablation` is the same for the retrieval.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from bot import answer, confidence, doubts, evaluate, evidence, sentences
from bot.bot import Bot
from bot.config import Settings, shipped
from bot.schema import Span

OWN = Path(__file__).parent / "questions"
Off = tuple[str, Callable[[], contextlib.AbstractContextManager[Any]]]


def _weights(*names: str) -> Callable[[], contextlib.AbstractContextManager[Any]]:
    """Signals of a sentence that count nothing."""
    return lambda: mock.patch.dict(evidence.WEIGHTS, dict.fromkeys(names, 0.0))


def _set(module: object, name: str, value: object) -> Callable[[], contextlib.AbstractContextManager[Any]]:
    return lambda: mock.patch.object(module, name, value)


@contextlib.contextmanager
def _no_value() -> Iterator[None]:
    with mock.patch.dict(evidence.WEIGHTS, {"value": 0.0}), mock.patch.dict(evidence.VALUE, dict.fromkeys(evidence.VALUE, 0.0)):
        yield


def _alone(_: object, rows: Sequence[sentences.Sentence], at: int) -> tuple[Span, set[int]]:
    """A sentence by itself."""
    return rows[at].span, {at}


def _unspoken(_: object, __: object, span: Span, ___: object) -> Span:
    """The span as it is."""
    return span


PARTS: tuple[Off, ...] = (
    ("nothing", contextlib.nullcontext),
    ("passages after the first", _set(evidence, "READ", 1)),
    ("what neighbours share", _weights("previous", "next")),
    ("what headline, section and passage share", _weights("context", "around")),
    ("a value of the asked kind", _no_value),
    ("what stands beside the question word", _weights("focus")),
    ("what other sentences do not have", _weights("rare", "only")),
    ("lists, other words, figures of the asked measure", _weights("items", "similar", "measure")),
    ("the passage's score", _weights("passage", "score", "first")),
    ("headlines count otherwise", _weights("head", "lead")),
    ("forms: post and name, byline, speaker", _set(sentences, "_bonus", lambda *_: 0.0)),
    ("the asked year", _set(sentences, "_dated", lambda *_: 0.0)),
    ("long sentences in parts", _set(sentences, "LONG", 10**6)),
    ("likely neighbours are quoted", _set(evidence, "LIKELY", 2.0)),
    ("needed neighbours are quoted (该, 他, lists, reasons)", _set(evidence, "_needed", _alone)),
    ("the speaker is quoted", _set(evidence, "_with_speaker", _unspoken)),
    ("several citations", _set(evidence, "MOST", 1)),
    ("a citation for each asked year", _set(evidence, "_dated", lambda *_: [])),
    ("doubts", _set(doubts, "examine", lambda *_: [])),
    ("the chance that the documents answer", _set(confidence, "stands", lambda *_: 1.0)),
    ("the floor under the best passage's score", _set(answer, "FLOOR", 0.0)),
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, help="a file of questions more")
    parser.add_argument("--sources", type=Path, default=shipped("seeds"), help="the folder that they are about (default: the five pages)")
    options = parser.parse_args()
    sets = [("own texts", OWN / "texts" / "open", OWN / "open.jsonl"), ("the five pages", shipped("seeds"), OWN / "pages-open.jsonl")]
    if options.questions:
        sets.append((options.questions.stem, options.sources, options.questions))
    columns = [(name, list(_column(sources, file))) for name, sources, file in sets]
    print("| switched off | " + " | ".join(name for name, _ in columns) + " |")
    print("|---|" + "---|" * len(columns))
    for at, (name, _) in enumerate(PARTS):
        print(f"| {name} | " + " | ".join(figures[at] for _, figures in columns) + " |")


def _column(sources: Path, file: Path) -> Iterator[str]:
    asked = evaluate.read_questions(file)
    with tempfile.TemporaryDirectory() as home:
        bot = Bot.open(Settings.load({"sources": str(sources), "home": home}, environ={}))
        for _, off in PARTS:
            with off():
                report = evaluate.evaluate(asked, bot.ask, bot.document, bot.library.documents)
            quoted = statistics.median(sum(len(c.quote) for c in one.answer.citations) for one in report.judged if one.answer.citations)
            shares = [f"{report.figures[name][0]:.0f}" for name in ("cited first", "cited", "answered", "refused")]
            yield " / ".join([*shares, f"{quoted:.0f}"])


if __name__ == "__main__":
    main()
