"""A question made whole by the ones before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

REACH = 8  # earlier questions that a follow-up can lean on
TOPIC = 2  # earlier questions that are carried along


@dataclass(frozen=True, slots=True)
class Standing:
    """A question made whole.

    text     the question as rewritten: what the evidence must answer, shown to the reader
    carried  earlier questions whose words help to find it, nearest first
    before   the question that it leans on: what was cited there is a little nearer; None for a new topic
    person   who was put into the place of another person, "" if none was: 他 is this one
    more     whether it asks what else there is: what was quoted before is no answer
    topic    what it is about where it does not say that itself; thing: what 它 is from then on, "" if that is not told
    spoken   the same as a sentence that the reader is shown, "" if that is the text
    """

    text: str
    carried: tuple[str, ...] = ()
    before: Standing | None = None
    person: str = ""
    more: bool = False
    topic: str = ""
    thing: str = ""
    spoken: str = ""

    @property
    def asked(self) -> str:
        """What the reader is shown as the question that was searched for."""
        return self.spoken or self.text

    @property
    def root(self) -> Standing:
        """The question that says itself what this one is about."""
        standing = self
        while standing.carried and standing.before:
            standing = standing.before
        return standing


def carried(earlier: Sequence[Standing]) -> tuple[str, ...]:
    """The last question and the one that it leant on."""
    return (earlier[-1].text, *earlier[-1].carried)[:TOPIC]
