"""A real server in a process of its own and a real Chromium; neither may look any outside host up."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]

PATIENCE = 300  # seconds for a server to come up: a machine that is busy is no failure

# Runs `wenju serve` and writes a line for every name looked up and every address connected to.
WATCHED = """
import sys
log = open(sys.argv.pop(1), "a", buffering=1)
def hook(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        where = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        host = where[0] if isinstance(where, tuple) else where
        if host not in ("127.0.0.1", "localhost", "::1", None, "", "0.0.0.0"):
            log.write(f"{event} {where}\\n")
sys.addaudithook(hook)
from bot.cli import main
sys.exit(main())
"""


class Server:
    """A running server: its address, its process, and what it looked up outside."""

    def __init__(self, folder, *options, sources=None, environ=None):
        self.environ = environ or {}
        self.folder = folder
        self.lookups = folder / "lookups"
        self.log = folder / "stderr"
        arguments = ["serve", "--home", str(folder / "home"), "--port", "0", *options]
        if sources:
            arguments += ["--sources", str(sources)]
        self.arguments = [sys.executable, "-c", WATCHED, str(self.lookups), *arguments]
        self.start()

    def start(self, port=None):
        """Start it; the page is there when this returns."""
        arguments = list(self.arguments)
        if port:
            arguments[arguments.index("--port") + 1] = str(port)
        self.log.write_text("")
        with self.log.open("w") as err:
            self.process = subprocess.Popen(
                arguments, cwd=ROOT, stderr=err, stdout=subprocess.DEVNULL, env={**_environment(), **self.environ}
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError("the server ended: " + self.log.read_text())
            said = [line for line in self.log.read_text().split() if line.startswith("http://")]
            if said:
                self.url = said[0]
                try:
                    if httpx.get(self.url + "/").status_code == 200 and httpx.get(self.url + "/health").json()["ready"]:
                        return
                except httpx.HTTPError:
                    pass
            time.sleep(0.1)
        self.stop()
        raise AssertionError("the page never came: " + self.log.read_text())

    def stop(self):
        """End it at once, as a crash would."""
        self.process.kill()
        self.process.wait()


def _environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WENJU_", "GRADIO_", "HF_"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def serving(tmp_path_factory):
    """Starts servers; all end with the session."""
    running = []

    def start(*options, sources=None, environ=None):
        running.append(Server(tmp_path_factory.mktemp("server"), *options, sources=sources, environ=environ))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture(scope="session")
def server(serving):
    """The page over the shipped seeds."""
    return serving()


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a worker; names resolve to nothing."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    rules = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", f"--host-resolver-rules={rules}"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Opens pages in contexts of their own; a request elsewhere, a script error or an HTTP error fails the test."""
    contexts = []
    faults = []

    def opened(url, *, width=1280, height=800, strict=True, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)  # a machine that is busy is no failure
        page.on("request", lambda asked: asked.url.startswith((url.split("/?")[0], "data:", "blob:")) or faults.append(asked.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append("dialog " + dialog.message), dialog.dismiss()))
        if strict:
            page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.goto(url)
        page.wait_for_selector("[data-ready]")
        page.wait_for_selector("#talk > *", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def ask():
    """Types a question, sends it, waits for the whole answer: its turn."""

    def asked(page, question):
        before = page.locator(".turn").count()
        page.fill("#q", question)
        page.press("#q", "Enter")
        page.wait_for_function(
            "n => document.querySelectorAll('.turn').length > n && !document.querySelector('[aria-busy=true]')", arg=before
        )
        return page.locator(".turn").last

    return asked
