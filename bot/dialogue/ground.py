"""What follow-ups ask of the corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.standing import Standing
from bot.schema import Answer, Hit


@dataclass(frozen=True, slots=True)
class Ground:
    """The corpus, as far as follow-ups need it.

    recall       answers an earlier standing question again
    search       the best passages for a question
    frequencies  in how many passages each term stands
    """

    recall: Callable[[Standing], Answer]
    search: Callable[[str], Sequence[Hit]]
    frequencies: Callable[[Iterable[str]], Mapping[str, int]]

    def here_and_elsewhere(self, question: str, last: Standing) -> tuple[float, float]:
        """The best score of a question in the article that was quoted first, and of any other passage."""
        quoted = self.recall(last).citations
        article = (quoted[0].chunk.document_id, quoted[0].chunk.title) if quoted else None
        here, elsewhere = 0.0, 0.0
        for hit in self.search(question):
            if (hit.chunk.document_id, hit.chunk.title) == article:
                here = max(here, hit.score)
            else:
                elsewhere = max(elsewhere, hit.score)
        return here, elsewhere

    def follows(self, before: str, after: str) -> bool:
        """Whether a word stands directly before another somewhere, as far as two neighbouring characters tell."""
        term = f"b{before[-1:]}{after[:1]}"
        return bool(self.frequencies([term]).get(term))
