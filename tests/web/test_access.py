"""Who may read and who may edit."""

from functools import partial

import pytest
from starlette.testclient import TestClient

from bot.bot import Bot
from bot.config import Prompts, Settings
from bot.errors import ConfigError
from bot.web import create_app
from bot.web.access import Access

TOKEN = "a-token-of-more-than-16"
HERE, ELSEWHERE = "127.0.0.1", "192.0.2.7"
LOCAL = {"host": "localhost:7860"}


@pytest.mark.parametrize(
    ("rule", "client", "headers", "right"),
    [
        ({}, HERE, LOCAL, "edit"),
        ({}, "::1", {"host": "[::1]:7860"}, "edit"),
        ({}, "::ffff:127.0.0.1", LOCAL, "edit"),
        ({}, HERE, {"host": "evil.example"}, "none"),
        ({}, HERE, {"host": "[bad"}, "none"),
        ({}, HERE, {**LOCAL, "x-forwarded-for": "127.0.0.1"}, "none"),
        ({}, ELSEWHERE, LOCAL, "none"),
        ({}, None, LOCAL, "none"),
        ({}, "localhost", LOCAL, "none"),
        ({"public_read": True}, ELSEWHERE, {}, "read"),
        ({"public_read": True}, HERE, LOCAL, "edit"),
        ({"token": TOKEN}, ELSEWHERE, {"x-wenju-token": TOKEN}, "edit"),
        ({"token": TOKEN}, ELSEWHERE, {"x-wenju-token": TOKEN[:-1]}, "none"),
        ({"token": TOKEN}, ELSEWHERE, {"x-wenju-token": "é"}, "none"),
        ({"token": TOKEN, "public_read": True}, ELSEWHERE, {"x-wenju-token": ""}, "read"),
        ({}, ELSEWHERE, {"x-wenju-token": ""}, "none"),
        ({}, ELSEWHERE, {"x-forwarded-user": "wang"}, "none"),
        ({"header": "x-forwarded-user"}, ELSEWHERE, {"x-forwarded-user": "wang"}, "edit"),
        ({"header": "x-forwarded-user"}, HERE, {"x-forwarded-user": " "}, "none"),
        ({"header": "x-forwarded-user"}, HERE, LOCAL, "none"),
    ],
)
def test_the_rule(rule, client, headers, right):
    """Loopback under its own name, the token, the trusted header; anything else reads where reading is public."""
    assert Access(**rule).right(client, headers) == right


@pytest.fixture
def visiting(tmp_path):
    """A client at another address of a server with these settings, ready."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text("# 青砖\n\n青砖是灰色的，产于北方。\n", "utf-8")

    def start(**more):
        made = Settings(home=tmp_path / "home", sources=tmp_path / "sources", host="0.0.0.0", **more)
        app = create_app(partial(Bot.open, made), made, Prompts.load(made.prompts), page=False)
        return TestClient(app, base_url="http://library.example", client=(ELSEWHERE, 1), headers={"x-wenju": "1"})

    return start


def ready(client):
    """Wait until questions are answered: /health is open to everyone."""
    while not client.get("/health").json()["ready"]:
        pass


def tries(client, **headers):
    """Status and code of reading, asking, adding and deleting."""
    replies = [
        client.get("/api/library", headers=headers),
        client.get("/api/source", params={"doc": "a.txt"}, headers=headers),
        client.post("/api/ask", json={"question": "青砖产于哪里？"}, headers=headers),
        client.post("/api/files", params={"name": "b.txt"}, content="青砖是红色的。".encode(), headers=headers),
        client.post("/api/files/delete", json={"name": "b.txt"}, headers=headers),
    ]
    return [(reply.status_code, reply.json().get("code", "")) for reply in replies]


def test_elsewhere_nothing_is_open_by_default(visiting, tmp_path):
    """Neither reading nor editing, whatever headers say; nothing is written."""
    with visiting() as client:
        ready(client)
        for headers in ({}, {"x-forwarded-user": "wang"}, {"x-wenju-token": ""}, {"host": "127.0.0.1"}, {"x-forwarded-for": HERE}):
            assert tries(client, **headers) == [(403, "closed")] * 3 + [(403, "read_only")] * 2
        assert client.post("/gradio_api/call/ask", json={"data": ["青砖", [], None]}).status_code == 403
    assert not list((tmp_path / "home" / "uploads").rglob("*.txt"))


def test_public_reading_is_reading_only(visiting):
    """Ask and read, but neither add nor delete; the page is told so."""
    with visiting(public_read=True) as client:
        ready(client)
        assert tries(client) == [(200, "")] * 3 + [(403, "read_only")] * 2
        held = client.get("/api/library").json()
        assert (held["editable"], held["unlocks"]) == (False, False)


def test_the_token_opens_everything(visiting):
    """Without it 401 with a code that the page knows; with it everything."""
    with visiting(editor_token=TOKEN) as client:
        ready(client)
        assert tries(client) == [(401, "token")] * 5
        assert tries(client, **{"x-wenju-token": "b" + TOKEN[1:]}) == [(401, "token")] * 5
        assert tries(client, **{"x-wenju-token": TOKEN}) == [(200, "")] * 5
        assert client.get("/api/library", headers={"x-wenju-token": TOKEN}).json()["editable"] is True


def test_public_reading_with_a_token(visiting):
    """The page is told that a token would let this reader edit."""
    with visiting(editor_token=TOKEN, public_read=True) as client:
        ready(client)
        assert tries(client) == [(200, "")] * 3 + [(401, "token")] * 2
        assert client.get("/api/library").json()["unlocks"] is True


def test_a_trusted_header_opens_everything(visiting):
    """Set by the proxy, under any case; without it nothing."""
    with visiting(trusted_header="X-Forwarded-User") as client:
        ready(client)
        assert tries(client)[0] == (403, "closed")
        assert tries(client, **{"x-forwarded-user": "wang"}) == [(200, "")] * 5


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_another_page_cannot_change_anything(visiting, headers):
    """A change from another origin is refused, with the right token too."""
    with visiting(editor_token=TOKEN) as client:
        ready(client)
        reply = client.post("/api/files", params={"name": "b.txt"}, content=b"x", headers={"x-wenju-token": TOKEN, **headers})
        assert (reply.status_code, reply.json()["code"]) == (403, "origin")


def test_a_change_needs_a_header_that_no_form_can_send(visiting):
    """Without x-wenju: 403."""
    with visiting(editor_token=TOKEN) as client:
        ready(client)
        del client.headers["x-wenju"]
        for path in ("/api/files?name=b.txt", "/api/files/index", "/api/files/cancel", "/api/files/delete", "/api/files/restore"):
            reply = client.post(path, headers={"x-wenju-token": TOKEN})
            assert (reply.status_code, reply.json()["code"]) == (403, "origin")


@pytest.mark.parametrize("token", ["short", "with a space in it, long", "口令口令口令口令口令口令口令口令"])
def test_a_weak_token_is_refused_and_never_said(token):
    """At least 16 plain characters; the message does not hold it, nor do the settings as text."""
    with pytest.raises(ConfigError, match="WENJU_EDITOR_TOKEN: a token has 16") as said:
        Settings.load({}, environ={"WENJU_EDITOR_TOKEN": token})
    assert token not in str(said.value)
    assert TOKEN not in repr(Settings.load({}, environ={"WENJU_EDITOR_TOKEN": TOKEN}))


def test_public_read_is_an_option_a_variable_and_a_key(tmp_path):
    """True or false, and nothing else."""
    file = tmp_path / "wenju.yaml"
    file.write_text("public_read: true\n", "utf-8")
    assert Settings.load({}, config=file, environ={}).public_read is True
    assert Settings.load({}, config=file, environ={"WENJU_PUBLIC_READ": "false"}).public_read is False
    assert Settings.load({"public_read": True}, environ={}).public_read is True
    with pytest.raises(ConfigError, match="WENJU_PUBLIC_READ: 'maybe' is neither true nor false"):
        Settings.load({}, environ={"WENJU_PUBLIC_READ": "maybe"})
    with pytest.raises(ConfigError, match="not the name of a header"):
        Settings.load({}, environ={"WENJU_TRUSTED_HEADER": "X Forwarded"})
