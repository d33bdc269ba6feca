"""The library on the page: files are added, asked about, deleted and brought back; where that is allowed."""

import hashlib
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.bot import Bot
from bot.config import Prompts, Settings
from bot.web import create_app
from bot.web.shelf import FILE_LIMIT

TEXT = "# 砖瓦\n\n琉璃瓦的窑温是1180度，由张三测得。\n"


def digests(folder):
    """The bytes of every file below a folder."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(folder).rglob("*") if path.is_file()}


@pytest.fixture
def client(tmp_path):
    """The API over one small source."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text("# 青砖\n\n青砖是灰色的，产于北方。\n", "utf-8")

    def started(**settings):
        made = Settings(home=tmp_path / "home", sources=tmp_path / "sources", **settings)
        return TestClient(create_app(partial(Bot.open, made), made, Prompts.load(made.prompts), page=False), base_url="http://127.0.0.1")

    return started


def indexed(client, files):
    """Index and wait for the end: the job."""
    client.post("/api/files/index", json={"files": files})
    while (job := client.get("/api/files/job").json())["state"] == "running":
        pass
    return job


def ready(client):
    """Wait until questions are answered."""
    while not client.get("/health").json()["ready"]:
        pass


def test_an_added_file_answers_and_a_deleted_one_does_not(client, tmp_path):
    """Upload, index, ask; delete, ask; restore, ask. The folder of sources is never touched."""
    before = digests(tmp_path / "sources")
    with client() as api:
        ready(api)
        name = api.post("/api/files", params={"name": "../砖瓦.md"}, content=TEXT.encode()).json()["name"]
        assert name == "砖瓦.md"
        assert indexed(api, [name])["state"] == "done"
        question = {"question": "琉璃瓦的窑温是多少度？"}
        answer = api.post("/api/ask", json=question).json()
        assert "1180度" in answer["answer"]
        listed = {one["source"]: one["uploaded"] for one in api.get("/api/library").json()["sources"]}
        assert listed == {".uploads/砖瓦.md": True, "a.txt": False}
        api.post("/api/files/delete", json={"name": name})
        indexed(api, [])
        assert api.post("/api/ask", json=question).json()["status"] == "no_answer"
        api.post("/api/files/restore", json={"name": name})
        indexed(api, [])
        assert "1180度" in api.post("/api/ask", json=question).json()["answer"]
    assert digests(tmp_path / "sources") == before


def test_a_file_that_cannot_be_read_says_why(client):
    """A pdf that is none is skipped by name; the rest goes on."""
    with client() as api:
        ready(api)
        names = [api.post("/api/files", params={"name": name}, content=b"no pdf at all").json()["name"] for name in ("x.pdf", "y.txt")]
        job = indexed(api, names)
        assert [line.split(":")[0] for line in job["skipped"]] == ["x.pdf"]


def test_what_is_too_large_or_of_no_kind_leaves_nothing(client, tmp_path):
    """Over 10 MB: 413; an unknown suffix: 400; nothing stays behind."""
    with client() as api:
        ready(api)
        assert api.post("/api/files", params={"name": "a.txt"}, content=b"x" * (FILE_LIMIT + 1)).status_code == 413
        assert api.post("/api/files", params={"name": "a.exe"}, content=b"x").status_code == 400
        assert api.post("/api/files/delete", json={"name": "../../sources/a.txt"}).status_code == 400
    assert not [path for path in (tmp_path / "home" / "uploads").rglob("*") if path.is_file()]


def test_elsewhere_the_library_is_read_only(client):
    """Served on another address, nobody may add or delete."""
    with client(host="0.0.0.0") as api:
        ready(api)
        assert api.get("/api/library").json()["editable"] is False
        assert api.post("/api/files", params={"name": "a.txt"}, content=b"x").status_code == 403
        assert api.post("/api/files/delete", json={"name": "a.txt"}).status_code == 403


@pytest.mark.browser
def test_a_file_is_added_by_button_and_taken_out_again(serving, visit, ask, tmp_path):
    """In the browser: choose a file, see that it is read, ask about it, open it, delete it, undo."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.txt").write_text("# 青砖\n\n青砖是灰色的，产于北方。\n", "utf-8")
    (tmp_path / "砖瓦.md").write_text(TEXT, "utf-8")
    (tmp_path / "扫描.pdf").write_bytes(b"nothing")
    page = visit(serving(sources=sources).url)
    page.click("#b-lib")
    page.set_input_files("#library input[type=file]", [tmp_path / "砖瓦.md", tmp_path / "扫描.pdf"])
    page.wait_for_selector("#library td:has-text('砖瓦.md')")
    assert "已加入 1 个文件" in page.locator(".job").inner_text()
    assert "扫描.pdf" in page.locator(".skipd").inner_text()
    turn = ask(page, "琉璃瓦的窑温是多少度？")
    assert "1180度" in turn.inner_text()
    turn.locator(".quote .cite").first.click()
    page.wait_for_selector("#src mark")
    page.keyboard.press("Escape")
    page.click("#b-lib")
    page.locator("#library td .b").click()
    page.wait_for_selector("#library td:has-text('砖瓦.md')", state="detached")
    page.click("#toast .link")
    page.wait_for_selector("#library td:has-text('砖瓦.md')")
