"""Pages read whole: every quirk of a newspaper page on a small page of its own, and texts that must stay as they are."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.layout import read_page
from bot.schema import check_spans

BYLINE = "□江城日报记者 张三 李 四"
FIRST = "近年来，这个县坚持把产业发展放在首位，全县农产品加工企业已经达到三百家，带动农"
SECOND = "民增收的路子越走越宽。去年，全县特色产业产值突破了十亿元。"
CLOSING = "下一步，该县将继续完善配套设施，吸引更多企业落户，让更多群众受益。"
OTHER = "昨天上午，市图书馆新馆正式对读者开放。新馆藏书八十万册，设有阅览座位两千个。"


def page(*blocks):
    """Blocks with a blank line between them."""
    return "\n\n".join(blocks)


def read(text, kind="body"):
    """The paragraphs of a kind, each as the list of its pieces."""
    return [[text[start:end] for start, end in p.spans] for article in read_page(text) for p in article.paragraphs if p.kind == kind]


def kinds(text):
    """Kind and text of each paragraph."""
    return [(p.kind, "".join(text[start:end] for start, end in p.spans)) for article in read_page(text) for p in article.paragraphs]


def test_front_matter_is_no_text_but_its_title_is_the_headline():
    """What a Markdown file says about itself between dashes is a mark; its title is the article's, once."""
    text = '---\ntitle: "员工手册"\ntags:\n  - 制度\n---\n\n第一段。\n'
    assert [article.title for article in read_page(text)][-1] == "员工手册"
    assert [said for kind, said in kinds(text) if kind == "body"] == ["第一段。"]
    again = "---\ntitle: 员工手册\n---\n\n# 员工手册\n\n第一段。\n"
    assert [article.title for article in read_page(again)][-1] == "员工手册"


def test_dashes_around_prose_are_no_front_matter():
    """Two rules with sentences between them leave the sentences where they are."""
    text = "---\n今天放假，明天上班。\n---\n\n后天再说。\n"
    assert "今天放假，明天上班。" in [said for kind, said in kinds(text) if kind == "body"]


def test_code_is_one_paragraph():
    """A comment or a blank line inside fenced code begins no section and cuts nothing; an open fence does nothing."""
    text = "# 手册\n\n先看这里。\n\n```sh\n# 改口令\n\npasswd\n```\n\n再看那里。\n"
    assert ("body", "```sh\n# 改口令\n\npasswd\n```") in kinds(text)
    assert ("title", "# 改口令") in kinds(text.replace("\n```\n", "\n"))


def test_a_rule_is_a_mark():
    """A line of dashes or stars says nothing."""
    assert [kind for kind, _ in kinds("第一段。\n\n***\n\n第二段。\n\n- - -\n\n第三段。\n")] == ["body", "mark", "body", "mark", "body"]


def test_each_line_of_a_chat_stands_alone():
    """Lines that begin with a time are paragraphs, whatever length they have; a range of times begins none."""
    text = "2024-06-03 09:12 张三：明天停机\n2024-06-03 09:15 李四：收到\n[09:16] 王五：好\n"
    assert [said for _, said in kinds(text)] == text.strip().split("\n")
    plan = "9:00-10:00签到\n10:00-11:00开会\n"
    assert len(kinds(plan)) == 1


def test_a_lead_begins_a_paragraph_below_its_headline():
    """A headline right above the line with the paper and the reporter is not its first words."""
    text = "收购量或达22万吨\n晚报讯（记者 张三）市粮储局局长昨天表示，今年收购量有望创新高。\n"
    assert kinds(text)[0] == ("title", "收购量或达22万吨")


def test_rows_with_tabs_are_paragraphs_below_the_names_of_their_columns():
    """Each row of a table of tabs stands alone, and has the names of its columns for its section."""
    text = "学校\t学生\t校长\n一中\t2980\t张三\n二中\t2415\t李四\n"
    rows = [paragraph for article in read_page(text) for paragraph in article.paragraphs]
    assert [paragraph.section for paragraph in rows] == ["", "学校 学生 校长", "学校 学生 校长"]


def test_a_column_break_in_a_word_is_repaired():
    """A paragraph whose word is cut in two by a blank line is one paragraph of two spans."""
    assert [FIRST, SECOND] in read(page("老区新貌 山乡巨变", BYLINE, FIRST, SECOND, CLOSING))


@pytest.mark.parametrize(
    "aside",
    [
        "■5月3日，工作人员在检查设备。\n江城日报记者 王五 摄",
        "▲图为新建成的产业园。 本报记者 王五 摄",
        "2023年8月9日 星期三",
        "责任编辑：赵六 美编：钱七",
        "03版 要闻",
    ],
)
def test_what_is_dropped_into_a_sentence_stands_apart(aside):
    """A caption, folio, date or editor's line between two halves is a paragraph of its own and not in the sentence."""
    text = page("老区新貌 山乡巨变", BYLINE, FIRST, aside, SECOND, CLOSING)
    assert [FIRST, SECOND] in read(text)
    assert [aside] in read(text, "caption") + read(text, "mark")


def test_another_article_between_two_halves():
    """Halves with a whole article between them are joined, and what follows belongs to the first article again."""
    between = ("新馆开放 书香满城", "□江城日报记者 王五", OTHER, "（江城日报记者 王五）")
    text = page("老区新貌 山乡巨变", BYLINE, FIRST, *between, SECOND, CLOSING)
    first, other = read_page(text)
    assert (first.title, other.title) == ("老区新貌 山乡巨变", "新馆开放 书香满城")
    assert [[text[a:b] for a, b in p.spans] for p in first.paragraphs if p.kind == "body"] == [[FIRST, SECOND], [CLOSING]]


def test_the_second_half_printed_first():
    """A second half that stands before the first comes last in the spans."""
    text = page("老区新貌 山乡巨变", BYLINE, SECOND, CLOSING, OTHER, FIRST)
    assert [FIRST, SECOND] in read(text)


def test_a_copy_that_grew():
    """Of a block printed twice the longer one is kept, the other marked."""
    longer = OTHER + "开放首日，接待读者三千人次。"
    text = page("新馆开放 书香满城", BYLINE, OTHER, CLOSING, longer)
    marked = [text[p.spans[0].start : p.spans[0].end] for a in read_page(text) for p in a.paragraphs if p.duplicate]
    assert marked == [OTHER]


def test_headline_group():
    """Kicker, name line, headline and sub-headline are the title, joined by one space; the byline is the reporters' line."""
    text = page("推动县域经济高质量发展", "南渡县商务局局长赵六：", "抢抓机遇 再谱新篇", "——南渡县产业园建设纪实", BYLINE, CLOSING)
    (article,) = read_page(text)
    assert article.title == "推动县域经济高质量发展 南渡县商务局局长赵六： 抢抓机遇 再谱新篇 ——南渡县产业园建设纪实"
    assert (article.byline, article.publication) == (BYLINE, "江城日报")


def test_sections():
    """Section titles with a mark are headings, and the paragraphs below carry them."""
    (article,) = read_page(page("老区新貌 山乡巨变", BYLINE, "■ 产业兴旺", CLOSING, "■ 生态宜居", OTHER))
    assert article.sections == ("产业兴旺", "生态宜居")
    assert [p.section for p in article.paragraphs if p.kind == "body"] == ["产业兴旺", "生态宜居"]


def test_a_newspaper_page_in_markdown():
    """## begins an article on a newspaper page, ### a section."""
    text = page("## 老区新貌 山乡巨变", BYLINE, "### 产业兴旺", CLOSING, "## 新馆开放", "本报讯（江城日报记者 王五）" + OTHER)
    first, second = read_page(text)
    assert (first.title, first.sections, second.title) == ("老区新貌 山乡巨变", ("产业兴旺",), "新馆开放")
    assert second.byline == "本报讯（江城日报记者 王五）"


def test_continuation_mark_begins_an_article():
    """A text continued from another page is an article of its own, without a headline if none is printed."""
    first, second = read_page(page("老区新貌 山乡巨变", BYLINE, CLOSING, "(上接03版)", OTHER))
    assert (first.title, second.title) == ("老区新貌 山乡巨变", None)


def test_a_headline_is_never_swallowed():
    """A sentence that breaks off before a headline is not joined to it."""
    text = page("老区新貌 山乡巨变", BYLINE, FIRST, "新馆开放 书香满城", "□江城日报记者 王五", OTHER)
    assert [FIRST] in read(text)
    assert ["新馆开放 书香满城"] in read(text, "title")


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("通知\n\n各部门：\n\n明天放假一天。\n\n后勤部", 2),
        ("静夜思\n\n床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。", 1),
        ("Notice\n\nThe office is closed\ntomorrow, as it is\nevery Sunday.\n\nIt opens again on Monday.", 2),
        ("价目表\n\n名称\t价格\n苹果\t3元\n梨\t4元", 1),
        ("大会召开\n\n　　今天上午，大会召开了。\n　　会议指出，要加快发展。", 2),
    ],
)
def test_ordinary_texts_are_left_alone(text, bodies):
    """Notices, verse, wrapped English, tables and indented paragraphs keep their paragraphs."""
    (article,) = read_page(text)
    assert sum(p.kind == "body" for p in article.paragraphs) >= bodies
    assert all(len(p.spans) == 1 for p in article.paragraphs)


def test_a_plain_document_in_markdown():
    """# is the title of a plain document, ## its headings."""
    (article,) = read_page("# 手册\n\n## 安装\n\n先下载，再安装。\n\n## 使用\n\n打开即可。")
    assert (article.title, article.sections) == ("手册", ("安装", "使用"))


def test_a_given_title():
    """A text that comes with a title is one article of that title."""
    (article,) = read_page("第一段话在这里。\n\n第二段话在这里。", title="题目")
    assert (article.title, len(article.paragraphs)) == ("题目", 2)
    assert read_page(" \n", title="题目") == ()


def test_line_ends_of_other_systems():
    """CR LF changes offsets only, not what is read."""
    text = page("老区新貌 山乡巨变", BYLINE, FIRST, SECOND, CLOSING)
    other = text.replace("\n", "\r\n")
    assert read(other) == read(text)


PIECES = [
    FIRST,
    SECOND,
    CLOSING,
    OTHER,
    BYLINE,
    "■",
    "# ",
    "　　",
    "\n",
    "\n\n",
    "\r\n",
    "(上接03版)",
    "记者",
    "（",
    "”",
    "。",
    "，",
    "abc ",
    "3.5%",
    "\t",
    "\f",
    "\u2028",
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@settings(max_examples=150, deadline=None)
def test_every_character_is_in_exactly_one_paragraph(text):
    """Whatever the text, no character is lost or twice, and every paragraph's spans are a lawful quote."""
    seen = [0] * len(text)
    for article in read_page(text):
        for paragraph in article.paragraphs:
            assert check_spans(text, paragraph.spans)
            for start, end in paragraph.spans:
                for at in range(start, end):
                    seen[at] += 1
    assert all(count == 1 for count, character in zip(seen, text, strict=True) if not character.isspace())
    assert max(seen, default=0) <= 1


@pytest.mark.parametrize(
    "text", ["字" * 100_000, "\n" * 100_000, "1234567890" * 10_000, "记者 " * 30_000, "□" + "张三、" * 30_000, "（记者" * 30_000]
)
def test_nasty_texts_are_read_in_time(text):
    """A hundred thousand characters of one kind take no longer than a page."""
    begin = time.perf_counter()
    read_page(text)
    assert time.perf_counter() - begin < 2.0


@pytest.mark.parametrize(
    "headline",
    ["港口吞吐量创新高\n——集装箱航线增至31条", "民生实事\n地铁北延段九月通车", "台风今夜登陆\n全市启动三级响应"],
)
def test_a_headline_of_two_lines_is_one(headline):
    """Kicker, headline and sub-headline may stand one below the other without a blank line between."""
    page = f"{headline}\n\n□某报记者 张三\n\n4月8日，记者从港务集团获悉，港口又开了两条航线。\n\n下一步将建设三期码头。\n"
    (article,) = read_page(page)
    assert article.title == headline.replace("\n", " ")
    assert article.byline == "□某报记者 张三"


def test_who_wrote_and_took_the_pictures_signs_the_article():
    """摄影报道 under a headline is a byline, no caption."""
    page = "古街修旧如旧重焕生机\n\n□某报记者 邵棠 摄影报道\n\n青石板路两旁，老店重新开张，游客络绎不绝。\n"
    assert [p.kind for p in read_page(page)[0].paragraphs] == ["title", "byline", "body"]
