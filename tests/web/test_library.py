"""The library on the page: files are added, asked about, deleted and brought back; where that is allowed."""

import hashlib
import time
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from starlette.testclient import TestClient

from bot.bot import Bot, build_index
from bot.config import Prompts, Settings
from bot.errors import StoreError
from bot.index import updating
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
        app = create_app(partial(Bot.open, made), made, Prompts.load(made.prompts), page=False)
        return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), headers={"x-wenju": "1"})

    return started


def indexed(client):
    """Index and wait for the end: the job."""
    assert client.post("/api/files/index").json()["state"] == "running"
    return ended(client)


def ended(client):
    """The job when it is over."""
    while (job := client.get("/api/files/job").json())["state"] == "running":
        time.sleep(0.01)
    return job


def add(client, name, content, **more):
    """Upload: the reply."""
    return client.post("/api/files", params={"name": name, **more}, content=content.encode() if isinstance(content, str) else content)


def ready(client):
    """Wait until questions are answered."""
    while not client.get("/health").json()["ready"]:
        pass


QUESTION = {"question": "琉璃瓦的窑温是多少度？"}


def test_an_added_file_answers_and_a_deleted_one_does_not(client, tmp_path):
    """Upload, index, ask; delete, ask; restore, ask. The folder of sources is never touched."""
    before = digests(tmp_path / "sources")
    with client() as api:
        ready(api)
        assert add(api, "../砖瓦.md", TEXT).json() == {"name": "砖瓦.md"}
        job = indexed(api)
        assert (job["state"], job["files"], job["stage"], job["file"], job["count"], job["source"]) == (
            "done",
            ["砖瓦.md"],
            "writing",
            1,
            1,
            "砖瓦.md",
        )
        assert job["chunks"] > 0
        assert job["done"] == job["total"] == len(TEXT.encode())
        answer = api.post("/api/ask", json=QUESTION).json()
        assert "1180度" in answer["answer"]
        assert answer["citations"][0]["source"] == ".uploads/砖瓦.md"
        listed = {one["source"]: (one["uploaded"], one["state"]) for one in api.get("/api/library").json()["sources"]}
        assert listed == {".uploads/砖瓦.md": (True, "unchanged"), "a.txt": (False, "unchanged")}
        api.post("/api/files/delete", json={"name": "砖瓦.md"})
        indexed(api)
        assert api.post("/api/ask", json=QUESTION).json()["status"] == "no_answer"
        api.post("/api/files/restore", json={"name": "砖瓦.md"})
        indexed(api)
        assert "1180度" in api.post("/api/ask", json=QUESTION).json()["answer"]
    assert digests(tmp_path / "sources") == before


def test_a_file_that_cannot_be_read_says_why(client):
    """A pdf that is none is skipped by name; the rest goes on; the library lists it until it is deleted."""
    with client() as api:
        ready(api)
        for name in ("x.pdf", "y.txt"):
            assert add(api, name, "no pdf at all").status_code == 200
        job = indexed(api)
        assert [(one["name"], one["code"]) for one in job["skipped"]] == [("x.pdf", "pdf")]
        (left,) = api.get("/api/library").json()["skipped"]
        assert (left["source"], left["uploaded"], left["more"]) == (".uploads/x.pdf", True, 0)
        api.post("/api/files/delete", json={"name": "x.pdf"})
        indexed(api)
        assert api.get("/api/library").json()["skipped"] == []


def test_what_is_too_large_or_of_no_kind_leaves_nothing(client, tmp_path):
    """Over 10 MB: 413; an unknown suffix: 400; nothing stays behind."""
    with client() as api:
        ready(api)
        assert add(api, "a.txt", b"x" * (FILE_LIMIT + 1)).status_code == 413
        assert add(api, "a.exe", b"x").status_code == 400
        assert api.post("/api/files/delete", json={"name": "../../sources/a.txt"}).status_code == 400
    assert not [path for path in (tmp_path / "home" / "uploads").rglob("*") if path.is_file()]


def test_hostile_names_stay_in_the_folder_and_are_shown_as_they_are(client, tmp_path):
    """Paths, marks that hide, markup, quotes, very long: one file each, under the name that the reply says, and none elsewhere."""
    names = [
        "../../../a.txt",
        "..\\b.txt",
        "/etc/c.txt",
        "d\x00\n.txt",
        "e\u202etxt.md",
        "<img src=x onerror=alert(1)>.txt",
        "f'\"&;$(g).txt",
        "字" * 400 + ".md",
    ]
    before = {path for path in tmp_path.rglob("*") if path.suffix in {".txt", ".md"}}
    with client() as api:
        ready(api)
        kept = [add(api, name, f"第{at}份文件说青砖是灰的。").json()["name"] for at, name in enumerate(names)]
        assert len(set(kept)) == len(names)
        indexed(api)
        listed = {one["source"] for one in api.get("/api/library").json()["sources"]}
        assert listed == {"a.txt"} | {f".uploads/{name}" for name in kept}
        (folder,) = (tmp_path / "home" / "uploads").iterdir()
        assert {path for path in tmp_path.rglob("*") if path.suffix in {".txt", ".md"}} == before | {folder / name for name in kept}
        for name in kept:
            assert api.post("/api/files/delete", json={"name": name}).status_code == 200


def test_another_file_of_the_same_name_is_asked_about(client):
    """409 `exists`; with `replace` the new one answers."""
    with client() as api:
        ready(api)
        add(api, "砖瓦.md", TEXT)
        indexed(api)
        newer = TEXT.replace("1180", "1250")
        reply = add(api, "砖瓦.md", newer)
        assert (reply.status_code, reply.json()["code"]) == (409, "exists")
        assert add(api, "砖瓦.md", newer, replace="true").status_code == 200
        indexed(api)
        assert "1250度" in api.post("/api/ask", json=QUESTION).json()["answer"]


@pytest.fixture
def held(monkeypatch):
    """A build that begins, and waits: (it has begun, let it go on)."""
    begun, go = Event(), Event()

    def slowly(settings, *, rebuild, progress):
        begun.set()
        assert go.wait(20)
        return build_index(settings, rebuild=rebuild, progress=progress)

    monkeypatch.setattr("bot.bot.build_index", slowly)
    yield begun, go
    go.set()


def test_questions_are_answered_while_files_are_read(client, held):
    """The old index answers until the new one is there."""
    begun, go = held
    with client() as api:
        ready(api)
        add(api, "砖瓦.md", TEXT)
        api.post("/api/files/index")
        assert begun.wait(20)
        assert api.post("/api/ask", json={"question": "青砖产于哪里？"}).json()["status"] == "answered"
        assert api.post("/api/ask", json=QUESTION).json()["status"] == "no_answer"
        go.set()
        assert ended(api)["state"] == "done"
        assert api.post("/api/ask", json=QUESTION).json()["status"] == "answered"


def test_a_cancelled_job_changes_nothing(client, held, tmp_path):
    """New files are out again, a replaced one is back, the same index answers."""
    begun, go = held
    with client() as api:
        ready(api)
        add(api, "砖瓦.md", TEXT)
        go.set()
        indexed(api)
        generation = api.get("/health").json()["generation"]
        begun.clear()
        go.clear()
        add(api, "砖瓦.md", TEXT.replace("1180", "1250"), replace="true")
        add(api, "b.txt", "又一份文件。")
        api.post("/api/files/index")
        assert begun.wait(20)
        api.post("/api/files/cancel")
        go.set()
        assert ended(api)["state"] == "cancelled"
        assert api.get("/health").json()["generation"] == generation
        assert "1180度" in api.post("/api/ask", json=QUESTION).json()["answer"]
    (folder,) = (tmp_path / "home" / "uploads").iterdir()
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["砖瓦.md"]
    assert "1180" in (folder / "砖瓦.md").read_text("utf-8")


def test_what_comes_while_a_job_runs_is_taken_in_by_it(client, held):
    """One job at a time; it goes one more round."""
    begun, go = held
    with client() as api:
        ready(api)
        add(api, "a.txt", "青砖是灰的。")
        api.post("/api/files/index")
        assert begun.wait(20)
        add(api, "砖瓦.md", TEXT)
        assert api.post("/api/files/index").json()["state"] == "running"
        go.set()
        assert ended(api)["files"] == ["a.txt", "砖瓦.md"]
        assert api.post("/api/ask", json=QUESTION).json()["status"] == "answered"


def test_a_job_that_fails_says_so_and_the_old_index_answers(client, held, monkeypatch):
    """A full disk: one line; the next job takes the files in; an unforeseen error ends the job too."""
    _, go = held
    go.set()
    with client() as api:
        ready(api)
        add(api, "砖瓦.md", TEXT)
        for error, said in (
            (StoreError("the disk is full; make room"), "the disk is full"),
            (RuntimeError("secret"), "an unexpected error"),
        ):
            with monkeypatch.context() as broken:
                broken.setattr(updating.Update, "publish", lambda *_, error=error: (_ for _ in ()).throw(error))
                job = indexed(api)
            assert job["state"] == "failed"
            assert job["error"].startswith(said)
            assert api.post("/api/ask", json={"question": "青砖产于哪里？"}).json()["status"] == "answered"
        assert indexed(api)["files"] == ["砖瓦.md"]
        assert api.post("/api/ask", json=QUESTION).json()["status"] == "answered"


def test_without_sources_nothing_can_be_added(client, tmp_path):
    """An index that is used as it is: the page says so, the API refuses."""
    with client(index=tmp_path / "index") as api:
        ready(api)
    made = Settings(home=tmp_path / "home", index=tmp_path / "index")
    app = create_app(partial(Bot.open, made), made, Prompts.load(made.prompts), page=False)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), headers={"x-wenju": "1"}) as api:
        ready(api)
        assert api.get("/api/library").json()["editable"] is False
        assert add(api, "a.txt", "x").json()["code"] == "read_only"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder with one source."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "a.txt").write_text("# 青砖\n\n青砖是灰色的，产于北方。\n", "utf-8")
    return folder


def choose(page, *files):
    """Add files with the button."""
    page.set_input_files("#library input[type=file]", files)
    page.wait_for_selector("#close-job")


@pytest.mark.browser
def test_a_file_is_added_by_button_and_taken_out_again(serving, visit, ask, small, tmp_path):
    """Choose files, see them read, ask about one, open the source, delete it, ask, undo, ask."""
    (tmp_path / "砖瓦.md").write_text(TEXT, "utf-8")
    (tmp_path / "扫描.pdf").write_bytes(b"nothing")
    (tmp_path / "图.png").write_bytes(b"nothing")
    page = visit(serving(sources=small).url)
    page.click("#b-lib")
    page.evaluate(
        "() => { window.seen = new Set(); new MutationObserver(() => document.querySelectorAll('.job b, .job progress')"
        ".forEach(one => seen.add(one.tagName + ' ' + one.textContent))).observe(document.body, { childList: true, subtree: true }); }"
    )
    choose(page, tmp_path / "砖瓦.md", tmp_path / "扫描.pdf", tmp_path / "图.png")
    seen = page.evaluate("[...seen]")
    assert "PROGRESS " in seen
    assert {"B 正在上传 砖瓦.md，第 1 个，共 3 个", "B 已加入 1 个文件，现在可以提问"} <= set(seen)
    page.wait_for_selector("#library th:has-text('砖瓦.md')")
    said = page.locator(".job").first.inner_text()
    assert "扫描.pdf" in said
    assert "图.png\n不支持这种文件" in said
    assert "扫描.pdf" in page.locator(".left").inner_text()
    turn = ask(page, "琉璃瓦的窑温是多少度？")
    assert "1180度" in turn.inner_text()
    turn.locator(".quote .cite").first.click()
    page.wait_for_selector("#src mark")
    assert "砖瓦.md" in page.locator("#src").inner_text()
    page.keyboard.press("Escape")
    page.click("#b-lib")
    page.locator("#library .left .b").click()
    page.wait_for_selector("#library .left", state="detached")
    page.locator("#library td .b").click()
    page.wait_for_selector("#library th:has-text('砖瓦.md')", state="detached")
    page.click("#b-lib")
    assert "1180度" not in ask(page, "琉璃瓦的窑温是多少度？").locator(".said").inner_text()
    page.click("#b-lib")
    page.click("#toast .link")
    page.wait_for_selector("#library th:has-text('砖瓦.md')")
    page.click("#b-lib")
    assert "1180度" in ask(page, "琉璃瓦的窑温是多少度？").inner_text()


@pytest.mark.browser
def test_a_file_of_the_same_name_is_replaced_only_when_told_so(serving, visit, ask, small, tmp_path):
    """The second is skipped with a button; pressed, the new text answers."""
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "砖瓦.md").write_text(TEXT, "utf-8")
    (tmp_path / "砖瓦.md").write_text(TEXT.replace("1180", "1250"), "utf-8")
    page = visit(serving(sources=small).url, strict=False)
    page.click("#b-lib")
    choose(page, tmp_path / "1" / "砖瓦.md")
    choose(page, tmp_path / "砖瓦.md")
    page.wait_for_selector(".job:has-text('已有同名的另一份文件')")
    page.click(".job .skipd .b")
    page.wait_for_selector(".job:has-text('已加入 1 个文件')")
    assert "1250度" in ask(page, "琉璃瓦的窑温是多少度？").inner_text()


@pytest.mark.browser
def test_the_page_asks_for_the_token_once(serving, visit, ask, small):
    """Behind a proxy nothing is read without it; a wrong one is said; the right one opens page and library, after a reload too."""
    token = "a-token-of-more-than-16"
    server = serving(sources=small, environ={"WENJU_EDITOR_TOKEN": token})
    page = visit(server.url, strict=False, extra_http_headers={"x-forwarded-for": "192.0.2.7"})
    page.wait_for_selector("#token")
    assert "需要口令" in page.locator("#library").inner_text()
    for text in ("wrong", token):
        page.fill("#token", text)
        page.press("#token", "Enter")
        page.wait_for_selector("#library:has-text('口令不对')" if text == "wrong" else "#add-files")
    page.reload()
    page.wait_for_selector("[data-ready]")
    assert "北方" in ask(page, "青砖产于哪里？").inner_text()
