"""Figures and times in folded text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Lexicon
from bot.figures import Reading

READING = Reading(Lexicon.load().tables["figures"])


def figure(text):
    """The one figure of a text."""
    (found,) = READING.figures(text)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.8万亩", "28000亩"), ("2.8万亩", "28,000亩"), ("15亩", "1公顷"), ("1350米", "1.35公里"), ("超过1000亿元", "1078.6亿元"),
        ("近300家", "290家"), ("300多家", "312家"), ("三百二十人", "320人"), ("约50万元", "51万元"), ("1078.6亿元", "1078.64亿元"),
        ("20%", "2成"), ("1吨", "2000斤"),
    ],
)  # fmt: skip
def test_equal_values_agree_however_they_are_written(one, other):
    """Scale, unit, numeral, rounding and words like 超过 don't make two values of one."""
    assert figure(one).agrees(figure(other))
    assert figure(other).agrees(figure(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("2.8万亩", "28万亩"), ("近300家", "243家"), ("100元", "100美元"), ("30人", "30人次"), ("5%", "5个百分点"), ("12家", "13家")],
)
def test_different_values_do_not_agree(one, other):
    """Another size, another currency or another measure is another value."""
    assert not figure(one).agrees(figure(other))


@pytest.mark.parametrize("text", ["第3名", "A4张", "一个", "2023年", "几百人", "数10家"])
def test_what_counts_nothing_is_no_figure(text):
    """An ordinal, a name, 一个, a year and an uncertain number are no figures."""
    assert READING.figures(text.lower()) == []


@pytest.mark.parametrize(
    ("text", "said", "year", "part"),
    [
        ("2023年,产值", "2023年", 2023, ""), ("截至2024年6月底,共", "截至2024年6月底", 2024, "6月底"),
        ("二〇二三年上半年", "二〇二三年上半年", 2023, "上半年"), ("2023年全年", "2023年全年", 2023, ""),
        ("今年第三季度", "今年第三季度", None, "三季度"), ("目前有", "目前", None, ""),
        ("年份:2021;产值", "2021", 2021, ""), ("前5个月", "前5个月", None, "前5个月"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_the_text_says_it(text, said, year, part):
    """The phrase whole, its year where one is said, and the part of the year."""
    (time,) = READING.times(text)
    assert (text[time.start : time.end], time.year, time.part) == (said, year, part)


@pytest.mark.parametrize("text", ["自2008年建校以来", "由2020年的3家", "比2019年增长", "2015年成立的公司", "2021年启动建设", "较去年"])
def test_a_time_that_dates_something_else_is_left_out(text):
    """Since when, compared with when, and when something began do not date a figure."""
    assert READING.times(text) == []


@given(st.text("0123456789.,,一二三十百千万亿年月日元亩家%超过近约多余上下半季度至到自从第[]a 的", max_size=60))
def test_figures_and_times_are_slices_in_order(text):
    """For any text they lie inside it, one after another, and a figure agrees with itself."""
    figures, times = READING.figures(text), READING.times(text)
    for found in (figures, times):
        ends = [0, *(end for one in found for end in (one.start, one.end))]
        assert ends == sorted(ends)
        assert ends[-1] <= len(text)
    assert all(one.agrees(one) and one.low <= one.high for one in figures)
