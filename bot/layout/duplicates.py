"""Blocks that the page prints twice: the longer one stays, its earlier or later copy is marked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.layout.blocks import Block, fold

_SHORTEST = 30  # characters: shorter lines repeat for other reasons


def repeated(blocks: Sequence[Block], prose: Sequence[bool]) -> frozenset[int]:
    """The numbers of prose blocks that another block holds from its first character on; of two equal ones the later is kept."""
    if sum(prose) < 2:
        return frozenset()
    texts = {at: fold(block.text) for at, block in enumerate(blocks) if prose[at]}
    heads: dict[str, list[int]] = {}
    for at, text in texts.items():
        if len(text) >= _SHORTEST:
            heads.setdefault(text[:_SHORTEST], []).append(at)
    copies: set[int] = set()
    for group in heads.values():
        for at in group if len(group) < 50 else ():
            mine = texts[at]
            if any(other != at and texts[other].startswith(mine) and (len(texts[other]) > len(mine) or other > at) for other in group):
                copies.add(at)
    return frozenset(copies)
