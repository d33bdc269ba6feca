"""Judgements over HTTP and on the page, down to the row and the test that is made of it."""

import json
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bot.bot import Bot
from bot.cli import main
from bot.config import Prompts, Settings
from bot.feedback import Feedback, as_question
from bot.web import create_app
from bot.web.api import TooOften
from bot.web.guard import BODY_LIMIT
from bot.web.judgements import A_MINUTE, CLIENTS, Pace

QUESTION = "石家庄生物医药产业2023年营业收入是多少？"
NOWHERE = "火星上的房租是多少？"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """An own home, unanswered questions kept."""
    return Settings.load({"home": str(tmp_path_factory.mktemp("home"))}, environ={"WENJU_LOG_UNANSWERED": "true"})


@pytest.fixture(scope="module")
def opened(settings):
    """The bot over the seeds."""
    return Bot.open(settings)


@pytest.fixture
def client(settings, opened):
    """The API with nobody's judgements counted yet, and an empty file."""
    Feedback.under(settings.home).path.unlink(missing_ok=True)
    app = create_app(lambda: opened, settings, Prompts.load(settings.prompts), page=False)
    with TestClient(app, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 1), raise_server_exceptions=False) as client:
        while not client.get("/health").json()["ready"]:
            pass
        yield client


def test_a_judgement_is_kept_with_the_bots_own_answer(client, settings):
    """Verdict, reason, generation and the answer to the question, which nobody can send along."""
    body = {"verdict": "not_helpful", "reason": "incomplete", "question": QUESTION, "token": "0123456789"}
    reply = client.post("/api/feedback", json=body)
    assert reply.status_code == 200
    (row,) = Feedback.under(settings.home).all()
    assert (row.id, row.verdict, row.reason, row.question) == (reply.json()["id"], "not_helpful", "incomplete", QUESTION)
    assert row.generation == client.get("/health").json()["generation"]
    assert "1078.6" in json.dumps(row.answer["citations"], ensure_ascii=False)
    assert client.post("/api/feedback", json={**body, "verdict": "helpful", "reason": None}).json()["id"] == row.id
    assert [one.verdict for one in Feedback.under(settings.home).all()] == ["helpful"]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"verdict": "great"}, {"verdict": "unanswered"}, {"verdict": ["helpful"]}, {"verdict": "helpful", "answer": {}},
        {"verdict": "helpful", "reason": 3}, {"verdict": "helpful", "reason": "长" * 501}, {"verdict": "helpful", "token": "a"},
        {"verdict": "helpful", "token": 3}, {"verdict": "helpful", "question": "你好"}, {"verdict": "helpful", "question": ""},
        {"verdict": "helpful", "shown": "答案是42。"},
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_not_kept(client, settings, body):
    """400, one line, no row; an answer that has changed since it was shown is such a case."""
    reply = client.post("/api/feedback", json={"question": QUESTION, **body})
    assert reply.status_code == 400
    assert "nothing was" in reply.json()["error"]
    assert Feedback.under(settings.home).all() == []


def test_a_large_body_is_refused(client):
    """Over 64 KB: 413."""
    reply = client.post("/api/feedback", json={"verdict": "helpful", "question": QUESTION, "reason": "a" * BODY_LIMIT})
    assert reply.status_code == 413


def test_one_client_is_told_to_wait(client):
    """More than its share in a minute: 429."""
    body = {"verdict": "helpful", "question": "你好"}
    assert {client.post("/api/feedback", json=body).status_code for _ in range(A_MINUTE)} == {400}
    reply = client.post("/api/feedback", json=body)
    assert (reply.status_code, reply.json()["code"]) == (429, "too_often")


def test_a_minute_later_there_is_room_again():
    """The share is each client's own, over the last sixty seconds, for a bounded number of clients."""
    now = [0.0]
    pace = Pace(lambda: now[0])
    for _ in range(A_MINUTE):
        pace.check("a")
    with pytest.raises(TooOften):
        pace.check("a")
    pace.check("b")
    now[0] = 60.0
    pace.check("a")
    for number in range(3 * CLIENTS):
        pace.check(str(number))
        assert len(pace._times) <= CLIENTS


def test_unanswered_questions_are_kept_only_if_the_owner_wants_them(client, settings, opened):
    """With `log_unanswered` a question without an answer is a row, an answered one is not; by default there is neither."""
    for question in (NOWHERE, QUESTION):
        client.post("/api/ask", json={"question": question})
    assert [(one.verdict, one.question) for one in Feedback.under(settings.home).all()] == [("unanswered", NOWHERE)]
    quiet = replace(settings, log_unanswered=False)
    with TestClient(
        create_app(lambda: opened, quiet, Prompts.load(quiet.prompts), page=False), base_url="http://127.0.0.1", client=("127.0.0.1", 1)
    ) as other:
        while not other.get("/health").json()["ready"]:
            pass
        other.post("/api/ask", json={"question": NOWHERE})
    assert len(Feedback.under(settings.home).all()) == 1


def test_a_damaged_file_never_stops_an_answer(client, settings):
    """The question is answered as ever; a judgement is told in one line that it was not kept."""
    Feedback.under(settings.home).path.write_bytes(b"no database at all, though long enough to look like one")
    assert client.post("/api/ask", json={"question": NOWHERE}).json()["status"] == "no_answer"
    reply = client.post("/api/feedback", json={"verdict": "helpful", "question": QUESTION})
    assert (reply.status_code, reply.json()["code"]) == (503, "store")
    assert "nothing was kept" in reply.json()["error"]


# All that the region for screen readers has said: the next sentence takes the place of the last.
HEARD = """() => { const region = document.getElementById("heard"); window.heard = [];
    new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true, subtree: true }); }"""


@pytest.mark.browser
def test_a_click_becomes_a_row_and_a_row_becomes_a_test(server, visit, ask, tmp_path, capsys):
    """Not helpful, then a reason, by keyboard: one row; its export is read by `wenju eval`, skipped until it is filled in."""
    home = server.folder / "home"
    page = visit(server.url)
    turn = ask(page, QUESTION)
    turn.locator(".acts .b", has_text="没用").press("Enter")
    group = page.get_by_role("group", name="记下了。哪里不对：")
    group.wait_for()
    assert [one.verdict for one in Feedback.under(home).all()] == ["not_helpful"]  # kept before any reason is given
    page.evaluate(HEARD)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:not([hidden])")
    page.wait_for_function("heard.some((said) => said.includes('记下了'))")  # said to a screen reader too
    assert turn.locator(".acts [aria-pressed=true]").inner_text() == "没用"
    assert page.evaluate("document.activeElement.textContent") == "没用"
    (row,) = Feedback.under(home).all()
    assert (row.verdict, row.reason, row.question) == ("not_helpful", "incomplete", QUESTION)
    file = tmp_path / "tests.jsonl"
    assert main(["feedback", "export", "--home", str(home), str(file)]) == 0
    assert main(["eval", "--questions", str(file), "--home", str(home), "--json"]) == 0
    said = capsys.readouterr()
    assert f"skipped: feedback-{row.id}" in said.err
    assert "refused" not in said.out
    main(["feedback", "export", "--home", str(home), "-", str(row.id), "--answer", "1078.6亿元"])
    file.write_text(capsys.readouterr().out, "utf-8")
    assert main(["eval", "--questions", str(file), "--home", str(home), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cited"] == {"percent": 100.0, "questions": 1}


@pytest.mark.browser
def test_a_missing_answer_is_told_in_english_too(server, visit, ask):
    """Beside a no: one click, pressed from then on; Escape closes the reasons of another answer and changes nothing else."""
    page = visit(server.url + "/?lang=en")
    turn = ask(page, NOWHERE)
    turn.locator(".acts [aria-pressed]").click()
    turn.locator(".acts [aria-pressed=true]").wait_for()
    assert Feedback.under(server.folder / "home").all()[0].verdict == "should_answer"
    turn = ask(page, QUESTION)
    turn.locator(".acts .b", has_text="Not helpful").click()
    page.get_by_role("group", name="Noted. What was wrong:").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".reasons").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Not helpful"


@pytest.mark.browser
def test_what_was_wrong_can_be_said_in_own_words(server, visit, ask):
    """A typed reason is kept with the judgement, and stands in the note of its export; markup in it stays text."""
    page = visit(server.url)
    turn = ask(page, QUESTION)
    turn.locator(".acts .b", has_text="没用").click()
    page.fill(".reasons input", "漏了单位<b>亿元</b>")
    page.press(".reasons input", "Enter")
    page.wait_for_selector("#toast:not([hidden])")
    row = Feedback.under(server.folder / "home").all()[0]
    assert row.reason == "漏了单位<b>亿元</b>"
    assert "漏了单位<b>亿元</b>" in as_question(row)["note"]
