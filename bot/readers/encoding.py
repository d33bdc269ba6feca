"""Bytes to text, never silently wrong.

A byte-order mark says what it is; without one, strict UTF-8; else GB18030 or Big5. Strict GB18030 accepts nearly every Big5
text, as garbage, so both are tried and the one is taken that has clearly more of the characters every Chinese text is full
of. Where that doesn't decide, the text is refused and the error names the `encoding` setting.
"""

from __future__ import annotations

import codecs

from bot.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# The characters that make up about half of any running Chinese text, simplified and traditional, and its punctuation.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业"
    "外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度门任常先海通教儿东提立及比"
    "员解水名真论处走义各入口认条平系气题活更别打四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队"
    "形社便空决治展科司五基眼书非则听白却界达光放强即且权思王完设式色路记南品住告类求据程北边死张该交规万取格望共确传师观清今切院让识候"
    "带导争运企技术省发改革服务项目投入增长元亿"
    "這個們來為國說時會對過發後裡裏種經麼學現當沒動還進樣實軍無與長機關點業將兩間問並應戰頭體見產話給員論處義條氣題爾別變總電數報結場計門"
    "東號圖書爭運區隊決張該規達萬觀師讓識帶導億術務員車馬風飛農廣華縣鄉歲歷聯認設許請議護讀連選邊鐵開陽陸際隨難雖離雜電靈響類願顯"
    "，。、；：？！“”（）《》「」『』"
)  # fmt: skip

_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
"""What pages mean by a charset: all browsers read these names so."""

_FEWEST_COMMON = 3
_CLEAR_SHARE = 0.25
_CLEAR_LEAD = 2.0


def decode(data: bytes, encoding: str | None = None, declared: str | None = None) -> tuple[str, str]:
    """Text and the name of its encoding.

    `encoding` is the user's setting for what is not Unicode and rules there, strictly; `declared` is what the file says of itself (an HTML
    charset), often wrongly, and is believed only where its bytes don't say clearly what they are. Raises SourceError with the
    reason alone.

    >>> decode("河北省的产业发展，在全国是第一".encode("gb18030"))
    ('河北省的产业发展，在全国是第一', 'gb18030')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _text(_strict(data[len(mark) :], name), name)
    text = _attempt(data, "utf-8") if b"\0" not in data else None
    if text is not None:
        return _text(text, "utf-8")
    if encoding:
        return _text(_strict(data, encoding), encoding)
    if b"\0" in data:
        raise SourceError("not text (it holds NUL bytes); if it is UTF-16 without a byte-order mark, save it as UTF-8")
    text, name = _chinese(data)
    if text is None and declared:
        name = _WIDER.get(declared.lower(), declared)
        text = _attempt(data, name)
    return _text(text, name)


def _chinese(data: bytes) -> tuple[str | None, str]:
    """GB18030 or Big5 by the share of common characters; (None, "") where neither is clear."""
    big5 = "cp950" if _attempt(data, "cp950") is not None else "big5hkscs"
    rated = [(_common_share(text), name, text) for name in ("gb18030", big5) if (text := _attempt(data, name)) is not None]
    rated.sort(reverse=True)
    if rated and rated[0][0] >= _CLEAR_SHARE and (len(rated) == 1 or rated[0][0] >= _CLEAR_LEAD * rated[1][0]):
        return rated[0][2], rated[0][1]
    return None, ""


def _common_share(text: str) -> float:
    """The share of common characters among those that are not ASCII; 0 where there are too few to tell."""
    foreign = [character for character in text[:200_000] if character > "\x7f"]
    common = sum(character in _COMMON for character in foreign)
    return common / len(foreign) if common >= _FEWEST_COMMON else 0.0


def _attempt(data: bytes, name: str) -> str | None:
    """Decode strictly; None where the bytes or the name of the encoding are wrong."""
    try:
        text = data.decode(name)
    except (UnicodeError, LookupError):
        return None
    return text if isinstance(text, str) else None


def _strict(data: bytes, name: str) -> str:
    """Decode as what was said, by a mark or a setting, and as nothing else."""
    text = _attempt(data, name)
    if text is None:
        raise SourceError(f"not {name} as its byte-order mark or the encoding setting says; save it as UTF-8 or correct encoding")
    return text


def _text(text: str | None, name: str) -> tuple[str, str]:
    """Only text that is text: decoded, without NUL characters."""
    if text is None:
        raise SourceError("not text in UTF-8, and neither clearly GB18030 nor Big5; save it as UTF-8 or set encoding")
    if "\0" in text:
        raise SourceError("not text (it holds NUL characters); save it as UTF-8 text")
    return text, name
