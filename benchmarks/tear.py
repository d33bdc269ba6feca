"""Tear clean texts into newspaper pages whose truth is known: `python -m benchmarks.tear TEXTS.jsonl[.gz] OUT [--pages 300] [--seed 1]`.

TEXTS holds one JSON object a line with a "text". OUT gets pages/ and truth.jsonl: for each page its articles, for each paragraph its
kind, its spans in reading order and its damage. Headlines, names and captions are made up from general words and the text's own clauses.
The layout's weights are fitted on such pages (`benchmarks/fit_joins.py`); nothing that is made here is shipped.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.build_seams import texts
from bot.layout.blocks import columns

VERBS = [
    "提升",
    "打造",
    "深化",
    "构建",
    "激活",
    "拓宽",
    "建强",
    "释放",
    "推进",
    "擦亮",
    "厚植",
    "守护",
    "点亮",
    "赋能",
    "夯实",
    "锚定",
    "激发",
    "健全",
]
THINGS = [
    "科技创新",
    "城市品质",
    "文旅融合",
    "乡村建设",
    "生态治理",
    "民生福祉",
    "数字经济",
    "产业升级",
    "营商环境",
    "人才队伍",
    "安全防线",
    "绿色转型",
    "公共服务",
    "消费活力",
]
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉玲国建红志新海燕波宁飞鹏浩宇"
PAPERS = ["江城日报", "滨海晚报", "南国早报", "中原都市报", "新桥周报"]
POSTS = ["记者", "记者", "记者", "首席记者", "见习记者", "全媒体记者", "通讯员"]
PLACES = ["东岭市", "南渡县", "平川区"]
STOPS = "。！？；：…—”"


@dataclass
class Item:
    """A paragraph of the truth; `pieces` are its spans once the page is printed."""

    kind: str
    text: str
    damage: list[str]
    loose: tuple[int, int] = (0, 0)  # characters of a byline at its beginning and end
    copy_of: int | None = None
    pieces: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Story:
    """An article before it is torn: `order` holds (item, piece number, text, line breaks before) as printed."""

    title: str | None
    byline: str | None
    names: list[str]
    items: list[Item]
    order: list[tuple[Item, int, str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Style:
    """How one page is set."""

    clean: bool
    markdown: bool
    headings: str  # none, plain, or the mark before a section title
    caption: str  # the mark before a caption
    width: int  # of the column, in half-width columns
    narrow: bool  # half-width punctuation
    furniture: bool
    indent: str
    paper: str


def style(dice: random.Random) -> Style:
    """A page's style by chance."""
    markdown = dice.random() < 0.15
    marks = ["plain", "plain", "none", "none", "■", "■ ", "◆", "●", "▲"]
    return Style(
        clean=not markdown and dice.random() < 0.15,
        markdown=markdown,
        headings="### " if markdown else dice.choice(marks),
        caption=dice.choice(["■", "■", "■", "▲", "图为", "", "◀"]),
        width=2 * dice.randrange(12, 29),
        narrow=dice.random() < 0.15,
        furniture=dice.random() < 0.25,
        indent="\u3000\u3000" if dice.random() < 0.15 else "",
        paper=dice.choice(PAPERS),
    )


def name(dice: random.Random) -> str:
    """A person's name; one of two characters may be spaced."""
    given = "".join(dice.choice(GIVEN) for _ in range(dice.choice((1, 2, 2))))
    return dice.choice(SURNAMES) + (" " if len(given) == 1 and dice.random() < 0.3 else "") + given


def phrase(dice: random.Random) -> str:
    """Verb and object, as headlines are made of."""
    return dice.choice(VERBS) + dice.choice(THINGS)


def clause(dice: random.Random, text: str, shortest: int, longest: int) -> str:
    """A clause of the text, or a phrase if it has none of such a length."""
    parts = re.split("[，。！？；：,;:“”（）()、]", text)
    clauses = [part for part in parts if shortest <= len(part) <= longest and re.fullmatch("[一-鿿0-9A-Za-z]+", part)]
    return dice.choice(clauses) if clauses else phrase(dice)


def headline(dice: random.Random, text: str) -> str:
    """A headline: phrases, a phrase and a clause, or a clause alone."""
    way = dice.random()
    if way < 0.35:
        return " ".join(phrase(dice) for _ in range(dice.choice((2, 2, 2, 3))))
    if way < 0.6:
        return dice.choice((phrase(dice), clause(dice, text, 5, 12))) + dice.choice("，！") + clause(dice, text, 5, 13)
    return clause(dice, text, 8, 24)


def section(dice: random.Random, text: str) -> str:
    """A section title."""
    way = dice.random()
    if way < 0.5:
        return phrase(dice) + dice.choice((" ", " ", " ", "，")) + phrase(dice)
    return clause(dice, text, 6, 18) if way > 0.6 else f"向“{dice.choice('新绿优实')}”{dice.choice(('而行', '发力'))} {phrase(dice)}"


def paragraphs(dice: random.Random, text: str) -> list[str]:
    """The text in paragraphs of a newspaper's lengths."""
    found, current = [], ""
    for sentence in re.findall(r"[^。！？]+[。！？]+[”’」』）]*", text):
        current += sentence
        if len(current) >= dice.choice((20, 40, 70, 110, 150, 220)):
            found.append(current)
            current = ""
    return [part for part in [*found, current] if 6 < len(part) < 500][:14]


def story(dice: random.Random, source: list[str], look: Style) -> Story | None:
    """An article of one text, sometimes two, with its headline group, byline and sections."""
    parts = paragraphs(dice, dice.choice(source))
    if dice.random() < 0.4:
        parts = parts[:8] + paragraphs(dice, dice.choice(source))[:5]
    if len(parts) < 2:
        return None
    if look.narrow:
        parts = [part.translate(str.maketrans("，；（）", ",;()")) for part in parts]
    text = "".join(parts)
    items: list[Item] = []
    title = None
    headless = not look.clean and dice.random() < 0.12
    if not headless or dice.random() < 0.4:
        title = headline(dice, text)
        items += titles(dice, title, text, look)
    if headless:
        items.append(Item("mark", f"(上接{dice.randint(1, 9):02}版)", ["mark"]))
        first = parts[0][dice.randint(3, max(3, len(parts[0]) // 2)) :].lstrip("，。、；：！？”）》,;:)")
        parts[0] = first if len(first) > 8 else parts[0]
    names = [name(dice) for _ in range(dice.choice((1, 1, 2, 3)))]
    signature = f"{look.paper}{dice.choice(POSTS)} {' '.join(names)}"
    way = dice.choices(["top", "lead", "end", "bare", "inline", "none"], [5, 2, 1, 1, 1, 2])[0]
    byline = {"top": "□" + signature, "lead": f"本报讯（{signature}）", "bare": signature, "none": None}.get(way, f"（{signature}）")
    if way == "top" and title:
        items.append(Item("byline", str(byline), ["byline"]))
    bodies = [Item("body", part, ["headless"] if headless and at == 0 else []) for at, part in enumerate(parts)]
    for item in bodies[1:-1]:
        if item.text.endswith("。") and dice.random() < 0.07:
            item.text = item.text[:-1] + dice.choice(("；", "……", "——", "："))
    if way == "lead":
        bodies[0].text, bodies[0].loose = f"{byline}{bodies[0].text}", (len(str(byline)), 0)
    if way == "inline":
        bodies[-1].text, bodies[-1].loose = f"{bodies[-1].text}{byline}", (bodies[-1].loose[0], len(str(byline)))
    items += sections(dice, bodies, text, look)
    if way in ("end", "bare"):
        items.append(Item("byline", str(byline), ["byline"]))
    signed = way != "none" and (way != "top" or title is not None)
    return Story(title, byline if signed else None, [one.replace(" ", "") for one in names] if signed else [], items)


def sections(dice: random.Random, bodies: list[Item], text: str, look: Style) -> list[Item]:
    """The paragraphs with section titles, and a very short one here and there, between them."""
    heads = (
        set(dice.sample(range(len(bodies)), dice.randint(1, len(bodies) // 3))) if look.headings != "none" and len(bodies) > 3 else set()
    )
    items = []
    for at, item in enumerate(bodies):
        if at in heads:
            items.append(Item("heading", ("" if look.headings == "plain" else look.headings) + section(dice, text), ["heading"]))
        items.append(item)
        if at and dice.random() < 0.03:
            items.append(Item("body", dice.choice(("怎么破题？", "答案是肯定的。", "事实胜于雄辩。")), ["short"]))
    return items


def titles(dice: random.Random, title: str, text: str, look: Style) -> list[Item]:
    """A headline with what may stand around it."""
    person = dice.choice(PLACES) + dice.choice(("教育局", "水务局", "商务局")) + "局长" + name(dice).replace(" ", "")
    items = [Item("title", ("## " if look.markdown else "") + title, ["headline"])]
    way = dice.random()
    if way < 0.25:
        items.insert(0, Item("title", clause(dice, text, 10, 24), ["kicker"]))
    elif way < 0.35:
        items.insert(0, Item("title", person + "：", ["name line"]))
    if dice.random() < 0.25:
        items.append(Item("title", "——" + dice.choice((clause(dice, text, 10, 22), "访" + person)), ["sub-headline"]))
    return items


def line_ends(item: Item, width: int) -> list[int]:
    """Where the lines of a column end inside a paragraph, as far as it may break off there."""
    found, used, at = [], 0 if "headless" in item.damage else 4, 0
    for word in re.findall(r"[0-9A-Za-z.%]+|.", item.text):
        if used + columns(word) > width and word not in "，。、；：！？”）》":
            found.append(at)
            used = 0
        used += columns(word)
        at += len(word)
    first, last = item.loose[0] + 3, len(item.text) - item.loose[1] - 3
    return [cut for cut in found if first < cut < last and item.text[cut - 1] not in STOPS and item.text[cut] not in "…—"]


def tear(dice: random.Random, article: Story, look: Style) -> None:
    """Print an article's items in order, some of them in two or three pieces with something between."""
    text = "".join(item.text for item in article.items)
    for item in list(article.items):
        ends = line_ends(item, look.width) if item.kind == "body" and not look.clean and dice.random() < 0.22 else []
        cuts = sorted(dice.sample(ends, 2 if len(ends) > 1 and dice.random() < 0.1 else 1)) if ends else []
        if cuts:
            item.damage.append("column")
        for piece, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(item.text)], strict=True)):
            article.order.append((item, piece, item.text[start:end], 2))
            if len(cuts) == 1 and piece == 0 and dice.random() < 0.25:
                between = Item("caption", caption(dice, text, look), ["caption"])
            elif cuts and piece == 0 and look.furniture and dice.random() < 0.5:
                between = Item("mark", furniture(dice, look), ["furniture"])
            else:
                continue
            article.items.append(between)
            article.order.append((between, 0, between.text, 4 if between.kind == "caption" else 2))


def caption(dice: random.Random, text: str, look: Style) -> str:
    """A caption with its credit."""
    scene = f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日，{dice.choice(PLACES)}工作人员在{dice.choice(('检修设备', '现场讲解'))}。"
    credit = (f"{look.paper}记者 {name(dice)} 摄", f"新华社发（{name(dice)} 摄）", f"本报记者 {name(dice)} 摄影报道")
    return look.caption + dice.choice((scene, clause(dice, text, 8, 20) + "。")) + dice.choice("\n ") + dice.choice(credit)


def furniture(dice: random.Random, look: Style) -> str:
    """A folio, a date or an editor's line."""
    day = f"2023年{dice.randint(1, 12)}月{dice.randint(1, 28)}日"
    folio = (f"{dice.randint(1, 12):02}版 要闻", f"- {dice.randint(1, 20)} -")
    return dice.choice((f"{day} 星期{dice.choice('一二三四五')}", f"{look.paper} {day}", f"责任编辑：{name(dice)}", *folio))


def set_apart(dice: random.Random, stories: list[Story]) -> None:
    """Once a page at most: another article between two halves, or an article's end printed before its beginning."""
    for at, article in enumerate(stories):
        order = article.order
        torn = [place for place in range(len(order) - 1) if order[place][0] is order[place + 1][0]]
        way = dice.random()
        if torn and way < 0.3 and at + 1 < len(stories):
            cut = dice.choice(torn) + 1
            order[cut - 1][0].damage.append("interposed")
            article.order, stories[at + 1].order = [*order[:cut], *stories[at + 1].order, *order[cut:]], []
            return
        if torn and way < 0.5:
            cut = dice.choice(torn) + 1
            top = next(place for place, row in enumerate(order) if row[0].kind not in ("title", "byline", "mark"))
            if cut > top and all(row[0].kind != "heading" for row in order[top:cut]):
                order[cut - 1][0].damage.append("reversed")
                article.order = [*order[:top], *order[cut:], *order[top:cut]]
                return


def copy(dice: random.Random, article: Story) -> None:
    """Print one whole paragraph a first time before the others, sometimes without its last sentence."""
    whole = [row[0] for row in article.order if row[0].kind == "body" and len(row[2]) == len(row[0].text) > 60]
    top = next((place for place, row in enumerate(article.order) if row[0].kind == "body"), 0)
    if not whole or (top and article.order[top - 1][0].kind == "body"):
        return
    first = dice.choice(whole)
    sentences = re.findall(r"[^。！？]+[。！？]+[”’」』）]*", first.text)
    text = "".join(sentences[:-1]) if len(sentences) > 2 and dice.random() < 0.5 else first.text
    again = Item("body", text, ["duplicate"], copy_of=article.items.index(first))
    article.items.append(again)
    article.order.insert(top, (again, 0, again.text, 2))


def make(dice: random.Random, source: list[str], file: str) -> tuple[str, dict[str, object]]:
    """One page and its truth."""
    look = style(dice)
    stories = [one for _ in range(dice.choice((1, 2, 2, 3, 3, 4))) if (one := story(dice, source, look)) is not None]
    if not stories:
        return make(dice, source, file)
    for one in stories:
        tear(dice, one, look)
    if not look.clean:
        if dice.random() < 0.3:
            copy(dice, dice.choice(stories))
        set_apart(dice, stories)
    text = ""
    for item, piece, printed, gap in (row for one in stories for row in one.order):
        text += "\n" * gap * bool(text) + (look.indent if item.kind == "body" and not item.pieces else "")
        item.pieces[piece] = (len(text), len(text) + len(printed))
        text += printed
    layout = "clean_news" if look.clean else "torn_md" if look.markdown else "torn"
    return text, {"file": file, "layout": layout, "flags": [], "articles": [truth(one, at) for at, one in enumerate(stories)]}


def truth(article: Story, number: int) -> dict[str, object]:
    """What a reader should find."""
    rows = []
    for item in article.items:
        spans = [list(item.pieces[piece]) for piece in sorted(item.pieces)]
        row: dict[str, object] = {"kind": item.kind, "spans": spans, "text": item.text, "damage": item.damage}
        if item.kind == "mark":
            row["any_kind"] = True
        if item.copy_of is not None:
            row["duplicate_of"] = [number, item.copy_of]
        before, behind = item.loose
        row["loose"] = [[spans[0][0], spans[0][0] + before]] * bool(before) + [[spans[-1][1] - behind, spans[-1][1]]] * bool(behind)
        rows.append(row)
    return {
        "title": article.title,
        "byline": article.byline,
        "names": article.names,
        "headless": False,
        "any_title": False,
        "paragraphs": rows,
    }


def main() -> None:
    """Read the arguments, write the pages."""
    parser = argparse.ArgumentParser(description="Tear clean texts into newspaper pages.")
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    source = [text for raw in texts(options.texts) if len(text := re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", raw)) > 250]
    (options.out / "pages").mkdir(parents=True, exist_ok=True)
    with (options.out / "truth.jsonl").open("w", encoding="utf-8") as file:
        for number in range(options.pages):
            text, row = make(dice, source, f"t{number:04}.txt")
            (options.out / "pages" / str(row["file"])).write_text(text, encoding="utf-8", newline="")
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
