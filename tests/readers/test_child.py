"""A parsed file costs at most its limits, and whatever happens to its parser is one error."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from time import monotonic

import pytest
from docx import Document

from bot.errors import SourceError
from bot.readers import Children, Limits, read_file
from tests.readers.made_pdf import Words, assembled, pdf

LIMITS = Limits()


def test_each_format_is_read_apart(tmp_path: Path) -> None:
    """html, docx and pdf come back from the child as they were read, with pages, encoding and the file's hash."""
    (tmp_path / "a.html").write_bytes("<meta charset=gbk><h1>标题</h1><p>这是在中国的一个正文。😀".encode("gb18030"))
    (tmp_path / "b.pdf").write_bytes(pdf([[Words(50, 100, "第一页。")], [Words(50, 100, "第二页。")]]))
    document = Document()
    document.add_paragraph("正文\U00020000")
    document.save(str(tmp_path / "c.docx"))
    page, paper, word = (read_file(tmp_path / name, tmp_path, LIMITS) for name in ("a.html", "b.pdf", "c.docx"))
    assert (page.text, page.encoding) == ("# 标题\n\n这是在中国的一个正文。😀\n", "gb18030")
    assert (paper.text, paper.pages, paper.encoding) == ("第一页。\n\n第二页。\n", (0, 6), "")
    assert word.text == "正文\U00020000\n"
    assert len(page.sha256) == 64


def refusal(path: Path, data: bytes, limits: Limits) -> str:
    """Why a file with this content is refused."""
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read_file(path, path.parent, limits)
    assert str(caught.value).startswith(f"{path.name}: ")
    return str(caught.value)


def test_time_is_limited(tmp_path: Path) -> None:
    """A file that takes too long is given up, and the limit named."""
    start = monotonic()
    assert "seconds" in refusal(tmp_path / "a.html", b"<p>a" * 5_000_000, Limits(seconds=0.3))
    assert monotonic() - start < 3


def test_memory_is_limited(tmp_path: Path) -> None:
    """A file that swells is given up."""
    message = refusal(tmp_path / "a.html", b"<p>abcdefg" * 1_000_000, Limits(memory_bytes=60_000_000))
    assert "memory" in message


def test_a_parser_that_crashes_is_one_error(tmp_path: Path) -> None:
    """A form that draws itself without end ends the child, not the program."""
    form = b"BT /F 10 Tf (hi) Tj ET /X Do /X Do /X Do"
    resources = b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    data = assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % resources,
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 500 500] %s /Length %d >>\nstream\n%s\nendstream" % (resources, len(form), form),
    ])  # fmt: skip
    refusal(tmp_path / "a.pdf", data, Limits(seconds=10, memory_bytes=300_000_000))


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A format whose parser does what the file says, as Python; its name."""
    code = "import bot.readers.html, os, sys, time\nbot.readers.html.read = lambda data, limits, encoding: eval(data)\n"
    code += "from bot.readers import Reading, values\nfrom bot.errors import SourceError\n"
    (tmp_path / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "html"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("os.kill(os.getpid(), 11)", "crashed"),
        ("os.kill(os.getpid(), 9)", "memory"),
        ("os.kill(os.getpid(), 24)", "seconds"),
        ("os._exit(3)", "code 3"),
        ("sys.exit()", "code 1"),
        ("bytes(10**12)", "takes more than"),
        ("time.sleep(9)", "seconds"),
        ("os._exit(0)", "no usable answer"),
        ("Reading('ab', (0, 9))", "no usable answer"),
        ("Reading('ab', (1, 0))", "no usable answer"),
        ("Reading(1)", "no usable answer"),
        ("Reading('ab', encoding={1})", "damaged"),
        ("(lambda: (_ for _ in ()).throw(SourceError('the reason')))().__next__()", "the reason"),
        ("1/0", "damaged, or not html .ZeroDivisionError: division by zero"),
        ("open('/dev/null').read(1) / os.remove('none')", "damaged"),
    ],
)
def test_however_a_parser_ends_it_is_one_line_and_the_next_file_is_read(strange: str, file: str, reason: str) -> None:
    """A parser that dies, or answers something else than a reading, is an error with a reason; its process serves the next file."""
    with Children() as children:
        with pytest.raises(SourceError, match=reason):
            children.read(strange, file.encode(), Limits(seconds=1))
        assert children.read(strange, b"Reading('ab')", LIMITS).text == "ab"
        assert len(children._all) == 1


def test_nothing_of_one_file_reaches_the_next(strange: str) -> None:
    """What a parser does to itself, its memory or its limits ends with its file."""
    with Children() as children:
        before = [children.read(strange, b"Reading(str(os.getppid()))", LIMITS).text]
        for file in ("globals().update(swollen=bytes(10**8))", "sys.modules.clear()", "os.close(1)", "os.environ.clear()"):
            with pytest.raises(SourceError):
                children.read(strange, file.encode(), LIMITS)
        before.append(children.read(strange, b"Reading(str(os.getppid()))", LIMITS).text)
        size = "Reading([row for row in open('/proc/self/status') if row.startswith('VmSize')][0])"
        sizes = {children.read(strange, size.encode(), LIMITS).text for _ in range(3)} if Path("/proc/self/status").exists() else {""}
        state = children.read(strange, b"Reading(f\"{'swollen' in globals()} {len(os.environ) > 0} {'json' in sys.modules}\")", LIMITS).text
    assert before[0] == before[1]
    assert len(sizes) == 1
    assert state == "False True True"


def test_a_process_that_is_ended_from_outside_is_started_again(strange: str) -> None:
    """Idle or at work, it costs no file; a program that cannot be started is one error."""
    with Children() as children:
        for _ in range(2):
            parent = int(children.read(strange, b"Reading(str(os.getppid()))", LIMITS).text)
            os.kill(parent, signal.SIGKILL)
        assert children.read(strange, b"Reading('ab')", LIMITS).text == "ab"
        with pytest.raises(SourceError, match="ended from outside"):
            children.read(strange, b"os.kill(os.getppid(), 9) or time.sleep(0.1) or os._exit(0)", LIMITS)


@pytest.mark.parametrize(("program", "reason"), [("/no/such/program", "no process could be started"), ("/bin/false", "does not start")])
def test_no_process_is_one_error(monkeypatch: pytest.MonkeyPatch, program: str, reason: str) -> None:
    """Where Python cannot be started, the file is refused with a reason."""
    monkeypatch.setattr(sys, "executable", program)
    with Children() as children, pytest.raises(SourceError, match=reason):
        children.read("html", b"<p>a", LIMITS)


def test_threads_read_side_by_side_and_all_ends_at_once(strange: str) -> None:
    """Two threads have a process each; at the end of the `with` none is left, and who still waits gets an error."""
    with ThreadPoolExecutor(2) as hands, Children() as children:
        pids = list(hands.map(lambda _: children.read(strange, b"time.sleep(0.2) or Reading(str(os.getppid()))", LIMITS).text, range(2)))
        waiting = [hands.submit(children.read, strange, b"time.sleep(15)", LIMITS) for _ in range(2)]
        wait(waiting, timeout=0.2)
        start = monotonic()
    assert monotonic() - start < 10
    assert len({*pids}) == 2
    for one in waiting:
        with pytest.raises(SourceError, match="was not read"):
            one.result()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


def test_modules_of_the_current_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of strangers' files that holds lxml.py or bot/ runs nothing, even as the current folder."""
    (tmp_path / "bot").mkdir()
    for name in ("lxml.py", "json.py", "encodings.py", "bot/__init__.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.html").write_text("<p>正文")
    assert read_file(tmp_path / "a.html", tmp_path, LIMITS).text == "正文\n"
    assert not (tmp_path / "ran").exists()


def test_the_child_imports_only_what_its_format_needs() -> None:
    """Reading HTML loads neither the Word nor the PDF library, and the program itself loads no parser at all."""
    code = "import sys, bot.readers.html; print([name for name in ('docx', 'pypdfium2', 'gradio', 'jieba') if name in sys.modules])"
    assert run(code) == "[]"
    assert run("import sys, bot.readers; print([name for name in ('lxml', 'docx', 'pypdfium2') if name in sys.modules])") == "[]"


def run(code: str) -> str:
    """What a fresh Python prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_child_cannot_write_files(tmp_path: Path) -> None:
    """A parser that is taken over can put nothing on the disk."""
    code = (
        "from bot.readers.__main__ import _confine; from bot.readers import Limits; _confine(Limits())\n"
        f"try:\n    open({str(tmp_path / 'x')!r}, 'w').write('a')\nexcept OSError as error: print('refused')"
    )
    assert run(code) in {"refused", ""}
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0
