"""Fit the numbers of the answer stage: `python -m benchmarks.fit_answers FOLDER... --plot docs/img/reliability.svg`.

Each folder holds docs.jsonl (`id`, `text`, perhaps `title`) and questions.jsonl (`question`, `answers`, `doc_id` or `doc_ids`), perhaps
with .gz, as CMRC 2018, DRCD and SQuAD do once converted. The open halves of
benchmarks/questions are always among them: theirs are the texts with headlines.

Each folder is asked whole, and an eighth of its documents by themselves: what must be reached grows with a collection. Half of the
questions are asked of documents that answer them, the other half once those are taken away. Documents are learned from or held out, by
their name: what is printed as held out was learned from no question about the same text.

It prints WEIGHTS and VALUE of bot/evidence.py and RIGHT of bot/confidence.py as they are written there; STANDS there are set by hand, and
stay as they are here: a fit, printed beside them, loses more good questions of the collections that it is not shown. The score of a passage
is among the signals: whoever changes the weights of bot/ranking.py, the checks of bot/doubts/ or a signal runs this again.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import random
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot import answer, confidence, doubts, evidence, questions, sentences
from bot.bot import Bot
from bot.config import Settings
from bot.evaluate import auroc, calibration_error
from bot.schema import Hit

OWN = Path(__file__).parent / "questions"
STEPS, RATE = 800, 0.05  # of Adam
DECAY = 1e-3  # of the weights of sentences
SHARE = 8  # an eighth of a folder's documents is asked by itself too

Row = dict[str, Any]
Judged = list[tuple[float, bool]]  # confidence, and whether it was right


@dataclass(frozen=True)
class Case:
    """One question asked of one collection, with its passages."""

    bot: Bot
    asked: questions.Asked
    hits: Sequence[Hit]
    row: Row
    there: bool  # the documents answer it
    held: bool


@dataclass(frozen=True)
class Seen:
    """What the evidence of a case showed."""

    signals: dict[str, float]
    doubts: tuple[doubts.Doubt, ...]
    there: bool
    right: bool  # the quotes hold the answer
    held: bool


def main() -> None:
    """Read, fit, print, plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=1000, help="questions of each folder (default: 1000)")
    parser.add_argument("--plot", type=Path, help="where the reliability plot goes, as SVG (default: none)")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        cases = [case for made in _collections(options.folders, options.most, stack) for case in made]
        choices = [(case, _choice(case)) for case in cases if case.there]
        names, kinds = list(evidence.WEIGHTS), list(evidence.VALUE)
        fitted = _softmax([choice for case, choice in choices if not case.held and choice[1].any()]).round(2).tolist()
        evidence.WEIGHTS.update(zip(names, fitted, strict=False))
        evidence.VALUE.update(zip(kinds, fitted[len(names) :], strict=True))
        seen = [_seen(case) for case in cases]
    print("WEIGHTS =", evidence.WEIGHTS)
    print("VALUE =", evidence.VALUE)
    for name, held in (("learned from", False), ("held out", True)):
        picked = [_first(choice) for case, choice in choices if case.held == held]
        print(f"  {name}: the likeliest sentence answers {100 * np.mean(picked):.1f} % of {len(picked)} questions")
    learned = [one for one in seen if not one.held]
    stands = _logistic(list(confidence.STANDS), learned, lambda one: one.there, lambda one: confidence.doubted(one.signals, one.doubts))
    confidence.RIGHT.update(
        _logistic(
            list(confidence.RIGHT), [one for one in learned if one.there], lambda one: one.right, lambda one: confidence.felt(one.doubts)
        )
    )
    print("STANDS, for comparison: those of bot/confidence.py are set by hand =", stands)
    print("RIGHT =", confidence.RIGHT)
    for name, held in (("learned from", False), ("held out", True)):
        _report(name, [one for one in seen if one.held == held])
    if options.plot:
        _plot(_judged([one for one in seen if one.held and one.there]), options.plot)


def _collections(folders: Sequence[Path], most: int, stack: contextlib.ExitStack) -> Iterator[list[Case]]:
    """The cases of each collection: each folder whole and in part, its questions with and without the documents that answer them."""
    for folder in folders:
        docs, rows = _lines(folder, "docs"), [row for row in _lines(folder, "questions") if row["answers"]]
        random.Random(7).shuffle(rows)
        few = {doc["id"] for doc in docs if zlib.crc32(doc["id"].encode()) % SHARE == 0}
        for part in (docs, [doc for doc in docs if doc["id"] in few]):
            known = {doc["id"] for doc in part}
            mine = [row for row in rows if _gold(row) & known][:most]
            asked, taken = mine[::2], mine[1::2]
            gone = {name for row in taken for name in _gold(row)}
            yield _cases(_open(_files(part, stack)), asked, there=True)
            yield _cases(_open(_files([doc for doc in part if doc["id"] not in gone], stack)), taken, there=False)
    for sources, file in ((OWN / "texts" / "open", OWN / "open.jsonl"), (OWN.parent.parent / "seeds", OWN / "pages-open.jsonl")):
        if file.exists():
            rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
            bot = _open(sources)
            yield _cases(bot, [row for row in rows if row.get("answerable", True)], there=True)
            yield _cases(bot, [row for row in rows if not row.get("answerable", True)], there=False)


def _lines(folder: Path, name: str) -> list[Row]:
    file = next(folder.glob(f"{name}.jsonl*"))
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _files(docs: Sequence[Row], stack: contextlib.ExitStack) -> Path:
    place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    (place / "docs.jsonl").write_text("\n".join(json.dumps(doc, ensure_ascii=False) for doc in docs), "utf-8")
    return place


def _open(sources: Path) -> Bot:
    with tempfile.TemporaryDirectory() as home:
        return Bot.open(Settings.load({"sources": str(sources), "home": home}, environ={}))


def _cases(bot: Bot, rows: Sequence[Row], *, there: bool) -> list[Case]:
    cases = []
    for row in rows:
        asked = questions.understand(bot.analyzer.query(row["question"]), bot.analyzer, bot.library, bot.lexicon)
        hits = bot.library.search(asked.query, bot.settings.k)
        if hits:
            name = min(_gold(row), default=row["question"])
            cases.append(Case(bot, asked, hits, row, there, zlib.crc32(name.encode()) // SHARE % 2 == 1))
    return cases


def _gold(row: Row) -> set[str]:
    """The documents that answer a question."""
    return set(row.get("doc_ids") or [row["doc_id"]] if "doc_id" in row else [piece["file"] for piece in row.get("evidence", ())])


def _holds(text: str, row: Row) -> bool:
    solid = "".join(text.split())
    return any("".join(answer.split()) in solid for answer in row["answers"])


def _choice(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signals of each sentence (the value again for each kind), which of them answer, and what is set by hand."""
    read = sentences.read(case.asked, case.hits[: evidence.READ], case.bot.document, case.bot.analyzer)
    right = np.array([s.document.id in _gold(case.row) and _holds(s.text[s.span.start : s.span.end], case.row) for s in read])
    kinds = [kind == case.asked.kind for kind in evidence.VALUE]
    signals = [[s.signals[name] for name in evidence.WEIGHTS] + [s.signals["value"] * kind for kind in kinds] for s in read]
    return np.array(signals, dtype=float), right, np.array([s.bonus for s in read])


def _first(choice: tuple[np.ndarray, np.ndarray, np.ndarray]) -> bool:
    signals, right, by_hand = choice
    weights = np.array([*evidence.WEIGHTS.values(), *evidence.VALUE.values()])
    return bool(right[np.argmax(signals @ weights + by_hand)])


def _seen(case: Case) -> Seen:
    """The evidence of a case, found with the weights of now."""
    found = evidence.find(case.asked, case.hits, case.bot.document, case.bot.analyzer)
    several = doubts.asks_several(case.asked)
    ground = doubts.ground(found.read, case.bot.document, case.bot.analyzer, several=several)
    doubted = tuple(doubts.examine(case.asked, ground, case.bot.lexicon))
    right = case.there and any(_holds(c.quote, case.row) for c in found.citations)
    return Seen(dict(found.signals), doubted, case.there, right, case.held)


def _softmax(rows: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights under which a sentence that holds the answer is likeliest."""
    signals, right, by_hand = (np.concatenate([row[part] for row in rows]) for part in range(3))
    sizes = [len(row[1]) for row in rows]
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    group = np.repeat(np.arange(len(rows)), sizes)

    def slope(at: np.ndarray) -> np.ndarray:
        score = signals @ at + by_hand
        power = np.exp(score - np.maximum.reduceat(score, starts)[group])
        chance = power / np.add.reduceat(power, starts)[group]
        share = chance * right / np.add.reduceat(chance * right, starts)[group]
        return np.asarray((chance - share) @ signals / len(rows) + 2 * DECAY * at)

    return _descend(np.zeros(signals.shape[1]), slope)


def _logistic(
    names: Sequence[str], seen: Sequence[Seen], truth: Callable[[Seen], bool], doubted: Callable[[Seen], float]
) -> dict[str, float]:
    """Weights of signals, "" the constant; doubts take off what `confidence` takes off for them."""
    signals = np.array([[confidence.signal(one.signals, name) for name in names] for one in seen])
    scale = np.maximum(np.abs(signals).mean(0), 1e-6)
    true = np.array([float(truth(one)) for one in seen])
    known = -np.array([doubted(one) for one in seen])

    def slope(at: np.ndarray) -> np.ndarray:
        gap = 1 / (1 + np.exp(-(signals / scale @ at + known).clip(-30, 30))) - true
        return np.asarray((signals / scale).T @ gap / len(seen))

    return dict(zip(names, (_descend(np.zeros(len(names)), slope) / scale).round(2).tolist(), strict=True))


def _descend(at: np.ndarray, slope: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Adam (Kingma and Ba, 2015), enough for a few convex numbers."""
    first, second = np.zeros_like(at), np.zeros_like(at)
    for step in range(1, STEPS + 1):
        down = slope(at)
        first, second = 0.9 * first + 0.1 * down, 0.999 * second + 0.001 * down**2
        at = at - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return at


def _judged(seen: Sequence[Seen]) -> Judged:
    """Confidence as it is shown, and whether the quotes hold the answer and are shown."""
    return [(confidence.right(one.signals, one.doubts), one.right and _given(one)) for one in seen]


def _given(one: Seen) -> bool:
    """Whether an answer is given."""
    return confidence.stands(one.signals, one.doubts) >= answer.LEAST


def _report(name: str, seen: Sequence[Seen]) -> None:
    there = [one for one in seen if one.there]
    judged = _judged(there)
    given = [(_given(one), one.there) for one in seen]
    answered, refused = ([yes == is_there for yes, is_there in given if is_there == wanted] for wanted in (True, False))
    print(
        f"  {name}: answered {100 * np.mean(answered):.1f} % of {len(answered)}, refused {100 * np.mean(refused):.1f} % of {len(refused)}; "
        f"confidence: AUROC {auroc(judged):.3f}, expected calibration error {calibration_error(judged):.3f}"
    )


def _plot(judged: Judged, file: Path, bins: int = 10) -> None:
    import matplotlib.pyplot as plt

    points = []
    for number in range(bins):
        inside = [(sure, right) for sure, right in judged if min(bins - 1, int(sure * bins)) == number]
        if inside:
            points.append((np.mean([sure for sure, _ in inside]), np.mean([right for _, right in inside]), len(inside)))
    figure, axes = plt.subplots(figsize=(4.5, 4))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.scatter([p[0] for p in points], [p[1] for p in points], s=[10 + 200 * p[2] / len(judged) for p in points], color="#b3261e")
    axes.set(xlabel="confidence", ylabel="share of answers that are right", xlim=(0, 1), ylim=(0, 1))
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
