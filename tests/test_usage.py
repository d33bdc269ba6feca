"""How people use words: another form of a word stands for it."""

import pytest

from bot.config import Lexicon
from bot.doubts.usage import Usage


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("北京", "京津两地签约"),
        ("英国", "英法联军登陆"),
        ("日本", "中日两国举行会谈"),
        ("热线电话", "热线开通后电话不断"),
        ("营收", "主营业务收入增长"),
    ],
)
def test_a_word_stands_in_another_form(word, text):
    """A region or country by its one character beside another's, a compound by its two words, an attribute by a synonym."""
    assert Usage.of(Lexicon.load()).stands(word, text)


@pytest.mark.parametrize(("word", "text"), [("英国", "英语角开放"), ("日本", "近日晴"), ("北京", "京剧演出"), ("冬捕船队", "冬捕开始")])
def test_a_character_alone_stands_for_nothing(word, text):
    """英 of 英语 is no country, half of a compound not the whole."""
    assert not Usage.of(Lexicon.load()).stands(word, text)
