"""Numbers in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numerals import chinese_number, normal_numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("二〇二三年", "2023年"),
        ("1,000亿元", "1000亿元"),
        ("百分之三十", "30%"),
        ("百分之三十点五", "30.5%"),
        ("三十五家企业", "35家企业"),
        ("三十余名", "30余名"),
        ("第十一届", "第11届"),
        ("十一届七次全会", "11届7次全会"),
        ("五月十二号", "5月12日"),
        ("2024-05-01", "2024年5月1日"),
        ("07月05日", "7月5日"),
        ("三点五亿元", "3.5亿元"),
        ("三万五千人", "3.5万人"),
        ("二十一世纪", "21世纪"),
    ],
)
def test_one_form(one, other):
    """Two ways of writing a number, a date, a share or a sum come out as one."""
    assert normal_numbers(one) == normal_numbers(other) == other


@pytest.mark.parametrize(
    "text", ["一带一路", "万一", "千万别去", "十分重要", "统一", "几十万", "十几家", "第一次", "星期一", "百姓", "三四百人"]
)
def test_words_stay(text):
    """A word that holds a numeral, and a numeral that is no sure number, stay as they are."""
    assert normal_numbers(text) == text


@pytest.mark.parametrize("value", [1, 10, 11, 20, 35, 100, 101, 110, 115, 350, 999, 1000, 1005, 1023, 2300, 9999])
def test_every_numeral_has_its_value(value):
    """A Chinese numeral, as people write it, has its value."""
    assert chinese_number(written(value)) == value


def written(value):
    """1023 as 一千零二十三."""
    digits = "零一二三四五六七八九"
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + name
            gap = False
        else:
            gap = bool(text)
    return text.removeprefix("一") if 10 <= value < 20 else text


@given(st.integers(1, 9999))
def test_numerals_of_any_size(value):
    """What `written` writes, `chinese_number` reads."""
    assert chinese_number(written(value)) == value


@given(st.text("〇零一二三四五六七八九十百千万两点年月日号人家%,.-/0123456789", max_size=20))
def test_numbers_stay_in_one_form(text):
    """Bringing numbers into one form never fails, and no numeral grows into a longer one."""
    assert len(normal_numbers(text)) <= len(text) + 4 * text.count("万") + 4 * sum(text.count(mark) for mark in "-/.") + 4
