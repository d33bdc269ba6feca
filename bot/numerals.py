"""Numbers, dates, years and percentages in one form, so that a question finds them however either side writes them.

Only what is surely a number is changed: a numeral before a unit or a measure word. 一带一路, 万一 and 千万别 stay as they are.
"""

from __future__ import annotations

import re

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_NUMERAL = "〇零一二三四五六七八九十百千两"
_UNITS = (
    "年代|周年|年|个月|月|日|号|天|小时|分钟|秒|世纪|周岁|岁|届|次|个|名|人|位|家|户|项|条|座|所|处|台|套|辆|架|艘|件|张|本|部|批|期|层|级|种|类|款|支|只|头|株|棵|"
    "倍|元|美元|亩|公顷|平方|立方|公里|千米|米|厘米|毫米|里|吨|公斤|千克|克|斤|升|度|千瓦|兆瓦|瓦|万|亿|%|余|多|来|章|条|款|省|市|县|区|镇|乡|村|国"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
_PERCENT = re.compile(rf"百分之([{_NUMERAL}点\d.]+)")
_ONE = "[一二三四五六七八九十两]"
_LONG = re.compile(rf"(?<![{_NUMERAL}几数])(?:{_ONE}[{_NUMERAL}]*万)?{_ONE}[{_NUMERAL}]+(?:点[〇零一二三四五六七八九]+)?(?={_UNITS})")
_SHORT = re.compile(
    r"(?<![〇零一二三四五六七八九十百千万亿两几数\d])([一二三四五六七八九十])(?=(?:月份?(?![球亮光饼])|届|(?<!第.)次)|日(?=[^本常益前后夜]))"
)
_SCALED = re.compile(
    rf"(?<![{_NUMERAL}几数\d])([一二三四五六七八九两])(?:点([〇零一二三四五六七八九]+))?(?=[万亿][{_NUMERAL}余多元人个亩吨名户平美])"
)
_DATE = re.compile(r"(?<!\d)(\d{4})(?P<by>[-/.])0?(\d{1,2})(?P=by)0?(\d{1,2})(?!\d)")
_ZERO = re.compile(r"(?<!\d)0(?=[1-9][月日号])")
_NUMBERED_DAY = re.compile(r"(?:(?<=月\d)|(?<=月\d\d))号")
_GROUPS = {"十": 10, "百": 100, "千": 1000}


def normal_numbers(text: str) -> str:
    """The text with its numbers in one form. It is NFKC, lower case and simplified already.

    >>> normal_numbers("二〇二三年五月十二号,1,000亿元,百分之三十五,二十一世纪三十余家,2024-05-01")
    '2023年5月12日,1000亿元,35%,21世纪30余家,2024年5月1日'
    """
    text = _THOUSANDS.sub("", text)
    text = _DATE.sub(_written_out, text)
    text = _ZERO.sub("", text)
    if _CHEAP.search(text):
        text = _YEAR.sub(lambda year: year[0].translate(_DIGITS), text)
        text = _PERCENT.sub(lambda share: _number(share[1], share[0], "%"), text)
        text = _LONG.sub(lambda found: _number(found[0], found[0]), text)
        text = _SCALED.sub(lambda found: _number(found[0], found[0]), text)
        text = _SHORT.sub(lambda found: str(chinese_number(found[1])), text)
    return _NUMBERED_DAY.sub("日", text)


_CHEAP = re.compile("[一二三四五六七八九十百千两]")


def _written_out(date: re.Match[str]) -> str:
    return f"{date[1]}年{date[3]}月{date[4]}日"


def _number(numeral: str, otherwise: str, mark: str = "") -> str:
    """A numeral, perhaps with 点 and decimals, in digits; what is none stays as it was."""
    if re.fullmatch(r"\d+(?:\.\d+)?", numeral):
        return numeral + mark
    whole, point, part = numeral.partition("点")
    value = chinese_number(whole)
    if value is None:
        return otherwise
    if "万" in numeral:
        return f"{value / 10_000:.4f}".rstrip("0").rstrip(".") + "万"
    return f"{value}{'.' + part.translate(_DIGITS) if point else ''}{mark}"


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below 100,000,000, None if it is none.

    >>> chinese_number("一千零二十三"), chinese_number("十二"), chinese_number("二〇二三"), chinese_number("三四百")
    (1023, 12, 2023, None)
    """
    if text and all(ch in "〇零一二三四五六七八九" for ch in text):
        return int(text.translate(_DIGITS)) if len(text) != 2 and len(text) != 3 else None
    total, section, digit, unit = 0, 0, 0, 10_000  # unit: what the next one must be below
    for ch in text:
        if ch in "一二三四五六七八九两" and not digit:
            digit = 2 if ch == "两" else "一二三四五六七八九".index(ch) + 1
        elif ch in _GROUPS and _GROUPS[ch] < unit and (digit or (ch == "十" and not section)):
            unit = _GROUPS[ch]
            section += (digit or 1) * unit
            digit = 0
        elif ch == "万" and not total and section + digit:
            total, section, digit, unit = (section + digit) * 10_000, 0, 0, 10_000
        elif ch in "〇零" and not digit and total + section:
            unit = min(unit, 100)
        else:
            return None
    if digit and section and unit > 10 and "零" not in text and "〇" not in text:
        return None  # 三百五 is 350 to most people
    return total + section + digit if text else None
