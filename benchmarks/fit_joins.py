"""Fit the layout's weights on torn pages: `python -m benchmarks.fit_joins DIR[:TIMES] … [--out bot/layout/weights.json]`.

Each DIR holds pages/ and truth.jsonl as `benchmarks/tear.py` writes them; :3 lets its rows count three times. Three decisions are
fitted by logistic regression, in turn, since the later ones look at what the earlier ones leave: is a block gone on with by the next,
is a line a headline, are two blocks halves apart.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.layout import blocks, clues, duplicates, far, flow, kinds, sheet

OUT = Path(__file__).parent.parent / "bot" / "layout" / "weights.json"
PENALTY = 1.0  # ridge
AGAINST = 2.5  # a line wrongly called a headline costs this many that are missed


class Row(NamedTuple):
    """The clues of one decision, whether it is right, and how often it counts."""

    clues: dict[str, float]
    right: bool
    times: float


class Page(NamedTuple):
    """A torn page: where each span's paragraph goes on, and the kind of what begins where."""

    text: str
    goes_on: dict[int, int]
    kind: dict[int, str]
    times: float


def pages(folder: Path, times: float) -> Iterator[Page]:
    """The pages of a folder with their truth."""
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        paragraphs = [paragraph for article in row["articles"] for paragraph in article["paragraphs"]]
        goes_on = {left[1]: right[0] for one in paragraphs for left, right in zip(one["spans"], one["spans"][1:], strict=False)}
        kind = {span[0]: one["kind"] for one in paragraphs for span in one["spans"]}
        with (folder / "pages" / row["file"]).open(encoding="utf-8-sig", newline="") as file:
            yield Page(file.read(), goes_on, kind, times)


def read(text: str) -> tuple[sheet.Sheet, dict[int, flow.Label], dict[int, int]]:
    """A page as far as the joins of neighbours."""
    found = blocks.split(text)
    looks = [kinds.look(block) for block in found]
    copies = duplicates.repeated(found, [kind in ("prose", "line") for kind in looks])
    aside = copies | {at for at, kind in enumerate(looks) if kind in ("caption", "mark")}
    return flow.label(sheet.survey(found, looks, aside))


def joins(page: Page) -> Iterator[Row]:
    """Neighbours that may be halves."""
    seen, _, _ = read(page.text)
    for place in range(len(seen.inner) - 1):
        if clues.joined(seen, place) is not None:
            yield Row(clues.clues(seen, place), _meet(page, seen, place, place + 1), page.times)


def heads(page: Page) -> Iterator[Row]:
    """Lines that may be headlines, halves of a joined paragraph aside."""
    seen, _, _ = read(page.text)
    for place in range(len(seen.inner) if seen.newspaper else 0):
        kind = page.kind.get(seen.block(place).start)
        torn = place + 1 < len(seen.inner) and _meet(page, seen, place, place + 1)
        if seen.look(place) == "line" and kind is not None and not torn:
            right = kind in ("title", "heading")
            yield Row(clues.head_clues(seen, place), right, page.times * (1 if right else AGAINST))


def fars(page: Page) -> Iterator[Row]:
    """Pairs that may be halves apart."""
    seen, labels, near = read(page.text)
    for (left, right), found in far.candidates(seen, labels, near).items():
        yield Row(found, _meet(page, seen, left, right), page.times)


def _meet(page: Page, seen: sheet.Sheet, left: int, right: int) -> bool:
    start = seen.block(right).start
    return start - 2 <= page.goes_on.get(seen.block(left).end, -9) <= start  # a space may stand before it


def fit(rows: list[Row]) -> dict[str, float]:
    """The weights of the clues, by Newton's method; "always" is not shrunk."""
    names = list(dict.fromkeys(name for row in rows for name in row.clues))
    values = np.array([[float(row.clues.get(name, 0.0)) for name in names] for row in rows])
    right = np.array([row.right for row in rows], dtype=float)
    times = np.array([row.times for row in rows])
    ridge = np.diag([0.01 if name == "always" else PENALTY for name in names])
    weights = np.zeros(len(names))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (times * (right - chance)) - ridge @ weights
        step = np.linalg.solve((values.T * (times * chance * (1 - chance))) @ values + ridge, slope)
        weights += step
        if abs(step).max() < 1e-6:
            break
    sure = values @ weights > 0
    wrong_yes, wrong_no = int((sure & (right == 0)).sum()), int((~sure & (right == 1)).sum())
    print(f"{len(rows)} rows, {int(right.sum())} right; wrong yes {wrong_yes}, wrong no {wrong_no}")
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def main() -> None:
    """Read the arguments, fit in turn, write the weights."""
    parser = argparse.ArgumentParser(description="Fit the layout's weights on torn pages.")
    parser.add_argument("folders", nargs="+", metavar="DIR[:TIMES]")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    torn = []
    for argument in options.folders:
        folder, _, times = argument.partition(":")
        torn += list(pages(Path(folder), float(times or 1)))
    decisions: dict[str, Callable[[Page], Iterator[Row]]] = {"head": heads, "join": joins, "far": fars}
    table = clues.weights()
    for name in ("head", "join", "head", "join", "far"):
        print(name, end=": ", flush=True)
        table[name] = fit([row for page in torn for row in decisions[name](page)])
    options.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
