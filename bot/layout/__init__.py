"""The page repair: a text -> its articles and paragraphs, as spans of the text.

    text -> blocks -> looks -> copies     -> sheet -> labels and joins -> far joins -> heads -> articles
            blocks    kinds    duplicates    sheet    flow (clues)        far          heads    articles

What clues are made of: marks (patterns), seams (ends and beginnings), follows (shipped statistics), widths (of the columns).

The text is never edited: a paragraph torn by a column break, a picture's caption or another article is a tuple of spans.
When unsure, nothing is joined: a wrong join costs a citation more than an open seam does.
"""

from __future__ import annotations

from bot.layout.articles import Reading, assemble, one_article, prose_alone
from bot.layout.blocks import split
from bot.layout.duplicates import repeated
from bot.layout.far import far_joins
from bot.layout.flow import label
from bot.layout.heads import tell_apart
from bot.layout.kinds import look
from bot.layout.sheet import is_newspaper, survey
from bot.schema import Article

__all__ = ["read_page"]


def read_page(text: str, *, title: str | None = None) -> tuple[Article, ...]:
    r"""The articles of a text, with their paragraphs in reading order.

    Every character that is not white space is in exactly one paragraph. `title` is given where the text comes with one (a
    JSON line): then it is one article of that title, unless it plainly is a newspaper page.

    >>> [p.kind for p in read_page("# 通知\n\n今天放假。")[0].paragraphs]
    ['title', 'body']
    """
    blocks = split(text)
    looks = [look(block) for block in blocks]
    copies = repeated(blocks, [kind in ("prose", "line") for kind in looks])
    if set(looks) == {"prose"} and not is_newspaper(blocks, looks):  # nothing to repair
        articles = prose_alone(blocks, copies)
        return articles if title is None else one_article(title, articles)
    aside = copies | {at for at, kind in enumerate(looks) if kind in ("caption", "mark")}
    sheet, labels, joins = label(survey(blocks, looks, aside))
    joins |= far_joins(sheet, labels, joins)
    articles = assemble(Reading(sheet, labels, tell_apart(sheet, labels, joins), joins, copies))
    if title is None or (sheet.newspaper and sum(article.title is not None for article in articles) > 1):
        return articles
    return one_article(title, articles)
