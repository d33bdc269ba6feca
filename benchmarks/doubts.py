"""What each check of bot/doubts/ is worth: how often it fires on questions that the documents answer, and on ones that they do not.

    python -m benchmarks.doubts                     the questions of benchmarks/questions (open and city-open)
    python -m benchmarks.doubts --sets DIR          every folder below DIR that holds questions.jsonl too (see benchmarks/ablation.py)

Near misses are those of the set, and swapped questions: an answerable one with its year, place, person, organisation, thing or
attribute put for another that stands nowhere in the documents that answer it: one that other questions of the set ask about, and
("foreign") one that questions of other sets ask about. They are made by script, without the word lists of the checks. A swapped
question may be odd, or answered elsewhere by chance: read the figures of one version beside those of another.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jieba.posseg

from benchmarks.ablation import Row, Set, city, sets_of
from bot import dialogue, doubts, evidence, questions
from bot.bot import Bot
from bot.config import Settings

CLASSES = {"place": ("ns",), "person": ("nr", "nrt"), "organisation": ("nt",), "thing": ("n", "nz", "vn", "l")}
ASKED = re.compile("(?:是|有|为|达到?|共|约)*(?:多少|几|什么|谁|哪|何)|[?？]?$")
YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?=年)")


@dataclass(frozen=True)
class Case:
    """A question, and what it is: answerable, near miss, off topic, or the kind of its swap."""

    kind: str
    question: str


Words = Mapping[str, Sequence[str]]  # class -> words, in order


def words_asked(data: Set) -> Words:
    """What people ask about in a set, by class."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in data.questions:
        for kind, word in words_of(row["question"]):
            found[kind][word] = None
        if asked := attribute(row["question"]):
            found["attribute"][asked] = None
    return {kind: list(words) for kind, words in found.items()}


@dataclass(frozen=True)
class Tagged:
    """A set, with the words that can be put into its questions: its own, and those of other sets."""

    data: Set
    own: Words
    foreign: Words

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Document -> its text without white space."""
        return {name: "".join(text.split()) for name, _, text, _ in self.data.documents}

    def gold(self, row: Row) -> str:
        """The documents that answer a question, whole."""
        names = {piece["file"] for piece in row["evidence"]} if "evidence" in row else set(row.get("doc_ids") or [row["doc_id"]])
        return "".join(self.texts[name] for name in sorted(names))


def words_of(question: str) -> Iterator[tuple[str, str]]:
    """The words of a question that could be swapped, with their class."""
    for word, flag in jieba.posseg.cut(question):
        for kind, flags in CLASSES.items():
            if flag in flags and len(word) > 1:
                yield kind, word


def attribute(question: str) -> str:
    """What is asked of a thing: the word before 是多少, 是什么, 是谁, or the last one."""
    before = question[: next(ASKED.finditer(question)).start()].rstrip("的? ")
    words = list(jieba.posseg.cut(before))
    return words[-1].word if words and words[-1].flag[0] in "nv" and len(words[-1].word) > 1 else ""


def swapped(row: Row, tagged: Tagged, chance: random.Random) -> Iterator[Case]:
    """The question with one word put for another of its class that the documents of its answer do not have."""
    question, gold = row["question"], tagged.gold(row)
    for year in YEAR.findall(question)[:1]:
        others = [str(int(year) + step) for step in (-3, -2, -1, 1, 2, 3) if str(int(year) + step) not in gold]
        if others:
            yield Case("year", question.replace(year, chance.choice(others)))
    places = [(kind, word) for kind, word in words_of(question) if word in gold]
    if asked := attribute(question):
        places.append(("attribute", asked))
    for kind, word in dict(places).items():
        for name, pool in ((kind, tagged.own), (f"foreign {kind}", tagged.foreign)):
            others = [other for other in pool.get(kind, ()) if other not in gold and other[:-1] not in gold]
            if others:
                yield Case(name, question.replace(word, chance.choice(others)))


def merged(pools: Sequence[Words]) -> Words:
    """The words of several sets together."""
    return {kind: [word for pool in pools for word in pool.get(kind, ())] for kind in {kind for pool in pools for kind in pool}}


def cases(data: Set, foreign: Words) -> Iterator[Case]:
    """Every case of a set."""
    tagged, chance = Tagged(data, words_asked(data), foreign), random.Random(3)
    for row in data.questions:
        yield Case("answerable", row["question"])
        if row["answers"] and not row["question"].isascii():
            yield from swapped(row, tagged, chance)
    for row in data.others:
        yield Case(row["unanswerable_kind"], row["question"])


def opened(data: Set, home: Path) -> Bot:
    """A bot over the documents of a set."""
    sources = home / "sources"
    sources.mkdir()
    rows = ({"id": name, "title": title or "", "text": text} for name, _, text, title in data.documents)
    if data.documents[0][0] == data.documents[0][1]:  # files
        for row in rows:
            (sources / row["id"]).write_bytes(row["text"].encode())
    else:
        (sources / "docs.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return Bot.open(Settings.load({"sources": str(sources), "home": str(home)}, environ={}))


def judged(bot: Bot, case: Case) -> tuple[bool, set[str]]:
    """Whether a question is answered, and the checks that fire on it."""
    reply = bot.ask(case.question)
    query = dialogue.widened(bot.analyzer.query(case.question), bot.analyzer.query(""))
    asked = questions.understand(query, bot.analyzer, bot.library, bot.lexicon)
    found = evidence.find(asked, reply.hits, bot.document, bot.analyzer)
    if not found.citations:
        return False, set()
    here = doubts.ground(found.read, bot.document, bot.analyzer, several=doubts.asks_several(asked))
    return reply.status == "answered", {doubt.check for doubt in doubts.examine(asked, here, bot.lexicon)}


def main() -> None:
    """Print the tables of each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, help="a folder with sets of questions")
    parser.add_argument("--sample", type=int, default=150, help="questions of each set with documents of its own, 0: all (default: 150)")
    options = parser.parse_args()
    loaded = [data for data in (*sets_of(options.sets, options.sample), city()) if not data.questions[0]["question"].isascii()]
    for data in loaded:
        foreign = merged([words_asked(other) for other in loaded if other is not data])
        counts: Counter[str] = Counter()
        answered: Counter[str] = Counter()
        fired: dict[str, Counter[str]] = defaultdict(Counter)
        with tempfile.TemporaryDirectory() as home:
            bot = opened(data, Path(home))
            for case in cases(data, foreign):
                given, checks = judged(bot, case)
                counts[case.kind] += 1
                answered[case.kind] += given
                for check in checks:
                    fired[check][case.kind] += 1
        show(data.name, counts, answered, fired)


def show(name: str, counts: Counter[str], answered: Counter[str], fired: Mapping[str, Counter[str]]) -> None:
    """A Markdown table: a check a row, a kind of question a column, per cent."""
    print(f"\n| {name} | " + " | ".join(f"{kind} ({n})" for kind, n in counts.items()) + " |")
    print("|---|" + "---|" * len(counts))
    for check, row in [("answered", answered), *sorted(fired.items())]:
        print(f"| {check} | " + " | ".join(f"{100 * row[kind] / n:.0f}" for kind, n in counts.items()) + " |")


if __name__ == "__main__":
    main()
