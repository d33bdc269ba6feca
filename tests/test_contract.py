"""What other programs rely on: docs/architecture.md, "The contract", against contract.schema.json."""

import hashlib
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot import cli
from bot.schema import Span, check_spans

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
SCHEMA = json.loads((Path(__file__).parent / "contract.schema.json").read_text("utf-8"))
BATCH = [
    {"id": 1, "question": "石家庄生物医药产业2023年营业收入是多少？"},
    {"id": "two", "question": "What can you do?"},
    {"id": 3, "question": "火星上有多少只企鹅？"},
    {"id": None, "question": "   "},
    {"id": 5, "turns": ["赵建林是什么职务？", "他还说了什么？"]},
    {"id": 6, "question": "长" * 2001},
]


def valid(kind, value):
    """The value, once it fits the contract."""
    Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{kind}"}).validate(value)
    return value


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One home for the tests of this file, so that the five pages are indexed once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def wenju(home, tmp_path, monkeypatch, capfd):
    """Runs the command line; returns its exit code, what it printed, what it said on stderr."""
    monkeypatch.setenv("WENJU_HOME", str(home))
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        capfd.readouterr()
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def answers(wenju, tmp_path):
    """The answers to BATCH, turns unfolded, and the exit code."""
    (tmp_path / "batch.jsonl").write_text("\n".join(json.dumps(line) for line in BATCH), "utf-8")
    code, printed, _ = wenju("ask", "--sources", SEEDS, "--batch", "batch.jsonl")
    assert code == 0
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [line["id"] for line in lines] == [line["id"] for line in BATCH]
    return [turn for line in lines for turn in (valid("conversation", line)["turns"] if "turns" in line else [valid("answer", line)])]


def test_answers_fit_the_schema_and_quote_the_files(answers):
    """Answers to all sorts of input have the contract's form; each quote is the slices of its file, and the file is named by its hash."""
    assert {answer["status"] for answer in answers} == {"answered", "no_answer", "chat", "refused"}
    for answer in answers:
        assert "".join(segment["text"] for segment in answer["segments"]) == answer["answer"]
        assert bool(answer["citations"]) == (answer["status"] == "answered")
        assert (answer["confidence"] is None) == (answer["status"] in {"chat", "refused"})
        quotes = {citation["n"]: citation["quote"] for citation in answer["citations"]}
        assert all(segment["text"] in quotes[segment["n"]] for segment in answer["segments"] if segment["n"])
        for citation in answer["citations"]:
            data = (SEEDS / citation["source"]).read_bytes()
            text, spans = data.decode("utf-8-sig"), [Span(*span) for span in citation["spans"]]
            assert citation["sha256"] == hashlib.sha256(data).hexdigest()
            assert check_spans(text, spans)
            assert bare("".join(text[start:end] for start, end in spans)) == bare(citation["quote"])
            assert citation["line"] == text.count("\n", 0, spans[0].start) + 1
        for passage in answer["passages"]:
            assert sum(passage["why"].values()) == pytest.approx(1, abs=1e-4)


def bare(text):
    return re.sub(r"\s", "", text)


def test_the_same_question_gets_the_same_answer(wenju):
    """Two answers to one question are equal byte for byte, times aside, also from an index made anew."""
    said = []
    for home in ("one", "two"):
        code, printed, _ = wenju("ask", "--home", home, "--json", "鹿泉区有哪些产业？")
        assert code == 0
        said.append({**json.loads(printed), "timing_ms": None})
    assert json.dumps(said[0]) == json.dumps(said[1])


def test_a_broken_batch_line_is_an_error_line_and_the_rest_goes_on(wenju, tmp_path):
    """Lines that are no question are answered by an error with their id; the exit code says 2."""
    lines = [
        '{"id": 1, "question": "数字经济"}',
        "{",
        '{"id": 3}',
        '{"id": 4, "turns": []}',
        '["a"]',
        '{"id": 6, "question": 7}',
        '{"id": 7, "question": "你好"}',
    ]
    (tmp_path / "batch.jsonl").write_text("\n".join(lines), "utf-8")
    code, printed, _ = wenju("ask", "--batch", "batch.jsonl")
    replies = [json.loads(line) for line in printed.splitlines()]
    assert code == 2
    assert [reply.get("id") for reply in replies] == [1, None, 3, 4, None, 6, 7]
    assert ["error" in reply for reply in replies] == [False, True, True, True, True, True, False]
    for reply in replies:
        valid("error" if "error" in reply else "answer", reply)


def test_search_gives_k_passages(wenju):
    """`search -k 3 --json` prints three passages, best first."""
    code, printed, _ = wenju("search", "-k", "3", "--json", "生物医药")
    passages = valid("search", json.loads(printed))["passages"]
    assert (code, [passage["rank"] for passage in passages]) == (0, [1, 2, 3])
    assert passages == sorted(passages, key=lambda passage: -passage["score"])


def test_inspect_puts_every_character_in_one_paragraph(wenju):
    """`inspect --json` prints one object a file in which every non-space character stands in exactly one paragraph."""
    files = sorted(SEEDS.iterdir())
    code, printed, _ = wenju("inspect", "--json", *files)
    assert code == 0
    for file, line in zip(files, printed.splitlines(), strict=True):
        articles = valid("inspection", json.loads(line))["articles"]
        text = file.read_text("utf-8-sig")
        places = Counter(at for article in articles for p in article["paragraphs"] for start, end in p["spans"] for at in range(start, end))
        assert set(places.values()) == {1}
        assert all(at in places for at, character in enumerate(text) if not character.isspace())


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "--sources", "nowhere", "石家庄"],
        ["ask", "--engine", "nonesuch", "石家庄"],
        ["ask", ""],
        ["ask", "长" * 10_000],
        ["ask"],
        ["ask", "--batch", "nowhere.jsonl"],
        ["ask", "--config", "nowhere.yaml", "石家庄"],
        ["search", "-k", "none", "石家庄"],
        ["search", ""],
        ["inspect", "nowhere.txt"],
        ["serve", "--port", "99999"],
        ["nonesuch"],
        [],
    ],
    ids=" ".join,
)
def test_unusable_input_is_one_line_and_exit_code_2(wenju, arguments):
    """What can't be used is said in one line on stderr, without a traceback, and the exit code is 2."""
    code, _, said = wenju(*arguments)
    lines = [line for line in said.splitlines() if line.startswith("wenju: ")]
    assert (code, len(lines)) == (2, 1)
    assert "Traceback" not in said


def test_an_unknown_key_is_an_error(wenju, tmp_path, monkeypatch):
    """A misspelt key in wenju.yaml or in the environment is named, with its place."""
    (tmp_path / "wenju.yaml").write_text("engine: auto\nsurces: papers\n", "utf-8")
    code, _, said = wenju("ask", "石家庄")
    assert code == 2
    assert "wenju.yaml:2: surces" in said
    (tmp_path / "wenju.yaml").unlink()
    monkeypatch.setenv("WENJU_SURCES", "papers")
    code, _, said = wenju("ask", "石家庄")
    assert code == 2
    assert "WENJU_SURCES" in said


def test_an_empty_folder_is_said(wenju, tmp_path):
    """Over an empty folder a question is not answered and nothing breaks."""
    (tmp_path / "empty").mkdir()
    code, printed, said = wenju("ask", "--sources", "empty", "石家庄有多少人？")
    assert code in {0, 2}
    assert printed.strip() or said.strip()
    assert "Traceback" not in said


def test_nothing_is_written_under_the_sources(wenju, tmp_path):
    """Indexing and asking leave the folder of documents as it was."""
    shutil.copytree(SEEDS, tmp_path / "papers")
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in (tmp_path / "papers").rglob("*")}
    assert wenju("index", "--sources", "papers")[0] == 0
    assert wenju("ask", "--sources", "papers", "石家庄生物医药产业2023年营业收入是多少？")[0] == 0
    assert {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in (tmp_path / "papers").rglob("*")} == before


def test_a_dash_begins_a_question_after_two(wenju):
    """`--` ends the options, so a question may begin with a dash."""
    code, printed, _ = wenju("ask", "--json", "--", "--石家庄")
    assert (code, json.loads(printed)["question"]) == (0, "--石家庄")
