"""The whole flow: a question in, an answer with its evidence out. Start reading here.

Bot.ask     question -> standing question -> query -> what is asked -> hits -> answer
Bot.open    settings -> prompts, lexicon, analyzer -> index
Bot.reload  the newest generation of the index, swapped whole
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter

from bot import answer, dialogue, questions, samples
from bot.analyzer import Analyzer
from bot.config import Lexicon, Prompts, Settings
from bot.index import Progress, Summary
from bot.library import Library, analyzer_of, build
from bot.samples import Follow, Sample
from bot.schema import Answer, Citation, Document, Hit, Lang, Timing


@dataclass(frozen=True)
class Bot:
    """An immutable snapshot of one generation of the index; `ask` is synchronous and thread-safe."""

    settings: Settings
    prompts: Prompts
    lexicon: Lexicon
    analyzer: Analyzer
    library: Library

    def ask(self, question: str, history: Sequence[str] = (), lang: Lang | None = None) -> Answer:
        """Answer a question; `history` holds the questions before it, oldest first."""
        clock = _Clock()
        lang = lang or dialogue.language(question, "en" if self.settings.lang == "en" else "zh")
        talk = dialogue.kind_of_talk(question, self.analyzer, self.lexicon)
        if talk != "question":
            return clock.stop(self._small_talk(question, talk, lang))
        ground = dialogue.Ground(lambda earlier: self._answer(earlier, (), lang, _Clock()), self.search, self.library.frequencies)
        standing = dialogue.stand(question, history, self.analyzer, self.lexicon, ground)
        before = self._answer(standing.before, (), lang, _Clock()).citations if standing.before else ()
        reply = self._answer(standing, before, lang, clock)
        return clock.stop(self._checked(replace(reply, question=question, asked=standing.asked)))

    def _answer(self, standing: dialogue.Standing, cited: Sequence[Citation], lang: Lang, clock: _Clock) -> Answer:
        """Answer a question that stands for itself; `cited` is what the answer quotes that it leans on."""
        query = questions.foreign(self.analyzer.query(standing.text), self.library)
        if standing.carried:
            query = dialogue.widened(query, self.analyzer.query("\n".join(standing.carried)))
        asked = questions.understand(query, self.analyzer, self.library, self.lexicon)
        if standing.more:
            asked = replace(asked, said="".join("\n".join(citation.quote for citation in cited).split()))
        clock.lap("analyze")
        hits = dialogue.nearer(self.library.search(query, self.settings.k), [citation.chunk.number for citation in cited])
        clock.lap("retrieve")
        reply = answer.give(asked, hits, self.library.document, self.analyzer, self.lexicon, self.prompts, lang)
        clock.lap("evidence")
        return reply

    def search(self, query: str, k: int | None = None) -> list[Hit]:
        """The best passages for a query, without an answer."""
        return self.library.search(self.analyzer.query(query), k or self.settings.k)

    def document(self, document_id: str) -> Document:
        """A document of the index by its id; SourceError if there is none."""
        return self.library.document(document_id)

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """Questions made from the corpus's own words, with what their answers show: for the empty page."""
        titles = (title for head in self.library.documents for title in head.titles)
        documents = (self.document(head.id) for head in self.library.documents)
        return samples.found(documents, titles, self.settings.lang, self.lexicon, self.ask)

    @cached_property
    def publications(self) -> tuple[str, ...]:
        """The newspapers that the first documents are from, where they name any."""
        return samples.publications(self.document(head.id) for head in self.library.documents)

    def following(self, document_id: str, at: int) -> tuple[Follow, ...]:
        """Questions about what stands around a place, each answered by this bot from the same document."""
        return samples.following(self.document(document_id), at, self.lexicon, self.ask)

    @classmethod
    def open(cls, settings: Settings, progress: Progress | None = None) -> Bot:
        """Read what the settings name, bring the index up to date where sources are named, and open it."""
        lexicon = Lexicon.load()
        analyzer = analyzer_of(settings, lexicon)
        prompts = Prompts.load(settings.prompts)
        return cls(settings, prompts, lexicon, analyzer, Library.up_to_date(settings, analyzer, progress))

    def reload(self) -> Bot:
        """A bot over the newest generation of the same index: this one, if it is that."""
        library = self.library.newest()
        return self if library is self.library else replace(self, library=library)

    def _small_talk(self, question: str, talk: dialogue.Talk, lang: Lang) -> Answer:
        refused = talk in ("empty", "too_long", "gibberish", "task")
        counts = {"documents": self.library.counts.documents, "articles": self.library.counts.articles}
        text = self.prompts.say(lang, f"{'refused' if refused else 'chat'}.{talk}", **counts)
        return answer.own_words(question, "refused" if refused else "chat", lang, text)

    def _checked(self, reply: Answer) -> Answer:
        """The answer with the state of each cited source as it is on disk now."""
        states = {c.chunk.document_id: self.library.source_state(c.chunk.document_id) for c in reply.citations}
        return replace(reply, citations=tuple(replace(c, source_state=states[c.chunk.document_id]) for c in reply.citations))


def build_index(settings: Settings, *, rebuild: bool, progress: Progress) -> Summary:
    """Bring the index that the settings name up to date, without opening it."""
    return build(settings, analyzer_of(settings, Lexicon.load()), rebuild=rebuild, progress=progress)


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
