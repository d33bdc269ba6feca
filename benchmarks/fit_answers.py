"""Fit the numbers of the answer stage: `python -m benchmarks.fit_answers FOLDER...`.

Each folder holds docs.jsonl (`id`, `text`, `title`) and questions.jsonl (`question`, `answers`, `doc_id` or `doc_ids`), as CMRC 2018
and DRCD do once converted. Half of the questions are asked of all documents, the other half of the documents without those that
answer them. It prints WEIGHTS of bot/evidence.py, STANDS and RIGHT of bot/confidence.py, and writes the reliability plot.

The score of a passage is among the signals: whoever changes the weights of bot/ranking.py runs this again.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bot import confidence, evidence, questions, sentences
from bot.bot import Bot
from bot.config import Settings

STEPS, RATE, DECAY = 3000, 0.05, 1e-4
STANDS = ["score", "odds", "first", "gap", "terms"]
RIGHT = ["score", "quote", "near", "odds", "terms", "gap"]


def main() -> None:
    """Read, fit, print, plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=1000, help="questions of each folder")
    parser.add_argument("--plot", type=Path, help="where the reliability plot goes, as SVG")
    options = parser.parse_args()
    choices: list[tuple[np.ndarray, np.ndarray]] = []
    seen: list[tuple[dict[str, float], bool, bool]] = []
    for folder in options.folders:
        for removed in (False, True):
            for row in _asked(folder, removed, options.most // 2):
                seen.append(row[:3])
                choices.extend(row[3])
    names = list(evidence.WEIGHTS)
    print("WEIGHTS", dict(zip(names, _softmax(choices).round(2).tolist(), strict=True)))
    print("STANDS", _logistic(STANDS, [(signals, there) for signals, there, _ in seen]))
    print("RIGHT", _logistic(RIGHT, [(signals, right) for signals, there, right in seen if there]))
    judged = [(confidence.right(signals, []), right) for signals, there, right in seen if there]
    print(f"expected calibration error {_calibration(judged):.3f} on {len(judged)} questions")
    if options.plot:
        _plot(judged, options.plot)


def _asked(folder: Path, removed: bool, most: int) -> Iterator[tuple[dict[str, float], bool, bool, list[Any]]]:  # noqa: FBT001
    """Signals of each question, whether the documents answer it, whether the quotes do, and its sentences with those that do."""
    docs = [json.loads(line) for line in (folder / "docs.jsonl").read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["answers"]]
    random.Random(7).shuffle(rows)
    rows = rows[most : 2 * most] if removed else rows[:most]
    gone = {name for row in rows for name in _gold(row)} if removed else set()
    with tempfile.TemporaryDirectory() as place:
        sources = Path(place) / "sources"
        sources.mkdir()
        kept = (json.dumps(doc, ensure_ascii=False) for doc in docs if doc["id"] not in gone)
        (sources / "docs.jsonl").write_text("\n".join(kept), "utf-8")
        bot = Bot.open(Settings.load({"sources": str(sources), "home": place}, environ={}))
        for row in rows:
            asked = questions.understand(bot.analyzer.query(row["question"]), bot.analyzer, bot.library, bot.lexicon)
            hits = bot.library.search(asked.query, bot.settings.k)
            found = evidence.find(asked, hits, bot.document, bot.analyzer)
            if not found.citations:
                continue
            right = not removed and any(_holds(c.quote, row) for c in found.citations)
            yield dict(found.signals), not removed, right, [] if removed else _choices(bot, asked, hits, row)


def _choices(bot: Bot, asked: questions.Asked, hits: list[Any], row: dict[str, Any]) -> list[tuple[np.ndarray, np.ndarray]]:
    read = [
        sentence
        for rank, hit in enumerate(hits[: evidence.READ])
        for sentence in sentences.read(asked, hit, rank, hits[0].score, bot.document, bot.analyzer)
    ]
    right = np.array([s.document.id in _gold(row) and _holds(s.text[s.span.start : s.span.end], row) for s in read])
    signals = np.array([[s.signals[name] for name in evidence.WEIGHTS] for s in read])
    return [(signals, right)] if right.any() else []


def _gold(row: dict[str, Any]) -> set[str]:
    return set(row.get("doc_ids") or [row["doc_id"]])


def _holds(text: str, row: dict[str, Any]) -> bool:
    return any("".join(answer.split()) in "".join(text.split()) for answer in row["answers"])


def _softmax(rows: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights under which a sentence that holds the answer is likeliest, by Adam."""
    weights = np.zeros(rows[0][0].shape[1])
    signals, right = np.vstack([r[0] for r in rows]), np.concatenate([r[1] for r in rows])
    starts = np.r_[0, np.cumsum([len(r[0]) for r in rows])[:-1]]
    group = np.repeat(np.arange(len(rows)), [len(r[0]) for r in rows])

    def slope(at: np.ndarray) -> np.ndarray:
        score = signals @ at
        power = np.exp(score - np.maximum.reduceat(score, starts)[group])
        chance = power / np.add.reduceat(power, starts)[group]
        share = chance * right / np.add.reduceat(chance * right, starts)[group]
        return np.asarray((chance - share) @ signals / len(rows) + 2 * DECAY * at)

    return _descend(weights, slope)


def _logistic(names: list[str], rows: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    signals = np.array([[row[0][name] for name in names] + [1.0] for row in rows])
    truth = np.array([float(row[1]) for row in rows])

    def slope(at: np.ndarray) -> np.ndarray:
        return np.asarray(signals.T @ (1 / (1 + np.exp(-signals @ at)) - truth) / len(rows) + 2 * DECAY * at)

    fitted = _descend(np.zeros(len(names) + 1), slope)
    return dict(zip([*names, ""], fitted.round(2).tolist(), strict=True))


def _descend(at: np.ndarray, slope: Any) -> np.ndarray:
    """Adam (Kingma and Ba, 2015), enough for a few convex numbers."""
    first, second = np.zeros_like(at), np.zeros_like(at)
    for step in range(1, STEPS + 1):
        down = slope(at)
        first, second = 0.9 * first + 0.1 * down, 0.999 * second + 0.001 * down**2
        at = at - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return at


def _calibration(judged: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far confidence is from the share of right answers, over ten bins."""
    total = 0.0
    for number in range(bins):
        inside = [(sure, right) for sure, right in judged if min(bins - 1, int(sure * bins)) == number]
        total += abs(sum(sure for sure, _ in inside) - sum(right for _, right in inside))
    return total / len(judged)


def _plot(judged: list[tuple[float, bool]], file: Path, bins: int = 10) -> None:
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
