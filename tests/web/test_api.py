"""The HTTP API of the contract and what guards it, without Gradio."""

import subprocess
import sys
from functools import partial
from threading import Event

import pytest
from starlette.testclient import TestClient

from bot.bot import Bot
from bot.config import Prompts, Settings
from bot.web import create_app
from bot.web.guard import BODY_LIMIT

QUESTION = "石家庄生物医药产业2023年营业收入是多少？"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """The API over the seeds, ready."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    app = create_app(partial(Bot.open, settings), settings, Prompts.load(settings.prompts), page=False)
    with TestClient(app, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 1), raise_server_exceptions=False) as client:
        while not client.get("/health").json()["ready"]:
            pass
        yield client


def test_health_says_what_is_there(client):
    """/health: ready, version, generation and counts."""
    health = client.get("/health").json()
    assert health["ready"] is True
    assert health["documents"] == 5
    assert health["generation"] >= 1
    assert health["passages"] > 100


def test_an_answer_is_the_contracts_object(client):
    """/api/ask gives what `bot ask --json` gives; its citations are slices of /api/source."""
    answer = client.post("/api/ask", json={"question": QUESTION, "id": "a"}).json()
    assert answer["id"] == "a"
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        source = client.get("/api/source", params={"doc": citation["document"], "sha": citation["sha256"]}).json()
        slices = "".join(source["text"][start:end] for start, end in citation["spans"])
        assert "".join(slices.split()) == "".join(citation["quote"].split())
        assert source["changed"] is False


def test_history_makes_a_follow_up_whole(client):
    """Earlier questions are taken from `history`."""
    answer = client.post("/api/ask", json={"question": "它是什么时候落户的？", "history": ["华普生物在石家庄建设什么基地？"]}).json()
    assert "华普" in answer["asked"]


def test_lang_is_the_language_of_the_bots_own_words(client):
    """`lang` decides the language of the bot's own sentences."""
    answer = client.post("/api/ask", json={"question": "你好", "lang": "en"}).json()
    assert answer["lang"] == "en"
    assert answer["status"] == "chat"


@pytest.mark.parametrize("path", ["/health", "/api/ask", "/api/search", "/api/source", "/api/nothing", "/"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_wrong_method_or_address_gets_the_apis_own_error(client, method, path):
    """405 or 404 with an error and a code, not what stands at the root."""
    reply = client.request(method, path)
    assert reply.status_code == (404 if path == "/api/nothing" else 405)
    assert set(reply.json()) == {"error", "code"}


def test_head_says_what_get_would(client):
    """A probe that asks with HEAD learns that the server is well."""
    assert client.head("/health").status_code == 200
    assert client.head("/api/nothing").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        '{"question": "a", "\\ud800": 1}',
        '{"question": "a", "id": [1]}',
        '{"question": "a", "id": 1e999}',
        '{"question": "a", "history": 0}',
    ],
)
def test_a_body_that_json_allows_and_the_api_does_not_is_a_bad_request(client, body):
    """Halves of surrogate pairs, infinities and wrong kinds are the sender's mistake, not an unexpected error."""
    reply = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, "request")


def test_an_origin_that_is_no_address_is_another_origin(client):
    """403, not an unexpected error."""
    assert client.post("/api/ask", json={"question": "a"}, headers={"origin": "http://[bad"}).status_code == 403


def test_search_gives_passages(client):
    """/api/search gives k passages, best first."""
    passages = client.post("/api/search", json={"query": "生物医药", "k": 3}).json()["passages"]
    assert [one["rank"] for one in passages] == [1, 2, 3]


def test_an_unusable_question_is_refused_not_an_error(client):
    """Empty and far too long questions get status `refused`."""
    for question in ("", "？？", "字" * 10_000):
        assert client.post("/api/ask", json={"question": question}).json()["status"] == "refused"


@pytest.mark.parametrize(
    "body",
    [{}, {"question": 1}, {"question": "a", "history": "b"}, {"question": "a", "history": [1]}, {"question": "a", "lang": "fr"},
     {"question": "a", "x": 1}, [], "a", None],
)  # fmt: skip
def test_a_wrong_request_is_one_line_of_json(client, body):
    """A body that is not what /api/ask takes: 400, an error and a code, never a traceback."""
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 400
    assert set(reply.json()) == {"error", "code"}
    assert "\n" not in reply.json()["error"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 60_000])
def test_a_body_that_is_no_json_is_said(client, body):
    """Broken, undecodable or endlessly nested JSON: 400."""
    assert client.post("/api/ask", content=body, headers={"content-type": "application/json"}).status_code == 400


def test_a_large_body_is_refused_unread(client):
    """More than 64 KB: 413, also when the length is not said beforehand."""
    large = b" " * (BODY_LIMIT + 1)
    assert client.post("/api/ask", content=large, headers={"content-type": "application/json"}).status_code == 413
    unsaid = client.post("/api/ask", content=iter([large]), headers={"content-type": "application/json"})
    assert unsaid.status_code == 413
    assert unsaid.json()["code"] == "too_large"


def test_an_unknown_source_is_not_found(client):
    """/api/source of a document that the index has not: 404; no path outside is ever read."""
    for name in ("no.txt", "../../etc/passwd", "/etc/passwd", "\x00"):
        assert client.get("/api/source", params={"doc": name}).status_code == 404
    assert client.get("/api/source").status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/file=http://127.0.0.1/", "/gradio_api/component_server",
     "/gradio_api/proxy=http://127.0.0.1/", "/gradio_api/queue/join", "/gradio_api/run/ask", "/gradio_api/info", "/monitoring", "/docs",
     "/openapi.json", "/gradio_api/dev/reload", "/page/../app.py", "/page/%2e%2e/app.py", "/gradio_api/call/other"],
)  # fmt: skip
def test_routes_that_the_page_does_not_need_do_not_exist(client, path):
    """Gradio's upload, file, proxy, component and other routes are not reachable, whatever the method."""
    for method in ("GET", "POST"):
        assert client.request(method, path).status_code in {403, 404, 405}


def test_every_reply_has_the_headers(client):
    """CSP and the other headers stand on pages, JSON, static files, errors and refusals."""
    for path in ("/", "/health", "/page/page.css", "/page/js/main.js", "/nothing", "/api/source?doc=x"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"


def test_another_name_for_this_machine_is_refused(client):
    """DNS rebinding: a host that is not loopback gets 403 from a server on loopback."""
    assert client.get("/health", headers={"host": "evil.example"}).status_code == 403
    assert client.get("/health", headers={"host": "localhost:7860"}).status_code == 200


def test_another_origin_may_not_ask(client):
    """A page of another origin gets 403."""
    reply = client.post("/api/ask", json={"question": "a"}, headers={"origin": "http://evil.example"})
    assert reply.status_code == 403


def test_an_unforeseen_error_shows_nothing_of_itself(client, monkeypatch):
    """An exception inside the bot: 503 and a fixed line; the message and traceback stay in the log."""

    def broken(*_, **__):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Bot, "ask", broken)
    reply = client.post("/api/ask", json={"question": "a"})
    assert reply.status_code == 503
    assert reply.json()["code"] == "internal"
    assert "secret" not in reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_questions_before_the_index_is_open_are_told_to_wait():
    """Until the bot is there /health answers `ready: false` and the API 503 with code `starting`."""
    wait = Event()
    settings = Settings()
    app = create_app(lambda: wait.wait(5) and Bot.open(settings), settings, Prompts.load(settings.prompts), page=False)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        try:
            assert client.get("/health").json()["ready"] is False
            reply = client.post("/api/ask", json={"question": "a"})
            assert (reply.status_code, reply.json()["code"]) == (503, "starting")
            assert client.get("/").status_code == 503
        finally:
            wait.set()


def test_health_is_answered_before_the_bot_is_loaded():
    """What the server imports to answer /health holds neither the bot nor numpy nor gradio: they come after the first answer."""
    code = "import sys, bot.web; print(*{'bot.bot', 'bot.library', 'numpy', 'gradio'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
