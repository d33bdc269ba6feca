"""What kind of passage a question wants."""

import pytest

from bot.analyzer import Analyzer
from bot.config import Lexicon

ANALYZER = Analyzer(Lexicon.load())


def worth(question, kind, text):
    """What a passage of a kind gains by a question."""
    folded = ANALYZER.fold(text)
    return sum(want.worth for want in ANALYZER.query(question).wants if (not want.chunks or kind in want.chunks) and want.holds(folded))


@pytest.mark.parametrize(
    ("question", "kind", "wanted", "other"),
    [
        ("王小明是什么职务？", "body", "厂长王小明说", "王小明说，厂长来了"),
        ("白鹭县的县长是谁？", "body", "白鹭县县长李小红表示", "县长办公室在白鹭县"),
        ("那篇讲桥的报道是谁写的？", "title", "一座桥\n本报记者 王小明", "一座桥"),
        ("桥的照片是谁拍的？", "caption", "■大桥。王小明 摄", "■大桥"),
        ("什么是石桥？", "body", "石桥是用石头造的桥", "有人走过石桥"),
        ("“开门见山”是谁说的？", "body", "他说，要开门见山", "开门"),
    ],
)
def test_wanted_passages(question, kind, wanted, other):
    """A post beside the name, a byline, a caption's credit, a definition and a quotation are worth more."""
    assert worth(question, kind, wanted) > worth(question, kind, other)


def test_an_ordinary_question_wants_nothing():
    """A question for a figure wants no special passage."""
    assert worth("大桥有多长？", "body", "记者王小明说，大桥长200米") == 0
