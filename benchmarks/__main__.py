"""`make bench`: every benchmark by name, in turn; `python -m benchmarks latency` runs one. What each measures: its own docstring."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

BENCHMARKS = {
    "engines": "from terms to ranked passages beside rank-bm25, bm25s, tantivy and FTS5, at 1,000 to 100,000 passages (--large: 1,000,000)",
    "latency": "from a question to its answer, cold and warm, and from the start of the page to its first byte",
    "page": "the page in Chromium and under load: first load, first cited text, 200 tabs, 200 questions at once, memory",
}


def main() -> int:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed, side by side with peers, as ratios of medians.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="; ".join(f"{name}: {text}" for name, text in BENCHMARKS.items()))
    parser.add_argument("--large", action="store_true", help="the sizes that take an hour too")
    parser.add_argument("--plots", metavar="DIR", type=Path, help="write plots into this folder (default: none)")
    parser.add_argument("--only", metavar="N", type=int, nargs="+", default=(), help="engines: with these numbers of passages alone")
    parser.add_argument("--systems", metavar="SYSTEM", nargs="+", default=(), help="engines: these beside wenju and tantivy (default: all)")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"unknown benchmark {', '.join(sorted(unknown))}; known are {', '.join(BENCHMARKS)}")
    for name in options.names or BENCHMARKS:
        print(f"\n## {name}: {BENCHMARKS[name]}\n", flush=True)
        more = {"only": options.only, "names": options.systems} if name == "engines" else {}
        importlib.import_module(f"benchmarks.{name}").run(large=options.large, plots=options.plots, **more)
    return 0


if __name__ == "__main__":
    sys.exit(main())
