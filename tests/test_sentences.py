"""The sentences of passages and their signals: plain numbers that say what tells an answer from its neighbours."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import questions, sentences

TEXT = """# 河湾镇的渡口

河湾镇渡口建于1931年，由船工会管理。河湾镇渡口的船票每张三角，学生免费。

河湾镇渡口运送过棉花、食盐、煤油、布匹和书报。该渡口在大桥通车后停用。
"""


@pytest.fixture
def read(make_bot):
    """Read the sentences of the passages of one small document."""
    bot = make_bot(page=TEXT, other="# 通知\n\n操场翻修，请绕行。")

    def reading(question):
        asked = questions.understand(bot.analyzer.query(question), bot.analyzer, bot.library, bot.lexicon)
        return sentences.read(asked, bot.library.search(asked.query, 10), bot.document, bot.analyzer)

    return reading


def best(rows, signal):
    return max(rows, key=lambda row: row.signals[signal]).folded


def test_what_stands_beside_the_question_word_counts(read):
    """The characters beside 多少 are what the answer is a case of: the sentence that has them has the largest focus."""
    assert "三角" in best(read("河湾镇渡口的船票多少钱一张？"), "focus")


def test_what_every_sentence_repeats_tells_little(read):
    """The name that each sentence has does not tell which one answers; a word that one alone has does."""
    rows = read("河湾镇渡口的船票多少钱一张？")
    assert "三角" in best(rows, "only")
    assert "三角" in best(rows, "rare")


def test_a_list_is_seen_where_several_things_are_asked(read):
    """哪些 asks for several things: the sentence that lists them has the most items; where one thing is asked nothing counts them."""
    assert "煤油" in best(read("河湾镇渡口运送过哪些货物？"), "items")
    assert not any(row.signals["items"] for row in read("河湾镇渡口建于哪年？"))


def test_another_word_for_what_is_asked_is_seen(make_bot):
    """A sentence that says it in a synonym of the question's word has the signal."""
    bot = make_bot(page="云门县图书馆在南街。\n\n云门县图书馆落成于1952年。")
    asked = questions.understand(bot.analyzer.query("云门县图书馆哪年建成？"), bot.analyzer, bot.library, bot.lexicon)
    rows = sentences.read(asked, bot.library.search(asked.query, 10), bot.document, bot.analyzer)
    assert "落成" in best(rows, "similar")


def test_a_sentence_that_points_back_opens(read):
    """A sentence that begins with 该 points to the one before."""
    assert best(read("渡口何时停用？"), "opens").startswith("该渡口")


def test_a_long_sentence_is_read_in_parts(make_bot):
    """Parts of a long sentence follow each other without a gap, and all but the first continue it."""
    bot = make_bot(page="南街市场里，" + "，".join(f"第{n}个摊位卖的是各种新鲜蔬菜" for n in range(1, 30)) + "。")
    asked = questions.understand(bot.analyzer.query("南街市场卖什么？"), bot.analyzer, bot.library, bot.lexicon)
    rows = sentences.read(asked, bot.library.search(asked.query, 1), bot.document, bot.analyzer)
    assert [row.continues for row in rows] == [False] + [True] * (len(rows) - 1)
    assert len(rows) > 1
    assert all(left.span.end == right.span.start for left, right in pairwise(rows))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(alphabet="河湾镇渡口船票多少哪些谁为什么年1931? a“”", min_size=1, max_size=20))
def test_signals_are_numbers_of_one_scale(read, question):
    """Whatever is asked, every sentence has every signal as a finite number, and shares lie between 0 and 1."""
    rows = read(question)
    for row in rows:
        assert row.signals.keys() == rows[0].signals.keys()
        assert all(0 <= row.signals[name] <= 1 + 1e-9 for name in ("bigram", "unigram", "word", "focus", "rare", "only"))
        assert row.text[row.span.start : row.span.end].strip()
