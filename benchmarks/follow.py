"""One question followed from the words typed to the characters quoted: `python -m benchmarks.follow QUESTION [--sources FOLDER]`.

Prints what each stage made of it: terms with their worth, candidates, passages with scores, sentences with chances, what was quoted with
them, checks, and the two numbers that decide. docs/answers.md shows one such walk.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bot import confidence, doubts, evidence, questions, sentences
from bot.bot import Bot
from bot.config import Settings, shipped
from bot.library import CANDIDATES
from bot.ranking import prepare

SHOWN = 5  # rows of each list


def main() -> None:
    """Ask, and print every stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question")
    parser.add_argument("--sources", type=Path, default=shipped("seeds"), help="a folder of documents (default: the five pages)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        follow(Bot.open(Settings.load({"sources": str(options.sources), "home": home}, environ={})), options.question)


def follow(bot: Bot, question: str) -> None:
    """Print every stage of one question."""
    query = bot.analyzer.query(question)
    asked = questions.understand(query, bot.analyzer, bot.library, bot.lexicon)
    print(f"typed       {question}\nanalysed    {' | '.join(query.content.splitlines())}\nkind        {asked.kind}")
    terms = sorted(asked.worth.items(), key=lambda item: (-item[1], item[0]))
    print("terms      ", ", ".join(f"{term[1:]} {worth:.1f}" for term, worth in terms[: 3 * SHOWN]), f"… {len(terms)} in all")
    print("beside the question word", ", ".join(sorted(term[1:] for term in asked.focus)) or "nothing")
    print("other words", ", ".join(word.replace(" ", "") for word in query.similar) or "none")
    found = bot.library.index.candidates(prepare(query, bot.library).sought, CANDIDATES)
    hits = bot.library.search(query, bot.settings.k)
    print(f"\n{len(found)} candidates of {bot.library.count} passages; the best after the exact score:")
    for hit in hits[:SHOWN]:
        print(f"  {hit.score:.3f}  {_brief(hit.chunk.text)}")
    rows = sentences.read(asked, hits[: evidence.READ], bot.document, bot.analyzer)
    chances = evidence.weigh(asked, rows)
    print(f"\n{len(rows)} sentences of the first {evidence.READ}; the likeliest:")
    for at in sorted(range(len(rows)), key=lambda at: -chances[at])[:SHOWN]:
        row = rows[at]
        parts = {name: evidence.WEIGHTS[name] * row.signals[name] for name in evidence.WEIGHTS}
        most = sorted(parts.items(), key=lambda item: -abs(item[1]))[:4]
        print(f"  {chances[at]:.3f}  {_brief(row.text[row.span.start : row.span.end])}")
        print("         " + ", ".join(f"{name} {value:+.2f}" for name, value in most))
    evidenced = evidence.find(asked, hits, bot.document, bot.analyzer)
    print("\nquoted")
    for number, citation in enumerate(evidenced.citations, 1):
        place = f"{citation.chunk.source} line {citation.line}, {citation.spans[0].start}-{citation.spans[-1].end}"
        print(f"  [{number}] {place}: {citation.quote}")
    ground = doubts.ground(evidenced.read, bot.document, bot.analyzer, several=doubts.asks_several(asked))
    doubted = doubts.examine(asked, ground, bot.lexicon)
    print("doubts     ", ", ".join(f"{doubt.check} {doubt.what} {doubt.weight}" for doubt in doubted) or "none")
    print(f"the documents answer: {confidence.stands(evidenced.signals, doubted):.3f}")
    print(f"the quotes hold it:   {confidence.right(evidenced.signals, doubted):.3f}")
    reply = bot.ask(question)
    print(f"\n{reply.status}; short answer: {reply.short_answer or 'none'}\n{reply.text}")


def _brief(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:60] + "…"


if __name__ == "__main__":
    main()
