"""The whole flow: a question in, an answer with its evidence out. Start reading here.

    Bot.ask     question -> standing question -> query -> hits -> evidence -> answer
    Bot.open    settings -> prompts, lexicon, analyzer -> index
    Bot.reload  the newest generation of the index, swapped whole
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter

from bot import answer, dialogue, evidence
from bot.analyzer import Analyzer
from bot.config import Lexicon, Prompts, Settings
from bot.index import Index
from bot.schema import Answer, Document, Hit, Lang, Timing


@dataclass(frozen=True)
class Bot:
    """An immutable snapshot of one generation of the index; `ask` is synchronous and thread-safe."""

    settings: Settings
    prompts: Prompts
    lexicon: Lexicon
    analyzer: Analyzer
    index: Index

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer a question; `history` holds the questions before it, oldest first."""
        clock = _Clock()
        lang = lang or dialogue.language(question, "en" if self.settings.lang == "en" else "zh")
        talk = dialogue.kind_of_talk(question, self.analyzer, self.lexicon)
        if talk != "question":
            return clock.stop(self._small_talk(question, talk, lang))
        standing = dialogue.standing_question(question, history, self.analyzer, self.lexicon)
        query = self.analyzer.query(standing)
        asked = evidence.understand(query, self.analyzer, self.index.store, self.lexicon)
        clock.lap("analyze")
        hits = self.index.search(query, self.settings.k)
        clock.lap("retrieve")
        found = evidence.find(asked, hits, self.index.store.document, self.analyzer)
        reply = answer.compose(question, asked, found, hits, lang, self.prompts)
        clock.lap("evidence")
        return clock.stop(self._checked(reply))

    def search(self, query: str, k: int | None = None) -> list[Hit]:
        """The best passages for a query, without an answer."""
        return self.index.search(self.analyzer.query(query), k or self.settings.k)

    def document(self, document_id: str) -> Document:
        """A document of the index by its id; SourceError if there is none."""
        return self.index.store.document(document_id)

    @cached_property
    def samples(self) -> tuple[str, ...]:
        """Questions made from the corpus's own headlines that this bot answers: for the empty page."""
        return tuple(dialogue.sample_questions(self.index.store, lambda question: self.ask(question).status == "answered", self.lexicon))

    @classmethod
    def open(cls, settings: Settings, progress: Callable[[str], None] | None = None) -> Bot:
        """Read what the settings name and bring the index up to date."""
        lexicon = Lexicon.load()
        analyzer = Analyzer(lexicon, settings.tokenizer, words_of(settings))
        return cls(settings, Prompts.load(settings.prompts), lexicon, analyzer, Index.open(settings, analyzer, progress))

    def reload(self) -> Bot:
        """A bot over the newest generation of the same index: this one, if it is that."""
        index = self.index.newest()
        return self if index is self.index else replace(self, index=index)

    def _small_talk(self, question: str, talk: dialogue.Talk, lang: Lang) -> Answer:
        refused = talk in ("empty", "too_long", "gibberish")
        counts = {"documents": self.index.store.counts.documents, "articles": self.index.store.counts.articles}
        text = self.prompts.say(lang, f"{'refused' if refused else 'chat'}.{talk}", **counts)
        return answer.own_words(question, "refused" if refused else "chat", lang, text)

    def _checked(self, reply: Answer) -> Answer:
        """The answer with the state of each cited source as it is on disk now."""
        states = {c.chunk.document_id: self.index.source_state(c.chunk.document_id) for c in reply.citations}
        return replace(reply, citations=tuple(replace(c, source_state=states[c.chunk.document_id]) for c in reply.citations))


def words_of(settings: Settings) -> tuple[str, ...]:
    """The user's own words, one a line."""
    if settings.user_words is None:
        return ()
    from bot.config import read_lines  # noqa: PLC0415

    return read_lines(settings.user_words)


class _Clock:
    """Milliseconds of the stages of one answer."""

    def __init__(self) -> None:
        self.start = self.last = perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.laps[stage] = (now - self.last) * 1000
        self.last = now

    def stop(self, reply: Answer) -> Answer:
        total = (perf_counter() - self.start) * 1000
        return replace(reply, timing=Timing(total=total, **self.laps))
