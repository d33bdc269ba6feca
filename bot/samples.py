"""Questions that show what the corpus answers: of its own headlines, names and figures, and kept only if the bot does as they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from bot.config import Lexicon
from bot.schema import Answer, Article, Document

MOST = 4  # the last of them, where there is one, shows what it is like when the corpus says nothing
TRIED = 60  # headlines that are looked at, however large the corpus
OPENED = 8  # documents that are opened for them
FOLLOWING = 12  # questions about one place that are asked to see whether they are answered
READ = 400  # paragraphs of an article that are looked at for them
NAMED = 3  # newspapers that are named as where the corpus is from

Shows = Literal["fact", "values", "passage", "nothing"]
Ask = Callable[[str], Answer]
Patterns = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question for the empty page, and what its answer shows: one fact, several values, a passage, or that nothing answers it."""

    question: str
    shows: Shows


@dataclass(frozen=True, slots=True)
class Follow:
    """A question that the bot answers from a document, and the spans of the first quote of that answer."""

    question: str
    start: int
    end: int


def found(documents: Iterable[Document], titles: Iterable[str], lang: str, lexicon: Lexicon, ask: Ask) -> tuple[Sample, ...]:
    """Up to four questions: two about a name or a figure, then those made of headlines, the surest first; the last one has no answer."""
    patterns: Patterns = lexicon.tables["samples"][lang]
    asked = dict(pair for title in islice(titles, TRIED) for pair in _questions(title, patterns))
    replies = [(rank, question, ask(question)) for question, rank in asked.items()]
    sure = sorted((rank, -(reply.confidence or 0.0), question, reply) for rank, question, reply in replies if _sure(reply))
    exact = list(islice((pair for document in islice(documents, OPENED) for pair in _facts(document, lexicon, ask)), MOST // 2))
    shown = {question: _shows(reply) for question, reply in [*exact, *((question, reply) for _, _, question, reply in sure)]}
    nothing = _unanswered(list(shown), lexicon.tables["samples"]["later"], ask)
    kept = list(shown.items())[: MOST - len(nothing)]
    return tuple(Sample(question, shows) for question, shows in [*kept, *nothing])


def _shows(reply: Answer) -> Shows:
    return "values" if reply.values else "fact" if reply.short_answer else "passage"


def _unanswered(answered: Sequence[str], later: Mapping[str, str], ask: Ask) -> list[tuple[str, Shows]]:
    """The first answered question that names no time, asked of a year that no source can tell of."""
    for question in answered:
        lang = "zh" if re.search(r"[\u3400-\u9fff]", question) else "en"
        other = later[lang].format(question=question if lang == "zh" else question[0].lower() + question[1:])
        if not re.search(r"\d{4}", question) and ask(other).status == "no_answer":
            return [(other, "nothing")]
    return []


def publications(documents: Iterable[Document]) -> tuple[str, ...]:
    """The newspapers that the first documents are from, as the sources name them."""
    named = (article.publication for document in islice(documents, OPENED) for article in document.articles)
    return tuple(dict.fromkeys(name for name in named if name))[:NAMED]


def _facts(document: Document, lexicon: Lexicon, ask: Ask) -> Iterator[tuple[str, Answer]]:
    """One question about a name or a figure in a document, if there is any that is answered by just that."""
    pairs = ((question, value) for article in document.articles for question, value in _candidates(document, article, lexicon) if value)
    for question, value in islice(pairs, FOLLOWING):
        reply = ask(question)
        if _sure(reply) and _holds(reply, value):
            yield question, reply
            return


def following(document: Document, at: int, lexicon: Lexicon, ask: Ask) -> tuple[Follow, ...]:
    """Questions that this document answers, made from the article at an offset and then from those beside it on the page.

    A question about a name or a figure is kept only where the answer holds that very one.
    """
    here = article_at(document, at)
    tried: dict[str, str] = {}
    for article in [*document.articles[here : here + 1], *document.articles[:here], *document.articles[here + 1 :]]:
        tried |= {question: value for question, value in _candidates(document, article, lexicon) if question not in tried}
        if len(tried) >= FOLLOWING:
            break
    replies = [(question, value, ask(question)) for question, value in islice(tried.items(), FOLLOWING)]
    return tuple(
        Follow(question, reply.citations[0].spans[0].start, reply.citations[0].spans[-1].end)
        for question, value, reply in replies
        if _sure(reply) and reply.citations[0].chunk.document_id == document.id and _holds(reply, value)
    )


def article_at(document: Document, at: int) -> int:
    """Which article of a document an offset lies in: the last that begins before it."""
    begins = [min((p.spans[0].start for p in article.paragraphs), default=0) for article in document.articles]
    return max((n for n, begin in enumerate(begins) if begin <= at), key=begins.__getitem__, default=0)


def _candidates(document: Document, article: Article, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Questions about one article, and what the short answer to each must hold: exact ones first."""
    tables = lexicon.tables["samples"]
    pieces = [(p.kind, document.quote(p.spans)) for p in islice(article.paragraphs, READ) if not p.duplicate]
    lang = "zh" if re.search(r"[\u3400-\u9fff]", "".join(text for _, text in pieces[:3])) else "en"
    for _, text in pieces:
        yield from _exact(text, tables["exact"][lang])
    patterns: Patterns = tables[lang][:-1] or tables[lang]  # the last of several fits any headline: too little to go on with
    heads = [pair for kind, text in pieces if kind in {"title", "heading"} for pair in _questions(text.replace("，", " "), patterns)]
    yield from ((question, "") for question, _ in sorted(heads, key=lambda pair: pair[1]))


def _sure(reply: Answer) -> bool:
    return reply.status == "answered" and not reply.doubts


def _holds(reply: Answer, value: str) -> bool:
    """Whether the short answer is about that value, or where there is none, the first quote."""
    return value in (reply.short_answer or reply.citations[0].quote)


def _exact(text: str, patterns: Patterns) -> Iterator[tuple[str, str]]:
    """Questions for the names and figures in a text, and what their answer must hold."""
    for pattern in patterns:
        for found in re.finditer(pattern["text"], text):
            yield pattern["question"].format(what=found["what"]), found["value"]


def _questions(title: str, patterns: Patterns) -> Iterator[tuple[str, int]]:
    """A question for each part of a headline (kicker, headline and sub-headline are joined by spaces), and which pattern made it."""
    for part in re.split(r"\s+|——", title):
        for rank, pattern in enumerate(patterns):
            if found := re.search(pattern["headline"], part.strip("—：:■#*")):
                yield pattern["question"].format(what=found["what"]), rank
                break
