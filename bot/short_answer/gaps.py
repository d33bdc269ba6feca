"""The words that stand in the quote where the question asks: between the same words as there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.questions import Asked
from bot.short_answer.asking import Gap
from bot.short_answer.reading import Reading, Words

ENOUGH = 0.3  # of the question that the sentence shares at least, without the answer
SAME = 2  # characters before and after the gap that are the same at least
LONGEST = {"who": 14, "where": 22}
LONG = 24
_ANYWHERE = re.compile(r"[\s\"“”‘’「」『』《》]")


class _Bare:
    """A text without the words that mean nothing by themselves, and where each of its characters stood."""

    def __init__(self, text: str, here: Reading, words: Words) -> None:
        self.text, self.at = "", [0] * (len(text) + 1)
        kept: dict[int, str] = {}
        for start, end in here.spans(text):
            if text[start:end] not in words.skipped:
                kept |= {at: text[at] for at in range(start, end)}
        for bracket in re.finditer(r"\([^()]*\)", text):
            for at in range(*bracket.span()):
                kept.pop(at, None)
        count = 0
        for at in range(len(text)):
            self.at[at] = count
            count += at in kept
        self.at[len(text)] = count
        self.text = "".join(kept[at] for at in sorted(kept))


def find(asked: Asked, gap: Gap, here: Reading, words: Words) -> tuple[int, int] | None:
    """The one phrase that fits into the gap."""
    if gap.form not in ("who", "where", "what", "which"):
        return None
    found: dict[str, tuple[float, int, int]] = {}
    for strength, start, end in _candidates(gap, here, words):
        span = _trimmed(here, words, start, end, gap)
        if span and _lawful(asked, gap, here, words, *span):
            share = asked.share(t for t in asked.worth if t[1:] in here.folded[here.sentence_start(span[0]) : span[0]] + " " + here.folded[span[1] : here.sentence_end(span[0])])
            if share >= ENOUGH:
                row = (strength + share, *span)
                said = here.folded[slice(*span)]
                found[said] = max(found.get(said, row), row)
    rows = sorted(found.values(), reverse=True)
    if not rows or (len(rows) > 1 and rows[0][0] - rows[1][0] < 1.0 and not (rows[0][1] <= rows[1][1] and rows[1][2] <= rows[0][2] and False)):
        return None
    return rows[0][1:]


def _candidates(gap: Gap, here: Reading, words: Words) -> Iterator[tuple[float, int, int]]:
    by = words.preposition.search(gap.left)
    left, right = _Bare(words.copula.sub("", gap.left), here, words).text, _Bare(gap.right, here, words).text
    quote = _Bare(here.folded, here, words)
    folded = here.folded
    edges = sorted({*here.words, *here.words.values()})
    before = {p: _same(left[::-1], quote.text[: quote.at[p]][::-1]) for p in edges} if left else {}
    starts = [(k, p) for p, k in before.items() if k >= min(SAME, len(left)) or (k and by)] if left else [(0, start) for start in sorted({a for a, _ in here.clauses} | {m.end() for m in re.finditer(",", folded)})]
    if not left and (prep := _pieces(gap.left, here)[-1:]):
        starts = [(1, to) for at, to in here.words.items() if folded[at:to] == prep[0]]
    if re.match("是", gap.right) and not left:
        return
    brackets = [b.span() for b in re.finditer(r"\([^()]*\)", folded)]
    head = gap.head if gap.form in ("what", "which") and right.startswith(gap.head) and not (by and gap.form == "what" and len(right) > len(gap.head)) else ""
    rest = right[len(head) :] if head else right
    copula = bool(words.copula.search(gap.left)) and not gap.left.endswith("有")
    if gap.form == "who" and right:
        yield from _named(gap, here, words, quote, right, edges)
    if rest and (not left or head):
        yield from _subjects(gap, here, words, quote, rest, edges)
    if copula and left and not right:
        yield from _reversed(here, quote, left)
    for k, p in starts:
        if left and p < len(folded) and quote.at[p] and folded[p - 1] != quote.text[quote.at[p] - 1]:
            continue  # a skipped word: counted where it began
        s = _skip(here, words, p)
        if any(a < s < b for a, b in brackets):
            continue
        if gap.form == "where" and re.search("[在于]$", gap.left) and not re.search("[在于是]$", folded[:s]):
            continue
        if copula and left and not words.is_.search(folded[p:s]):
            continue
        _, end = here.clause(min(s, len(folded) - 1))
        stop = end - 1 if end and folded[end - 1] in ",。;:!?\n" else end
        if p < s and any(ch in ",。;!?\n" for ch in folded[p:s]):
            continue
        if head:
            at = folded.find(head, s + 1, stop)
            while at >= 0 and at + len(head) not in here.bounds:
                at = folded.find(head, at + 1, stop)
            if at < 0:
                continue
            e = at + len(head)
            r = _same(rest, quote.text[quote.at[e] :])
            if (rest and r < min(SAME, len(rest))) or (left and k < min(SAME, len(left))):
                continue
            yield float(min(k, 4) + min(r, 4) + 1), s, e
        elif rest:
            for e in edges:
                if s < e <= stop:
                    r = _same(rest, quote.text[quote.at[e] :])
                    if r >= min(4 if left and k < SAME else SAME if left else 3, len(rest)) and (left or folded[e - 1] not in ",:"):
                        yield float(min(k, 4) + min(r, 4)), s, e
                        break
        elif left and k >= min(SAME, len(left)):
            yield float(min(k, 4)), s, stop


def _named(gap: Gap, here: Reading, words: Words, quote: _Bare, right: str, edges: list[int]) -> Iterator[tuple[float, int, int]]:
    """A name after a post, before what the person did."""
    for match in words.officer.finditer(here.folded):
        at = match.end("name")
        if (r := _same(right, quote.text[quote.at[at] :])) >= min(SAME, len(right)):
            yield float(min(r, 4) + 3), *match.span("name")


def _subjects(gap: Gap, here: Reading, words: Words, quote: _Bare, rest: str, edges: list[int]) -> Iterator[tuple[float, int, int]]:
    """What ends like the asked noun before the words that follow it in the question."""
    if not gap.head:
        return
    for e in edges:
        r = _same(rest, quote.text[quote.at[e] :])
        if r < 4 or e == 0 or here.folded[e - 1] != gap.head[-1]:
            continue
        left, _ = here.clause(e - 1)
        s = max([left, *(b for a, b in here.words.items() if left <= a and b < e and here.folded[a:b] in words.opens | words.adverbs)])
        yield 4.0, s, e


def _reversed(here: Reading, quote: _Bare, left: str) -> Iterator[tuple[float, int, int]]:
    """What is said to be the asked thing: X是Y where Y是什么 is asked."""
    for match in re.finditer("(?:就|便)?是", here.folded):
        r = _same(left, quote.text[quote.at[match.end()] :])
        if r >= max(4, 0.8 * len(left)):
            yield 5.0, here.clause(match.start())[0], match.start()


def _pieces(text: str, here: Reading) -> list[str]:
    return here.cut(text)


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _skip(here: Reading, words: Words, at: int) -> int:
    """Past a bracket and the words that mean nothing by themselves."""
    if bracket := re.compile(r"\([^()]*\)").match(here.folded, at):
        at = bracket.end()
    while at < len(here.folded):
        if (end := here.words.get(at)) and here.folded[at:end] in words.skipped:
            at = end
        elif here.folded[at] in " :,":
            at += 1
        else:
            break
    return at


def _trimmed(here: Reading, words: Words, start: int, end: int, gap: Gap) -> tuple[int, int] | None:
    """Without what is skipped at its ends."""
    ends = {b: a for a, b in here.words.items()}
    while end > start and (here.folded[end - 1] in " 、:" or (end in ends and here.folded[ends[end] : end] in words.skipped | words.adverbs)):
        end = ends.get(end, end - 1)
    while start < end and (here.folded[start] in " 、:" or here.folded[start : here.words.get(start, start + 1)] in words.adverbs):
        start = here.words.get(start, start + 1)
    if gap.form == "where" and (cut := re.search("的一[座个家条种所间处片]|的[^的]*$", here.folded[start:end])) and cut[0].startswith("的一"):
        end = start + cut.start()
    while start < end and here.folded[start] in "“‘「『\"" and not words.balanced(here.folded[start:end]):
        start += 1
    if gap.form == "who" and (post := re.match(rf".*?{words.people.post}(?=[\u4e00-\u9fff·]{{2,}}$)", here.folded[start:end])):
        start += post.end()
    if end < len(here.folded) and here.folded[end] in "》”’」』" and not words.balanced(here.folded[start:end]):
        end += 1
    return (start, end) if start < end else None


def _lawful(asked: Asked, gap: Gap, here: Reading, words: Words, start: int, end: int) -> bool:
    said = here.folded[start:end]
    if not 2 <= len(said) <= LONGEST.get(gap.form, LONG) or said in asked.folded or not words.balanced(said):
        return False
    pieces = here.cut(said)
    if not pieces or pieces[0] in words.closes or pieces[-1] in words.closes | words.opens or pieces[0] in words.opens:
        return False
    if any(piece in words.vague for piece in pieces) or re.search("[,。;:!?]", said):
        return False
    body = said[: -len(gap.head)] if gap.head and said.endswith(gap.head) else said
    if not body or body in words.vague or words.only_count.fullmatch(body):
        return False
    if words.denies.search(asked.folded) and not words.denies.search(here.sentence(start)):
        return False
    if re.search("[是为]", said) and any(piece in ("是", "为") for piece in pieces):
        return False
    if here.folded[start - 1 : start] == "、" or here.folded[end : end + 1] == "、":
        return False
    if gap.form == "who" and len(said) > 5 and not (words.groups.search(said) or words.joins.search(said) or "·" in said):
        return False
    if gap.form == "who" and words.date.match(said):
        return False
    if gap.several != bool(words.joins.search(said)) and (gap.several or words.asks_one.search(asked.folded)):
        return False
    if not gap.left and any(piece in words.adverbs for piece in pieces):
        return False
    if (gap.form == "who" or not gap.left) and any(piece in words.opens | words.closes for piece in pieces):
        return False
    inside = sum(body[at : at + 2] in asked.folded for at in range(len(body) - 1))
    return inside < 0.5 * len(body)
