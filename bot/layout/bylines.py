"""Lines that only name their writers: 本报记者 张三 李四 / 通讯员 王五, （记者 张三）, □张三.

Read word by word, not by one pattern: names, posts and papers follow each other in any order, and a pattern that allows all of
them takes forever on a line that is nearly one.
"""

from __future__ import annotations

import re

from bot.layout.marks import ORNAMENTS, WRITER

SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
    "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝"
    "路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_POST = re.compile(
    r"(?P<paper>[一-鿿]{0,12}?)(?:首席|见习|实习|特约|全媒体|融媒体){0,3}(?:驻[一-鿿]{2,4}?)?(?:记者|通讯员|评论员|特派员)(?P<rest>[一-鿿·]{0,12})\Z"
)
_PAPER = re.compile(r"[一-鿿]{2,12}(?:报|社|网|台|客户端|融媒)\Z")
_NAME = re.compile(r"[一-鿿]{1,4}\Z|[一-鿿]{1,8}·[一-鿿]{1,8}\Z")
_DONE = frozenset(["文", "图", "摄", "摄影", "文图", "综合", "报道", "整理", "综合报道", "采写", "撰文", "摄影报道", "和"])
_BREAKS = re.compile(r"[\s\u3000、/／:：]+")
_SENTENCE = re.compile(r"[。！？；，,;!?“”…—]")


def is_byline(text: str) -> bool:
    """Whether a line only says who wrote.

    >>> [is_byline(line) for line in ("□某报记者 张三 李 四", "（记者 王五）", "记者在现场看到，")]
    [True, True, False]
    """
    return signers(text) is not None or bool(WRITER.match(text)) or _is_list_of_names(text)


def signers(text: str) -> int | None:
    """How many people a line of posts and names names: 0 where only the paper signs, None where it is no such line."""
    if len(text) > 100 or _SENTENCE.search(text):
        return None
    posts = names = 0
    for word in _BREAKS.split(text.lstrip(ORNAMENTS).strip(" \u3000()（）【】[]")):
        post = _POST.match(word)
        if post:
            posts += 1
            rest = post["rest"]
            if rest and not (_POST.match(rest) or _is_name(rest)):
                return None
            names += bool(rest)
        elif posts and _NAME.match(word):
            names += word not in _DONE
        elif word and not (_PAPER.match(word) and not posts):
            return None
    return names if posts else None


def _is_name(word: str) -> bool:
    return 2 <= len(word) <= 4 and word[0] in SURNAMES


def _is_list_of_names(text: str) -> bool:
    """Whether a line holds nothing but names, by surname and length: two or more, or one behind an ornament."""
    bare = text.lstrip(ORNAMENTS + " \u3000")
    if len(bare) > 60:
        return False
    words = re.sub(r"(?<![一-鿿])([一-鿿])[\s\u3000]+([一-鿿])(?![一-鿿])", r"\1\2", bare).split()
    return all(_is_name(word) and len(word) < 4 for word in words) and len(words) > (bare == text)
