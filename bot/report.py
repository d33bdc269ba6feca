"""The report of `wenju eval`: figures, misses with what was found instead, a plot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.evaluate import Judged, Report

SHOWN = 80  # characters of what was found that a line of the terminal shows
MEANS = {
    "R@1": "the first passage is relevant",
    "R@5": "one of the first five passages is",
    "nDCG@10": "how far in front the relevant ones of ten stand",
    "answered": "something was quoted",
    "cited first": "the first quote holds an accepted answer",
    "cited": "any quote does",
    "short answer given": "a short answer was given",
    "short answer right": "of those given: nearly an accepted answer",
    "verbatim": "of the answered: each quote is its slice of the source",
    "refused": "of the questions without an answer: the bot said no",
    "confidence AUROC": "how often a right answer is surer than a wrong one",
    "confidence ECE": "how far confidence is from being right; less is better",
}


def table(report: Report) -> str:
    """The figures, a line each."""
    return "\n".join(f"{name:20} {value:6.1f}   of {count}" for name, (value, count) in report.figures.items())


def misses(report: Report) -> Iterator[tuple[Judged, str]]:
    """Each question that went wrong, and what was found instead."""
    for one in report.judged:
        if not one.question.answers:
            if one.answer.status == "answered":
                yield one, "answered, but the documents do not say"
        elif one.answer.status != "answered":
            yield one, "not answered" if any(one.relevant[:5]) else "not answered, and the passage is not among the first five"
        elif not any(one.cited):
            yield one, "another sentence was cited" if any(one.relevant[:1]) else "another passage came first"


def expected(one: Judged) -> str:
    """The accepted answers, or that there is none."""
    return " / ".join(one.question.answers) or "no answer"


def found(one: Judged) -> str:
    """What was quoted, or what the bot said without a quote."""
    return " / ".join(citation.quote for citation in one.answer.citations) or one.answer.text


def line(one: Judged, why: str) -> str:
    """A miss as a line of the terminal."""
    said = " ".join(found(one).split())
    cut = f"{said[:SHOWN]}…" if len(said) > SHOWN else said
    return f"miss: {one.question.id} {one.question.question}: {why}\n      expected: {expected(one)}\n      found:    {cut}"


def markdown(report: Report, plot: str) -> str:
    """The report as Markdown; `plot` is the name of the picture beside it."""
    rows = [f"| {name} | {value:.1f} | {count} | {MEANS[name]} |" for name, (value, count) in report.figures.items()]
    lines = [
        "# Quality on your questions",
        "",
        f"{len(report.judged)} questions asked.",
        "",
        "| | % | questions | |",
        "|---|---|---|---|",
        *rows,
        "",
        f"![figures]({plot})",
        "",
        "## Misses",
        "",
    ]
    missed = list(misses(report))
    for one, why in missed:
        before = "".join(f"{_cell(turn)} → " for turn in one.question.history)
        lines += [
            f"- {before}**{_cell(one.question.question)}** ({_cell(one.question.id)}): {why}",
            f"  - expected: {_cell(expected(one))}",
            f"  - found: {_cell(found(one))}",
        ]
    lines += [] if missed else ["None."]
    if report.astray:
        lines += ["", "## Not asked", ""]
        lines += [f"- {_cell(question.question)} ({_cell(question.id)}): {_cell(why)}" for question, why in report.astray]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))[:400]


def svg(report: Report) -> str:
    """The figures as a bar chart, readable without any program but a browser."""
    bars = []
    figures = [(name, value) for name, (value, _) in report.figures.items() if name != "confidence ECE"]  # of all others more is better
    for at, (name, value) in enumerate(figures):
        y = 16 + 28 * at
        bars.append(
            f'<text x="150" y="{y + 14}" text-anchor="end">{name}</text>'
            f'<rect x="160" y="{y}" width="{4 * value:.1f}" height="18" fill="#6c655b"/>'
            f'<text x="{168 + 4 * value:.1f}" y="{y + 14}">{value:.1f}</text>'
        )
    height = 32 + 28 * len(bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="{height}" font-family="sans-serif" font-size="13">'
        f'<rect width="640" height="{height}" fill="#fffefb"/>{"".join(bars)}</svg>\n'
    )
