"""Hits to citations: the sentences that answer, as spans of their source, each compared with the source before it is one.

Every sentence of the best passages gets a chance of holding the answer: a softmax over a few signals, what it shares with the
question, what its neighbours, its headline and its paragraph share, whether it holds a value of the asked kind, how good its
passage is. The likeliest is quoted, with the neighbours that it needs or that are likely too; others follow while they are likely.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, islice, takewhile
from operator import mul

from bot import patterns, sentences
from bot.analyzer import Analyzer
from bot.questions import Asked
from bot.schema import Citation, Document, Hit, Span, check_spans
from bot.sentences import Sentence

READ = 6  # passages that are read for evidence
MOST = 3  # citations of an answer
LENGTH = 180  # characters of a quote with its neighbours, and of an answer that needs no second citation
ENOUGH = 0.96  # chance from which nothing more is quoted
LIKELY = 0.015  # chance from which a neighbour sentence is quoted too
ALSO = 0.05  # chance from which another passage is quoted too
LIKELIER = 0.4  # chance of the best sentence from which a further one must tell of what is asked, too:
TOLD = 0.7  # at least so much as the best one,
RIVAL = 0.15  # if its chance is not this part of the best one's
YEAR = 0.002  # chance from which it is quoted for an asked year that no other quote has
SUBJECT = 0.2  # share of the question that a sentence lacks and the one before it has: its subject stands there
BRIEF = 60  # characters of a list's member in a paragraph of its own, if its first sentence is shorter
MORE = 20  # characters that what a sentence needs may go beyond LENGTH

WEIGHTS = {  # fitted on public questions and our own by benchmarks/fit_answers.py, which prints them
    "bigram": -1.07, "unigram": 1.99, "word": 2.0, "previous": 2.23, "next": 0.4, "context": 1.39, "around": -3.63, "passage": 2.65,
    "score": 1.78, "first": 0.97, "value": 0.98, "asks": -0.69, "opens": 0.19, "length": 0.53, "head": -0.05, "lead": 0.09,
    "fresh": -0.69, "after_question": 0.75, "names": -0.17, "focus": 1.62, "rare": 1.6, "only": 1.11, "items": 0.46, "similar": 0.75,
    "measure": 2.0,
}  # fmt: skip
VALUE = {  # what a value of the asked kind counts more, by kind
    "date": 1.38, "number": 0.84, "paper": 0.0, "list": -0.6, "manner": -0.59, "org": 0.3, "speaker": -0.01, "definition": -0.43,
    "place": 0.07, "reason": 0.05,
}  # fmt: skip
SMALL = 200  # passages of a collection from which more must be reached the larger it is
LISTED = ("list", "manner", "reason")  # kinds of questions that a list may answer
NAMED = ("who", "org", "speaker", "post")  # kinds whose answer is likely the subject, at the head of a long sentence


@dataclass(frozen=True, slots=True)
class Evidence:
    """The citations found, best first, all that were read as evidence, and the signals that tell how far they can be trusted."""

    citations: tuple[Citation, ...] = ()
    read: tuple[Citation, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


def find(asked: Asked, hits: Sequence[Hit], open_document: Callable[[str], Document], analyzer: Analyzer) -> Evidence:
    """The best sentences of the best hits, each extended by the neighbours that it needs, as verified citations."""
    rows = sentences.read(asked, hits[:READ], open_document, analyzer)
    if not rows:
        return Evidence()
    chances = weigh(asked, rows)
    if any(asking := [_asks_the_same(asked, row) for row in rows]) and not all(asking):
        chances = _without(chances, asking)
    if asked.said:
        chances = [
            0.0 if "".join(row.text[slice(*row.span)].split()) in asked.said else chance for row, chance in zip(rows, chances, strict=True)
        ]
    order = sorted(range(len(rows)), key=lambda at: (-chances[at], at))
    ahead = _ahead(asked, rows, order, analyzer)
    dated = _dated(asked, rows, order, chances)
    chances += [0.0] * (len(rows) - len(chances))
    citations: list[Citation] = []
    shown: list[Citation] = []
    taken: set[int] = set()
    said, used = 0.0, 0
    for at in [*ahead, *dated, *order]:
        row, due = rows[at], at in ahead or at in dated
        size = len(row.folded) // sentences.letters(row.folded)
        if len(citations) == MOST or (citations and used + size > 2 * LENGTH):
            break
        if citations and not due and (chances[at] < ALSO or said > ENOUGH):
            break
        if at in taken or (not due and _only_asks(asked, row)):
            continue
        room = LENGTH * sentences.letters(row.folded) if not citations else len(row.folded)
        span, inside = _onward(rows, at, ahead[at]) if ahead.get(at) else _extended(asked, rows, at, chances, room)
        if citation := cite(row.hit, row.document, _slices(row, span), chances[order[0] if at in ahead else at]):
            citations.append(citation)
            if due or len(citations) == 1 or not _aside(asked, row, rows[order[0]], chances[at], chances[order[0]]):
                shown.append(citation)
            taken |= inside
            said += sum(chances[i] for i in inside)
            used += (span.end - span.start) // sentences.letters(row.folded)
    said = min(said, 1.0)
    signals = {
        "chance": said,
        "odds": math.log((said + 0.001) / (1.001 - said)),
        "first": chances[order[0]],
        "fresh": rows[order[0]].signals["fresh"],
        "score": hits[0].score,
        "gap": hits[0].score - hits[-1].score,
        "terms": math.log1p(len(asked.worth)),
        "holds": float(asked.value is not None and rows[order[0]].signals["value"]),
        "size": 1 - math.sqrt(SMALL / max(asked.passages, SMALL)),
        "latin": float(asked.folded.isascii()),
    }
    return Evidence(tuple(shown), tuple(citations), signals | _coverage(asked, citations, analyzer))


def _coverage(asked: Asked, citations: Sequence[Citation], analyzer: Analyzer) -> dict[str, float]:
    """How much of the question stands in the quotes, in their passages too, and what its dearest word is that stands in neither."""
    sought = sentences.Sought.of(asked)
    quotes = analyzer.fold("\n".join(c.quote for c in citations))
    near = sought.within(quotes + analyzer.fold("\n".join(c.chunk.text + "\n" + c.chunk.context for c in citations)), analyzer)
    absent = max((worth for term, worth in asked.worth.items() if term[0] == "b" and term not in near), default=0.0)
    return {
        "quote": asked.share(sought.within(quotes, analyzer)),
        "near": asked.share(near),
        "absent": absent / asked.total if asked.total else 0.0,
    }


def _ahead(asked: Asked, rows: list[Sentence], order: Sequence[int], analyzer: Analyzer) -> dict[int, int]:
    """What is quoted first, whatever its chance, with the characters that may be quoted of each (0: as any sentence).

    A question never stands alone: the paragraph after it answers, and is quoted before it. Nor does what announces a list, or ends
    with a colon: its members stand in the next paragraphs, and are quoted as far as their first sentence. `rows` grows by what was
    not read yet.
    """
    best = rows[order[0]]
    if best.hit.chunk.kind in ("title", "byline", "caption") or best.heads:
        return {}
    if analyzer.asks(best.text):
        answer = next(iter(_following(asked, best, rows, analyzer)), [])
        if not answer or analyzer.asks(rows[answer[0]].text):
            return {}
        whole = len(rows[answer[0]].text) <= LENGTH * sentences.letters(best.folded)
        likeliest = min(answer, key=lambda at: order.index(at) if at in order else len(order) + at)
        return {answer[0]: LENGTH, order[0]: 0} if whole else {likeliest: 0, order[0]: 0}
    links, colon = asked.links, best.folded.endswith(":")
    lists = (asked.several or asked.kind in LISTED) and bool(links.announces.search(best.folded))
    if not _ends(best) or not (colon or lists):
        return {}
    after = [paragraph[0] for paragraph in islice(_following(asked, best, rows, analyzer), MOST)]
    members = list(takewhile(lambda at: links.member.match(rows[at].folded), after))
    if not members or not links.begins.match(rows[members[0]].folded):
        return {after[0]: BRIEF, order[0]: 0} if colon and after else {}
    return dict.fromkeys([order[0], *members] if len(members) < MOST else members, BRIEF) if members else {}


def _only_asks(asked: Asked, row: Sentence) -> bool:
    """Whether a sentence asks and nothing in its paragraph answers; a headline may be what is asked for."""
    return _ends(row) and sentences.asks(row.folded) and asked.kind not in ("headline", "author", "paper")


def _asks_the_same(asked: Asked, row: Sentence) -> bool:
    """Whether a headline asks what the question asks: the text below it answers."""
    if row.hit.chunk.kind != "title" or asked.kind in ("headline", "author", "paper"):
        return False
    return any(word[0] in asked.folded for word in asked.links.asks.finditer(row.folded))


def _without(chances: Sequence[float], left_out: Sequence[bool]) -> list[float]:
    """The chances where some sentences are no answers: together as much as before."""
    kept = [0.0 if out else chance for chance, out in zip(chances, left_out, strict=True)]
    total = sum(kept)
    return [chance / total for chance in kept] if total else list(chances)


def _aside(asked: Asked, row: Sentence, best: Sentence, chance: float, surest: float) -> bool:
    """Whether a further sentence only stands beside the point: it holds no figure that is asked, and the best one tells more."""
    if surest <= LIKELIER or chance >= RIVAL * surest or row.signals["measure"] or row.signals["value"] > best.signals["value"]:
        return False
    return _told(asked, row) < TOLD * _told(asked, best)


def _told(asked: Asked, row: Sentence) -> float:
    """The part of the question that stands in a sentence, beside it, or in its headline."""
    return asked.share(row.covered) + sum(row.signals[name] for name in ("previous", "next", "context"))


def _ends(row: Sentence) -> bool:
    """Whether a sentence is the last one of its paragraph."""
    return row.span.end >= len(row.text.rstrip())


def _following(asked: Asked, row: Sentence, rows: list[Sentence], analyzer: Analyzer) -> Iterator[list[int]]:
    """The paragraphs after a sentence's own in its article, each as the places of its sentences in `rows`, read if they were not."""
    start, end = row.spans[0].start, row.spans[-1].end
    article = next((a for a in row.document.articles if any(p.spans[0].start <= start < p.spans[-1].end for p in a.paragraphs)), None)
    after = dropwhile(lambda p: not p.spans[0].start <= start < p.spans[-1].end, article.paragraphs if article else ())
    own = next(after, None)
    if own is None or own.spans[-1].end != end:
        return
    for paragraph in after:
        if paragraph.kind != "body" or paragraph.duplicate:
            return
        known = [at for at, other in enumerate(rows) if other.document.id == row.document.id and other.spans[0] == paragraph.spans[0]]
        if not known:
            known = list(range(len(rows), len(rows) + len(read := sentences.plain(sentences.Sought.of(asked), row, paragraph, analyzer))))
            rows += read
        yield known


def _onward(rows: Sequence[Sentence], at: int, room: int) -> tuple[Span, set[int]]:
    """A sentence with those after it in its paragraph, as far as there is room."""
    span, inside = rows[at].span, {at}
    room *= sentences.letters(rows[at].folded)
    while max(inside) + 1 < len(rows) and rows[max(inside) + 1].same_paragraph(rows[at]):
        both = _joined(span, rows[max(inside) + 1].span, room)
        if not both:
            break
        span, inside = both, inside | {max(inside) + 1}
    return span, inside


def _slices(row: Sentence, span: Span) -> tuple[Span, ...]:
    """A quote's spans; a table's row has the names of its columns before it."""
    spans = row.document.cut(row.spans, row.offsets, *span)
    return (*row.document.cut(row.spans, row.offsets, *row.heads), *spans) if row.heads else spans


def _dated(asked: Asked, rows: Sequence[Sentence], order: Sequence[int], chances: Sequence[float]) -> list[int]:
    """Where several years are asked, the likeliest sentence of each: one quote may be sure and yet answer for one year alone."""
    if len(asked.years) < 2:
        return []
    best = (next((at for at in order if year in rows[at].folded and chances[at] > YEAR), None) for year in asked.years)
    return sorted({at for at in best if at is not None}, key=lambda at: (-chances[at], at))


def weigh(asked: Asked, rows: Sequence[Sentence]) -> list[float]:
    """Each sentence's chance of holding the answer, supposed that one does."""
    extra = VALUE.get(asked.kind, 0.0)
    scores = [
        row.bonus + extra * row.signals["value"] + sum(map(mul, map(WEIGHTS.__getitem__, row.signals), row.signals.values()))
        for row in rows
    ]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _extended(asked: Asked, rows: Sequence[Sentence], at: int, chances: Sequence[float], room: int) -> tuple[Span, set[int]]:
    """The sentence with the neighbours that it needs (who speaks, whom 该 means) or that are likely, within `room` characters."""
    row = rows[at]
    span, inside = _needed(asked, rows, at)
    while not row.heads and sum(chances[i] for i in inside) < ENOUGH:
        beside = [i for i in (min(inside) - 1, max(inside) + 1) if 0 <= i < len(rows) and rows[i].same_paragraph(row)]
        beside = [i for i in beside if chances[i] >= LIKELY and _joined(span, rows[i].span, room)]
        if not beside:
            break
        best = max(beside, key=lambda i: chances[i])
        span, inside = Span(min(span.start, rows[best].span.start), max(span.end, rows[best].span.end)), inside | {best}
    return span, inside


def _joined(left: Span, right: Span, room: int) -> Span | None:
    """Both spans as one, None where that is longer than `room`."""
    both = Span(min(left.start, right.start), max(left.end, right.end))
    return both if both.end - both.start <= room else None


def _needed(asked: Asked, rows: Sequence[Sentence], at: int) -> tuple[Span, set[int]]:
    """The sentence with what it cannot do without: a caption whole, a list whole, an answer after a question, who speaks, whom 他 means."""
    row = rows[at]
    if row.hit.chunk.kind == "caption" and len(row.text) <= LENGTH:
        return Span(row.span.start - len(row.text[: row.span.start]), len(row.text.rstrip())), {at}
    inside = {at}
    if row.heads:
        return row.span, inside
    room = LENGTH * sentences.letters(row.folded) + MORE
    span = row.span
    for step, wanted in ((1, _wants_next), (-1, _wants_before)):
        edge = at
        while (
            0 <= (other := edge + step) < len(rows)
            and rows[other].same_paragraph(row)
            and wanted(asked, rows[edge], rows[other])
            and (both := _joined(span, rows[other].span, room))
        ):
            span, edge = both, other
            inside.add(other)
    return _with_speaker(asked, rows, span, inside), inside


def _wants_next(asked: Asked, row: Sentence, after: Sentence) -> bool:
    """Whether a quoted sentence cannot do without the next: the answer to its question, its reason, the rest of its list."""
    links = asked.links
    if row.signals["asks"] or (asked.kind == "reason" and links.because.match(after.folded)):
        return True
    if asked.several and after.continues:
        return True
    if asked.kind == "number" and asked.head and asked.head in after.folded and asked.head not in row.folded and not row.signals["measure"]:
        return True  # what is asked of the thing that this one names
    announced = links.announces.search(row.folded)
    listed = links.goes_on.match(after.folded) if announced or links.goes_on.match(row.folded) else None
    return bool((asked.several or asked.kind in LISTED) and (listed or (announced and links.begins.match(after.folded))))


def _wants_before(asked: Asked, row: Sentence, before: Sentence) -> bool:
    """Whether a quoted sentence cannot do without the one before: its subject, whom 他 means, what a list began with, what came of it."""
    links = asked.links
    if row.signals["opens"] or asked.share(before.covered - row.covered) >= SUBJECT:
        return True
    if row.continues and (asked.several or asked.kind in NAMED):
        return True
    if asked.kind == "reason" and links.so.match(row.folded):
        return True
    return bool((asked.several or asked.kind in LISTED) and links.goes_on.match(row.folded))


def _with_speaker(asked: Asked, rows: Sequence[Sentence], span: Span, inside: set[int]) -> Span:
    """The quoted sentences with the clause that says who speaks, where that is asked and stands beside them."""
    first, last, speech = min(inside), max(inside), asked.people.speech
    if asked.kind not in ("speaker", "who", "post") or any(patterns.search(speech, rows[at].folded) for at in inside):
        return span
    row = rows[last]
    after = rows[last + 1] if last + 1 < len(rows) and rows[last + 1].same_paragraph(row) else None
    before = rows[first - 1] if first and rows[first - 1].same_paragraph(row) else None
    if after and (said := patterns.match(rf"[^。!?“”]{{0,40}}?(?:{speech})", after.folded)):
        clause = re.compile("[,。:;，：；]|$").search(after.folded, said.end())
        return Span(span.start, after.span.start + (clause.start() if clause else said.end()))
    if before and patterns.search(speech, before.folded) and len(before.folded) < LENGTH:
        return Span(before.span.start, span.end)
    return span


def cite(hit: Hit, document: Document, spans: tuple[Span, ...], score: float) -> Citation | None:
    """A citation, or None where the quote is not its slices: what cannot be checked is not shown."""
    quote = document.quote(spans).strip()
    if not check_spans(document.text, spans) or "".join(quote.split()) != "".join("".join(document.text[a:b] for a, b in spans).split()):
        return None
    start = spans[0].start
    return Citation(hit.chunk, document.sha256, spans, quote, round(score, 6), document.line(start), document.page(start))
