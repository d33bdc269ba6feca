"""What is asked of the whole city is not answered by what is told of the country."""

import pytest

from bot import scopes

LEVELS = ["全国|中央|国家", "全省|省委", "全市|市委", "全县|县委"]


@pytest.mark.parametrize(
    ("question", "quote", "said"),
    [
        ("谁在全市教育工作会议上讲话？", "部长在全国教育工作会议上讲话。", ["全市教育工作会议"]),
        ("谁在全市教育工作会议上讲话？", "市长在全市教育工作会议上讲话。", []),
        ("谁在全市教育工作会议上讲话？", "市长在市委教育工作会议上讲话。", []),
        ("谁在全市教育工作会议上讲话？", "市长在教育工作会议上讲话。", []),
        ("谁在教育工作会议上讲话？", "部长在全国教育工作会议上讲话。", []),
        ("全市有多少学校？", "全国有学校三千所。", []),
    ],
)
def test_a_meeting_of_another_level_is_another(question, quote, said):
    """Only a thing that the quote tells of another level, and nothing near tells of the asked one, is missing."""
    assert list(scopes.another(question, quote, "", LEVELS)) == said


def test_the_asked_level_near_the_quote_is_enough():
    """A headline or a neighbour that names the asked level takes the doubt away."""
    assert list(scopes.another("全市教育工作会议谁讲话？", "全国教育工作会议后", "全市教育工作会议召开", LEVELS)) == []
