"""Text to terms: the same for documents and questions, whatever width, case, script and way of writing."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analyzer import Analyzer, all_terms, engine_terms
from bot.config import Lexicon, read_synonyms
from bot.errors import ConfigError

LEXICON = Lexicon.load()
ANALYZER = Analyzer(LEXICON)


def bare(question):
    """The words that are left of a question."""
    return ANALYZER.query(question).content.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("２０２３年，產業ＡＢ", "2023年,产业ab"),
        ("營業收入", "营业收入"),
        ("1,000亿元", "１０００亿元"),
        ("百分之三十", "30%"),
        ("Yesün’s long-term plans", "yesun's long term plan"),
    ],
)
def test_width_case_script_and_numbers(one, other):
    """Two ways of writing the same are analysed alike."""
    assert ANALYZER.analyze(one) == ANALYZER.analyze(other)


def test_breaks():
    """Punctuation breaks bigrams; the end of a sentence is an empty line."""
    assert ANALYZER.analyze("苹果，香蕉。桃子") == "苹果\n香蕉\n\n桃子"
    assert "b果香" not in all_terms("苹果\n香蕉")


def test_english():
    """English is stemmed and its stop words go, but a letter that touches Chinese is a name."""
    assert ANALYZER.analyze("The engines of the companies") == "engin compani"
    assert "a" in ANALYZER.analyze("升为A类县").split()


def test_names_that_are_cut_apart_still_match():
    """A name that the tokeniser cuts in two is still found by its bigrams."""
    name = set(engine_terms(ANALYZER.analyze("东方既白")))
    inside = set(engine_terms(ANALYZER.analyze("厂长东方既白说")))
    assert {"b东方", "b方既", "b既白"} <= name & inside


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("请问王小明是什么职务？", {"王小明"}),
        ("麻烦您告诉我那座桥有多长呀？", {"那座", "桥"}),
        ("这家厂一共有多少名工人？", {"工人"}),
        ("展览是什么时候开始的？", {"展览", "开始"}),
        ("谁知道目的是什么", {"目的"}),
        ("现在了解是否在场", {"现在", "了解", "在场"}),
        ("Please tell me how many engines were built", {"engin", "built"}),
    ],
)
def test_frames(question, words):
    """What a question says beyond what it asks about is taken off, and no word is torn."""
    assert words <= set(bare(question))
    assert not {"什么", "多少", "请问", "是", "的", "谁", "多长", "how", "mani"} & set(bare(question))


def test_a_question_of_nothing_but_frame_keeps_it():
    """A question that is all frame is searched as it is."""
    assert bare("什么是什么？")


def test_synonyms(tmp_path):
    """Other words for what is asked are looked for too, and a user's own count more than the general ones."""
    (tmp_path / "own.yaml").write_text("groups:\n- [泠缆, 缆车]\n", "utf-8")
    analyzer = Analyzer(LEXICON, synonyms=read_synonyms(tmp_path / "own.yaml"))
    own, general = analyzer.query("缆车多少钱").similar, analyzer.query("营收多少").similar
    assert max(general.values()) < max(own.values()) <= 1
    assert "b泠缆" in analyzer.query("缆车多少钱").terms
    assert not set(general) & set(analyzer.query("营收多少").content.split())


def test_a_synonyms_file_without_lists(tmp_path):
    """A file of synonyms that holds none is refused, with its name."""
    (tmp_path / "own.yaml").write_text("groups: 缆车\n", "utf-8")
    with pytest.raises(ConfigError, match=r"own\.yaml"):
        read_synonyms(tmp_path / "own.yaml")


def test_user_words():
    """A word of the user's own dictionary is not cut, and an index knows by which words it was cut."""
    analyzer = Analyzer(LEXICON, user_words=["泠白快线"])
    assert "泠白快线" in analyzer.analyze("泠白快线开通").split()
    assert analyzer.fingerprint != ANALYZER.fingerprint


@pytest.mark.parametrize(("given_words", "tokenizer"), [(["长" * 17], "jieba"), ([], "none")])
def test_what_cannot_be_used(given_words, tokenizer):
    """A word that is too long and an unknown tokeniser are refused."""
    with pytest.raises(ConfigError):
        Analyzer(LEXICON, tokenizer, given_words)


@pytest.mark.parametrize(
    ("text", "leans"), [("该项目已经开工。", True), ("“他们还会再来。”", True), ("其他城市", False), ("此外，", False)]
)
def test_leaning_passages(text, leans):
    """A passage that opens with a word for something before it leans on that."""
    assert ANALYZER.leans(text) is leans


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text):
    """Folding keeps the length, and no text breaks the analysis of documents or questions."""
    assert len(ANALYZER.fold(text)) == len(text)
    analysed = ANALYZER.analyze(text)
    assert analysed == analysed.strip()
    assert "   " not in analysed
    assert set(ANALYZER.query(text).weights) == set(all_terms(ANALYZER.query(text).content))


def test_stars_that_close_bold_words_belong_to_their_sentence():
    """A sentence never begins with the stars that end what Markdown prints bold before it; stars that open bold words stay with them."""
    text = "**多少钱？** 二十元。**注意**：不退。**现在呢？**也是。"
    assert [text[slice(*span)] for span in ANALYZER.sentences(text)] == [
        "**多少钱？**",
        "二十元。",
        "**注意**：不退。",
        "**现在呢？**",
        "也是。",
    ]


@settings(max_examples=60, deadline=None)
@given(st.text("一二三。！？.!? \n甲乙a1*", max_size=40))
def test_sentences_hold_all(text):
    """Sentences hold every character that is not white space, in order, once."""
    spans = ANALYZER.sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(left.end <= right.start for left, right in pairwise(spans))
