"""The exact score."""

import math
from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analyzer import Analyzer, all_terms
from bot.config import Lexicon
from bot.occurrences import compact
from bot.ranking import OPENING, Weights, _may_name, idf, prepare, rank
from bot.schema import Chunk, Entry, Span

ANALYZER = Analyzer(Lexicon.load())
FULL = Weights()
FILLER = "另外一段文字说的是天气、庄稼和集市上的热闹。"


@dataclass
class Collection:
    """Entries with their statistics."""

    entries: list

    @property
    def count(self):
        """How many there are."""
        return len(self.entries)

    @property
    def mean_length(self):
        """Mean number of words."""
        return sum(len(entry.body.split()) for entry in self.entries) / (self.count or 1)

    def frequencies(self, terms):
        """In how many each term stands."""
        counts = Counter(term for e in self.entries for term in {*all_terms(e.body), *all_terms(e.context)})
        return {term: counts[term] for term in terms}


def entry(number, text, title="", kind="body"):
    """A passage."""
    piece = Chunk(number, f"d{number}", f"d{number}", title, "", "", "", kind, ((Span(0, len(text)),),), text)
    body, context = ANALYZER.analyze(text), ANALYZER.analyze(title)
    return Entry(piece, body, context, compact(body, context, kind, titled=bool(title)))


def found(question, *passages, weights=FULL):
    """The ranked hits; a passage is a text, or an entry's arguments."""
    entries = [entry(n, *([p] if isinstance(p, str) else p)) for n, p in enumerate([*passages, FILLER, FILLER[5:]])]
    return rank(prepare(ANALYZER.query(question), Collection(entries), weights), entries, ANALYZER, 10).hits()


def test_idf_is_lucenes():
    """ln(1 + (N - n + 0.5) / (n + 0.5)): above zero also for a term that stands everywhere."""
    assert idf(10, 3) == pytest.approx(math.log(1 + 7.5 / 3.5))
    assert idf(10, 10) > 0


def test_shares_sum_to_one():
    """`why` tells each word's share, the shares sum to 1, and words that are not there have none."""
    why = found("白鹭大桥全长多少米？", "白鹭大桥全长两百米。")[0].why
    assert sum(why.values()) == pytest.approx(1)
    assert set(why) <= set(ANALYZER.query("白鹭大桥全长多少米？").content.split())


def test_passages_that_share_nothing_are_left_out():
    """Only passages that share a term are hits."""
    assert [hit.chunk.number for hit in found("白鹭大桥", "白鹭大桥通车。")] == [0]


def test_a_window_beats_scattered_words():
    """Of two passages with the same words, the one that has them in one sentence is first."""
    together = "大桥由王家村集资建设。天气很好。庄稼也好。集市很热闹。"
    apart = "大桥很长。天气很好。王家村很大。集市很热闹。集资不易，建设也难。"
    assert found("王家村集资建设大桥", apart, together)[0].chunk.number == 1


def test_numbers_are_whole():
    """5日 is not found in 15日, and a numeral finds its digits."""
    assert found("5日开会", "15日开会，讨论修桥。", "五日开会，讨论修桥。")[0].chunk.number == 1


def test_traditional_and_simplified():
    """A traditional question finds a simplified text, and the reverse."""
    assert found("圖書館開放時間", "图书馆开放时间为九点。")[0].score > 0.5
    assert found("图书馆开放时间", "圖書館開放時間為九點。")[0].score > 0.5


def test_headline_is_context():
    """What stands only in the headline makes a passage better than its like."""
    assert found("白鹭大桥的长度", ("长度为二百米。", "石臼铁路"), ("长度为二百米。", "白鹭大桥"))[0].chunk.number == 1


@settings(max_examples=300, deadline=None)
@given(st.text("大桥國通车三12年一（），,。 aBéＫ々", max_size=8), st.text("大桥国几12吗a", max_size=4), st.text("谁大桥?", max_size=4))
def test_a_named_headline_is_read(title, before, after):
    """Whatever headline a question names, its first characters are enough to know that it must be read."""
    question = before + title + after
    opening = ANALYZER.analyze(title).replace(" ", "") + "\n"
    if opening > "\n" and ANALYZER.query(question).named(title):
        assert _may_name("".join(ANALYZER.fold(question).split()), opening[:OPENING])


def test_a_headline_does_not_answer():
    """A headline that repeats the question comes after the passage below it."""
    hits = found("白鹭大桥什么时候通车？", ("白鹭大桥通车", "", "title"), "昨天是5月1日，白鹭大桥正式通车，车辆排起长队。")
    assert [hit.chunk.kind for hit in hits[:2]] == ["body", "title"]


def test_reprints_are_one_hit():
    """The same passage printed twice is one hit that tells of the other place."""
    text = "白鹭大桥昨天上午正式通车，全长二百米，双向六车道，建设工期三年。"
    hits = found("白鹭大桥全长多少米？", text, text + "车辆排起长队。")
    assert len(hits) == 1
    assert len(hits[0].places) == 1


def test_other_words_count_a_little():
    """A passage with another word for what is asked is better than one without, worse than one with the word itself."""
    hits = found("工厂的营收", "工厂很大，营业收入两亿元。", "工厂很大，人员两百人。", "工厂很大，营收两亿元。")
    assert [hit.chunk.number for hit in hits[:3]] == [2, 0, 1]


def test_ties_by_number():
    """Equal passages stand in the order of their numbers."""
    hits = found("大桥", "大桥甲。", "大桥乙。", "大桥丙。")
    assert [hit.chunk.number for hit in hits] == [0, 1, 2]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text("大桥通车王家村。，12年a ", min_size=1, max_size=30), min_size=1, max_size=6),
    st.text("大桥通车王家12年谁a", min_size=1, max_size=12),
)
def test_any_passages(passages, question):
    """Scores fall, none is negative, shares sum to 1, and the order does not depend on the order of candidates."""
    entries = [entry(n, text) for n, text in enumerate(passages)]
    collection = Collection(entries)
    asked = prepare(ANALYZER.query(question), collection)
    hits = rank(asked, entries, ANALYZER, 10).hits()
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score >= 0 and sum(hit.why.values()) == pytest.approx(1) for hit in hits)
    turned = rank(asked, entries[::-1], ANALYZER, 10).hits()
    assert [(hit.chunk.number, hit.score) for hit in turned] == [(hit.chunk.number, hit.score) for hit in hits]


def test_a_longer_passage_counts_less():
    """The same sentence in a longer passage is worth less."""
    short, long = "大桥通车。", "大桥通车。" + FILLER * 3
    hits = found("大桥通车", long, short, weights=replace(FULL, window=0))
    assert hits[0].chunk.number == 1


def test_frequent_words_find_no_candidates():
    """What is left out of the search is worth next to nothing beside the rest, and what the collection never has is not looked for."""
    entries = [entry(n, text) for n, text in enumerate(["白鹭今年的产业"] + [f"今年的产业{n}" for n in range(400)])]
    sought = prepare(ANALYZER.query("今年白鹭产业泠缆"), Collection(entries)).sought
    assert "b白鹭" in sought
    assert not {"w今年", "b今年", "b泠缆"} & sought.keys()


def test_a_word_of_two_characters_is_found_as_a_pair():
    """It is looked for once, and the pair counts for both; the one that a longer word is made of is looked for beside it."""
    asked = prepare(ANALYZER.query("白鹭图书馆"), Collection([entry(0, "白鹭图书馆"), entry(1, FILLER)]))
    often = {term.term: term.often for term in asked.terms}
    assert "w白鹭" not in asked.sought
    assert asked.sought["b白鹭"] == often["w白鹭"] + often["b白鹭"]
    assert {"w图书馆", "b图书", "b书馆"} <= asked.sought.keys()


def test_frequent_words_alone_find():
    """A question of frequent words alone is searched by them."""
    entries = [entry(n, f"今年的产业{n}") for n in range(40)]
    assert "b产业" in prepare(ANALYZER.query("今年产业"), Collection(entries)).sought
