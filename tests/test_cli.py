"""The contract: commands, JSON, exit codes, and one line for whatever goes wrong."""

import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).parent.parent
NAMES = ("serve", "index", "ask", "search", "inspect", "eval", "check", "doctor")
REVENUE = "石家庄生物医药产业2023年营业收入是多少？"


@pytest.fixture
def run(capsys):
    """Run a command in this process: its exit code, standard output and standard error."""

    def command(*arguments):
        try:
            code = main(list(map(str, arguments)))
        except SystemExit as done:
            code = done.code
        out, err = capsys.readouterr()
        return code, out, without_progress(err)

    return command


@pytest.fixture
def papers(tmp_path):
    """A small folder of documents."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "library.txt").write_text("县图书馆3月5日开馆，藏书12万册。\n\n馆长陈一山说，周末也开放。\n", "utf-8")
    (folder / "stadium.txt").write_text("县体育馆4月1日启用，有座位3000个。\n", "utf-8")
    return folder


def without_progress(err):
    """Standard error without the lines of progress that work of over a second prints."""
    return "".join(line for line in err.splitlines(keepends=True) if not re.match(r"\w+: file [\d,]+ of [\d,]+, ", line))


def one_line(text):
    """Whether a text is a single line that says more than a word."""
    return text.count("\n") == 1 and len(text) > 20 and "Traceback" not in text


def test_ask_prints_the_answer_and_where_it_stands(run):
    """Quote, mark, source and line."""
    code, out, err = run("ask", REVENUE)
    assert (code, err) == (0, "")
    assert "1078.6亿元" in out
    assert "[1] " in out
    assert ".txt · line " in out


@pytest.mark.parametrize("question", ["", "。。。", "问" * 10_000])
def test_an_unusable_question_is_refused_and_ends_with_2(run, question):
    """The answer is still printed as JSON; one line says why."""
    code, out, err = run("ask", "--json", question)
    answer = json.loads(out)
    assert (code, answer["status"]) == (2, "refused")
    assert one_line(err)


def test_a_batch_answers_every_line_in_order(run, tmp_path):
    """Ids are kept, turns are one conversation, an empty question is refused without failing the batch."""
    batch = tmp_path / "batch.jsonl"
    rows = [{"id": 7, "question": REVENUE}, {"id": "t", "turns": [REVENUE, "2022年呢？"]}, {"id": "e", "question": ""}]
    batch.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    code, out, err = run("ask", "--batch", batch)
    answers = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [answer["id"] for answer in answers] == [7, "t", "e"]
    assert "855亿元" in answers[1]["turns"][1]["citations"][0]["quote"]
    assert answers[2]["status"] == "refused"


def test_a_batch_line_may_name_what_was_asked_before(run, tmp_path):
    """`history` is the HTTP API's: the questions before; one that is no list is an error line."""
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"question": "2022年呢？", "history": [REVENUE]}) + '\n{"question": "a", "history": "b"}\n', "utf-8")
    code, out, _ = run("ask", "--batch", batch)
    answer, error = map(json.loads, out.splitlines())
    assert (code, error["code"]) == (2, "question")
    assert "855亿元" in answer["citations"][0]["quote"]


def test_a_file_in_place_of_a_folder_is_named(run, tmp_path):
    """Who names a document as the folder of sources is told that it is one."""
    (tmp_path / "a.txt").write_text("x", "utf-8")
    code, _, err = run("index", "--sources", tmp_path / "a.txt")
    assert (code, "a file, not a folder" in err) == (2, True)


def test_a_batch_can_be_piped(run, monkeypatch):
    """`--batch -` reads standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"id": 1, "question": "你好"}\n'))
    code, out, _ = run("ask", "--batch", "-")
    assert (code, json.loads(out)["status"]) == (0, "chat")


def test_inspect_shows_a_person_articles_and_kinds(run):
    """Without --json: headline, kind, line numbers."""
    code, out, _ = run("inspect", next((ROOT / "seeds").iterdir()))
    assert code == 0
    assert "-- " in out
    assert " byline " in out


def test_index_counts_what_it_did_and_does_nothing_twice(run, papers, tmp_path):
    """The summary; a second run adds nothing; --rebuild reads all again; nothing is written under the sources."""
    before = sorted(papers.rglob("*"))
    place = ("--sources", papers, "--index", tmp_path / "index")
    assert "2 documents added" in run("index", *place)[1]
    assert "0 documents added" in run("index", *place)[1]
    assert "2 documents added" in run("index", "--rebuild", *place)[1]
    assert sorted(papers.rglob("*")) == before
    code, out, _ = run("ask", "--index", tmp_path / "index", "图书馆藏书多少册？")
    assert code == 0
    assert "12万册" in out
    assert run("check", "--index", tmp_path / "index")[0] == 0


def test_a_file_that_is_no_text_is_skipped_by_name(run, papers, tmp_path):
    """One `skipped:` line; the rest is indexed."""
    (papers / "photo.txt").write_bytes(bytes(range(256)) * 20)
    code, out, err = run("index", "--sources", papers, "--index", tmp_path / "index")
    lines = [line for line in err.splitlines() if line.startswith("skipped:")]
    assert code == 0
    assert "2 files" in out
    assert len(lines) == 1
    assert "photo.txt" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask", "--sources", "{no}", "问"], 2),
        (["ask", "--sources", "{empty}", "问"], 2),
        (["ask", "--index", "{no}", "问"], 4),
        (["check", "--index", "{empty}"], 4),
        (["ask", "--engine", "nothing", "问"], 2),
        (["ask", "--config", "{no}", "问"], 2),
        (["ask", "--batch", "{no}"], 2),
        (["ask"], 2),
        (["ask", "问", "--batch", "{no}"], 2),
        (["asks"], 2),
        ([], 2),
        (["search", "-k", "0", "问"], 2),
        (["search", "   "], 2),
        (["inspect", "{no}"], 2),
        (["inspect", "{empty}"], 2),
        (["index", "--sources", "{long}"], 2),
        (["ask", "--home", "{long}", "问"], 2),
        (["ask", "--index", "{long}", "问"], 2),
        (["ask", "--config", "{nul}", "问"], 2),
        (["index", "--sources", "{papers}", "--index", "{papers}/index"], 2),
        (["index", "--sources", "{papers}", "--home", "{papers}/home"], 2),
        (["serve", "--host", "300.300.300.300"], 2),
        (["serve", "--port", "99999"], 2),
        (["eval", "--questions", "{no}"], 2),
    ],
)
def test_whatever_goes_wrong_is_one_line_and_an_exit_code(run, tmp_path, arguments, code):
    """What, where, what state remains; the code of the contract; never a traceback."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("县图书馆藏书12万册。\n", "utf-8")
    (tmp_path / "nul.yaml").write_text('home: "a\\0b"\n', "utf-8")
    places = {
        "nul": tmp_path / "nul.yaml",
        "no": tmp_path / "no",
        "empty": tmp_path / "empty",
        "papers": tmp_path / "papers",
        "long": "a" * 5000,
    }
    got, out, err = run(*(argument.format(**places) for argument in arguments))
    assert (got, out) == (code, "")
    assert one_line(err), err
    assert [file.name for file in (tmp_path / "papers").iterdir()] == ["a.txt"]


def test_an_index_may_lie_in_a_hidden_folder_below_the_sources(run, papers):
    """What is hidden is no source, as the data folder below one's own home folder."""
    assert run("index", "--sources", papers, "--index", papers / ".data" / "index")[0] == 0


def test_inspect_names_the_file_as_it_was_named(run, tmp_path):
    """The whole path, not its last part."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "empty.txt").touch()
    for name in (tmp_path / "no.txt", tmp_path / "papers", tmp_path / "papers" / "empty.txt"):
        assert run("inspect", name)[2].startswith(f"wenju: {name}: ")


def test_an_unknown_key_and_a_broken_prompts_file_are_named(run, tmp_path):
    """File, line and key."""
    settings = tmp_path / "wenju.yaml"
    settings.write_text("k: 3\nfolder: x\n", "utf-8")
    code, _, err = run("ask", "--config", settings, "问")
    assert code == 2
    assert "wenju.yaml:2: folder" in err
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    for lang in ("zh", "en"):
        (prompts / f"{lang}.yaml").write_bytes((ROOT / "prompts" / f"{lang}.yaml").read_bytes())
    with (prompts / "en.yaml").open("a", encoding="utf-8") as file:
        file.write("extra: 1\n")
    settings.write_text(f"prompts: {prompts}\n", "utf-8")
    code, _, err = run("ask", "--config", settings, "问")
    assert code == 2
    assert "en.yaml" in err
    assert "extra" in err


def test_settings_come_from_option_then_environment_then_file(run, tmp_path, monkeypatch):
    """Each over the next."""
    settings = tmp_path / "wenju.yaml"
    settings.write_text("k: 2\n", "utf-8")
    count = lambda *more: len(json.loads(run("search", "--json", "--config", settings, *more, "产业")[1])["passages"])  # noqa: E731
    assert count() == 2
    monkeypatch.setenv("WENJU_K", "4")
    assert count() == 4
    assert count("-k", "3") == 3


def test_a_damaged_index_is_named_with_its_mend(run, papers, tmp_path):
    """A flipped byte: code 5, or the answer is unharmed; and `check` finds it."""
    index = tmp_path / "index"
    run("index", "--sources", papers, "--index", index)
    (segment,) = index.glob("segments/*/segment")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 0xFF
    segment.chmod(0o644)
    segment.write_bytes(data)
    code, _, err = run("check", "--index", index)
    assert code == 5
    assert one_line(err)
    assert "--rebuild" in err


def test_a_port_in_use_is_said_before_anything_is_loaded(run):
    """Code 2, which address, what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = run("serve", "--port", taken.getsockname()[1])
    assert code == 2
    assert one_line(err)


def test_help_names_every_option_with_its_default(run):
    """Of the program and of each command."""
    code, out, _ = run("--help")
    assert code == 0
    for name in (*NAMES, "feedback"):
        assert name in out
    for name in (*NAMES, "feedback list", "feedback export", "feedback delete"):
        code, text, _ = run(*name.split(), "--help")
        assert code == 0
        entries = re.split(r"\n  (?=-)", text)[1:]
        assert all("(default: " in entry or entry.startswith("-h") or name == "eval" for entry in entries), entries


def test_interrupting_ends_with_130_and_one_line(papers, tmp_path):
    """Ctrl-C while the page is served."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--batch", "-", "--home", tmp_path / "home"],
        cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a background job inherits it ignored
    )  # fmt: skip
    process.stdin.write('{"id": 1, "question": "你好"}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["status"] == "chat"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert one_line(without_progress(err))


def test_a_closed_pipe_is_no_error(tmp_path):
    """`wenju ask ... | head -0`."""
    done = subprocess.run(
        f"{sys.executable} -m bot search --home {tmp_path} 产业 | head -c 1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert without_progress(done.stderr) == ""


def test_eval_prints_figures_and_what_was_missed(run, papers, tmp_path):
    """One line a figure, one a miss; --figures leaves the misses out, so that questions held back stay unseen."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "a", "question": "县图书馆藏书多少册？", "answers": ["99万册"]}\n', "utf-8")
    place = ("--sources", papers, "--index", tmp_path / "index", "--questions", questions)
    code, out, _ = run("eval", *place)
    assert code == 0
    assert "miss: a 县图书馆藏书多少册？" in out
    code, out, _ = run("eval", "--figures", *place)
    assert code == 0
    assert "answered" in out
    assert "miss" not in out


def test_an_index_of_another_format_is_made_anew_where_it_is_our_own(run, papers, tmp_path, monkeypatch):
    """After an upgrade the index below the home folder is rebuilt without a word; one that was named is refused with its mend."""
    home, index, question = tmp_path / "home", tmp_path / "index", "县图书馆藏书多少册？"
    monkeypatch.setattr("bot.provenance.rules", lambda: "older")
    assert run("index", "--sources", papers, "--home", home)[0] == run("index", "--sources", papers, "--index", index)[0] == 0
    monkeypatch.undo()
    code, out, _ = run("ask", "--sources", papers, "--home", home, question)
    assert code == 0
    assert "12万册" in out
    for place in (["--index", index], ["--sources", papers, "--index", index]):
        code, out, err = run("ask", *place, question)
        assert (code, out) == (6, "")
        assert one_line(err)
        assert "--rebuild" in err
