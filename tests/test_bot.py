"""The whole flow over the real pages."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import render
from bot.config import shipped
from bot.schema import check_spans

ROOT = Path(__file__).parent.parent
REVENUE = "石家庄生物医药产业2023年营业收入是多少？"
QUESTIONS = [
    REVENUE,
    "鹿泉区的区长是谁？",
    "石家庄人才贷最高额度是多少？",
    "园区为什么要建动物实验中心？",
    "应急指挥无线通信系统用在哪些地方？",
]


def bare(text):
    return re.sub(r"\s+", "", text)


def assert_trusted(bot, answer):
    """The trust rule, for one answer."""
    assert bool(answer.citations) == (answer.status == "answered")
    assert len(answer.citations) <= 6
    for citation in answer.citations:
        text = bot.document(citation.chunk.document_id).text
        assert check_spans(text, citation.spans)
        assert bare(citation.quote) == bare("".join(text[start:end] for start, end in citation.spans)) != ""
        assert citation.line == text.count("\n", 0, citation.spans[0].start) + 1
    for segment in answer.segments:
        assert segment.n is None or bare(segment.text) in bare(answer.citations[segment.n - 1].quote)
    if answer.short_answer is not None:
        assert bare(answer.short_answer) in bare(answer.citations[0].quote)


def test_the_first_question_is_answered_from_the_page_that_says_it(bot):
    """The figure that is asked for stands in the first citation, whose spans are the source's own characters."""
    answer = bot.ask(REVENUE)
    assert answer.status == "answered"
    assert "1078.6亿元" in answer.citations[0].quote
    source = (shipped("seeds") / answer.citations[0].chunk.source).read_bytes().decode("utf-8-sig")
    assert bare("".join(source[start:end] for start, end in answer.citations[0].spans)) == bare(answer.citations[0].quote)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_keeps_the_trust_rule(bot, question):
    """Each quote is its slices, cut only at line breaks, and cited exactly when the question is answered."""
    assert_trusted(bot, bot.ask(question))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_gets_an_answer_that_keeps_the_trust_rule(bot, question):
    """Whatever is typed, nothing fails, and what is quoted is a slice."""
    assert_trusted(bot, bot.ask(question))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_words_of_the_corpus_itself_get_an_answer_that_keeps_the_trust_rule(bot, data):
    """Any stretch of a page asked as a question is answered, or not, with nothing but slices."""
    text = bot.document(data.draw(st.sampled_from([head.id for head in bot.library.documents]))).text
    start = data.draw(st.integers(0, len(text) - 2))
    assert_trusted(bot, bot.ask(text[start : start + data.draw(st.integers(2, 60))]))


def test_the_same_question_gives_the_same_answer_byte_for_byte(bot):
    """Only the timing differs."""
    first, second = (render.answer_json(bot.ask(REVENUE)) | {"timing_ms": None} for _ in range(2))
    assert json.dumps(first, ensure_ascii=False) == json.dumps(second, ensure_ascii=False)


def test_a_question_about_something_else_is_refused_and_names_the_words_that_never_occur(bot):
    """Off topic: no citation, the word that the corpus never has, and at most near passages."""
    answer = bot.ask("双色球昨晚的开奖号码是多少？")
    assert (answer.status, answer.citations) == ("no_answer", ())
    assert any("双色球" in word for word in answer.missing)


@pytest.mark.parametrize(
    "line", ["1+1等于几", "写一首关于春天的诗", "讲个笑话吧", "请把这句话翻译成英文", "write me a short poem", "What is 2 plus 2?"]
)
def test_what_no_document_answers_is_refused(bot, line):
    """Sums, poems and translations are no questions to documents: the bot says what it does instead, and quotes nothing."""
    answer = bot.ask(line)
    assert answer.status == "refused"
    assert answer.citations == ()


@pytest.mark.parametrize("line", ["谁写了一首诗？", "1公顷等于多少亩？", "《山居》是哪一年翻译成英文的？", "他作了哪些诗？"])
def test_questions_about_poems_and_figures_are_questions(bot, line):
    """Who wrote a poem, or what a measure equals, may stand in a document."""
    assert bot.ask(line).status in ("answered", "no_answer")


@pytest.mark.parametrize("line", ["你好", "谢谢，回答得很清楚", "你能做什么？", "你是谁？", "hello", "what can you do?"])
def test_small_talk_gets_a_friendly_reply_without_evidence(bot, line):
    """A greeting is no question about the documents."""
    answer = bot.ask(line)
    assert (answer.status, answer.citations, answer.confidence) == ("chat", (), None)


@pytest.mark.parametrize("line", ["", "   ", "。。。；；", "？" * 40, "问" * 2001])
def test_unusable_input_is_refused_with_a_sentence(bot, line):
    """Empty, without a word, or over 2,000 characters."""
    answer = bot.ask(line)
    assert (answer.status, answer.citations) == ("refused", ())
    assert answer.text


def test_a_question_that_begins_with_thanks_is_still_a_question(bot):
    """谢谢 in front does not make it small talk."""
    assert bot.ask("谢谢，那鹿泉区的区长是谁？").status == "answered"


def test_shares_of_why_sum_to_one(bot):
    """Every passage says which words found it."""
    hits = bot.search("生物医药产业 营业收入", 10)
    assert len(hits) == 10
    assert all(abs(sum(hit.why.values()) - 1) < 1e-6 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_traditional_characters_and_full_width_figures_find_the_same_passage(bot):
    """The question's script and width do not matter."""
    plain = bot.search(REVENUE, 1)[0].chunk.number
    assert bot.search("石家莊生物醫藥產業２０２３年營業收入是多少？", 1)[0].chunk.number == plain


def test_sample_questions_do_as_they_say(bot):
    """What the empty page offers is answered as its label says; the last one shows what no answer is like."""
    replies = [(one.shows, bot.ask(one.question)) for one in bot.samples]
    assert [shows for shows, _ in replies][-1] == "nothing"
    assert 2 <= len(replies) <= 4
    for shows, reply in replies:
        assert reply.status == ("no_answer" if shows == "nothing" else "answered")
        assert bool(reply.values) == (shows == "values")
        assert bool(reply.short_answer) == (shows == "fact")


def test_the_newspapers_of_the_corpus_are_named(bot, make_bot):
    """Where sources name a newspaper it is known, and nothing is made up where they don't."""
    assert bot.publications == ("河北日报", "石家庄日报")
    assert make_bot(a="县里的图书馆于3月5日开馆。").publications == ()


def test_a_source_that_changed_or_vanished_is_said(make_bot, tmp_path):
    """The quote stays the indexed one, and its state tells."""
    bot = make_bot(a="县里的图书馆于3月5日开馆，藏书12万册。\n\n馆长陈一说，周末也开放。\n")
    question = "图书馆的藏书有多少？"
    assert bot.ask(question).citations[0].source_state == "unchanged"
    file = Path(tmp_path / "papers" / "a.txt")
    file.write_text("完全不同的内容。", "utf-8")
    changed = bot.ask(question)
    assert changed.citations[0].source_state == "changed"
    assert "12万册" in changed.citations[0].quote
    file.unlink()
    assert bot.ask(question).citations[0].source_state == "missing"


def test_a_bot_is_a_snapshot_until_it_is_reloaded(make_bot):
    """A new generation is taken by `reload`; the old bot goes on answering from its own."""
    old = make_bot(a="县里的图书馆于3月5日开馆，藏书12万册。")
    make_bot(b="县里的体育馆有座位3000个，4月1日启用。")
    question = "体育馆有多少个座位？"
    assert old.ask(question).status == "no_answer"
    new = old.reload()
    assert new.ask(question).status == "answered"
    assert new.library.generation > old.library.generation
    assert new.reload() is new


def test_one_quote_spans_a_caption_in_its_sentence(bot):
    """A sentence that a photo's caption interrupts is quoted whole, by two spans, without the caption."""
    quote = bot.ask("华普生物在石家庄建设什么基地？").citations[0]
    assert "全球最大的CpG佐剂生产基地" in quote.quote
    assert len(quote.spans) == 2
    assert "■" not in quote.quote


def test_every_process_gives_the_same_answers(tmp_path):
    """Python orders its sets otherwise in each process; no answer may depend on it, to the last bit."""
    asked = tmp_path / "asked.jsonl"
    asked.write_text(
        "".join(json.dumps({"id": at, "question": text}, ensure_ascii=False) + "\n" for at, text in enumerate(QUESTIONS)), "utf-8"
    )
    command = [sys.executable, "-m", "bot", "ask", "--batch", str(asked), "--home", str(tmp_path / "home")]
    outputs = [
        [
            json.loads(line) | {"timing_ms": None}
            for line in subprocess.run(
                command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
            ).stdout.splitlines()
        ]
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == len(QUESTIONS)
