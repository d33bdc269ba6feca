"""The command line. Reads arguments, calls the bot, prints; every error is one line on stderr and an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from bot import __version__, render, streams
from bot.config import Settings
from bot.errors import BotError, DamagedIndex, QuestionError, StoreError, printable
from bot.streams import say

if TYPE_CHECKING:
    from bot.bot import Bot
    from bot.index import Step
    from bot.schema import Lang


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code of the contract."""
    streams.ready()
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except BotError as error:
        sys.stderr.write(f"wenju: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("wenju: interrupted; what was finished before is kept\n")
        return 130
    except BrokenPipeError:
        streams.silence()
        return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.exit(2, f"wenju: {message}; nothing was changed; see `{self.prog} --help`\n")


def _parser() -> argparse.ArgumentParser:
    defaults = Settings(home=Path("(the platform's data folder)"))
    common = _Parser(add_help=False)
    add = common.add_argument_group("common options").add_argument
    add("--sources", metavar="DIR", help="folder of documents (default: the five pages of seeds/)")
    add("--index", metavar="DIR", help="folder of the index (default: below the home folder)")
    add("--engine", metavar="NAME", help=f"search engine (default: {defaults.engine})")
    add("--config", metavar="FILE", type=Path, help="settings file (default: wenju.yaml, where there is one)")
    add("--home", metavar="DIR", help="index, uploads, feedback and logs (default: the platform's data folder)")
    parser = _Parser(prog="wenju", description="Ask a folder of documents, and get the evidence.")
    parser.add_argument("--version", action="version", version=f"wenju {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)
    command = partial(_command, commands, common)
    sub = command("serve", serve, "the chat page and the HTTP API")
    sub.add_argument("--host", metavar="H", help=f"address to listen on (default: {defaults.host})")
    sub.add_argument("--port", metavar="P", help=f"port to listen on, 0 for a free one (default: {defaults.port})")
    sub.add_argument("--public-read", action="store_true", default=None, help="let anyone who reaches the port ask and read (default: no)")
    sub = command("index", index, "build the index or bring it up to date")
    sub.add_argument("--rebuild", action="store_true", help="read every file again (default: only what changed)")
    sub = command("ask", ask, "answer a question with citations")
    sub.add_argument("question", nargs="?", metavar="QUESTION", help="the question, or -- before one that begins with a dash")
    sub.add_argument("--json", action="store_true", help="print the answer as one JSON object (default: text)")
    sub.add_argument("--lang", choices=["zh", "en"], help="language of the bot's own words (default: the question's)")
    sub.add_argument("--batch", metavar="FILE", help="JSON lines in, JSON lines out, same order; - reads standard input (default: none)")
    sub = command("search", search, "find passages, without an answer")
    sub.add_argument("query", metavar="QUERY", help="what to look for")
    sub.add_argument("-k", metavar="N", help=f"how many passages (default: {defaults.k})")
    sub.add_argument("--json", action="store_true", help="print JSON (default: text)")
    sub = command("inspect", inspect, "show how files are read: articles, paragraphs, kinds, spans")
    sub.add_argument("files", nargs="+", metavar="FILE", help="file to read; - reads standard input")
    sub.add_argument("--json", action="store_true", help="print one JSON object a file (default: coloured text)")
    sub = command("eval", evaluate, "quality on your own questions")
    sub.add_argument(
        "--questions",
        metavar="FILE",
        type=Path,
        required=True,
        help="YAML or JSON lines, each with `question` and `answers`, or a folder of such files",
    )
    sub.add_argument("--report", metavar="FILE", type=Path, help="write a Markdown report, and its plot beside it (default: none)")
    sub.add_argument("--json", action="store_true", help="print the figures as JSON (default: text)")
    sub.add_argument("--figures", action="store_true", help="print the figures alone, for questions held back (default: the misses too)")
    _feedback_parser(commands, common)
    command("check", check, "verify every file of the index")
    command("doctor", doctor, "versions, engine, tokeniser, limits, rights, disk: what a bug report needs")
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser], common: _Parser, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> _Parser:
    """One more command, with the common options."""
    sub = commands.add_parser(name, parents=[common], help=text, description=text[0].upper() + text[1:] + ".")
    sub.set_defaults(run=run)
    return sub


def _feedback_parser(commands: argparse._SubParsersAction[_Parser], common: _Parser) -> None:
    text = "what people said about answers: list, export as tests, delete"
    group = commands.add_parser("feedback", help=text, description=text[0].upper() + text[1:] + ".")
    kinds = group.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)
    command = partial(_command, kinds, common)
    sub = command("list", list_feedback, "what was said, newest first")
    sub.add_argument("--json", action="store_true", help="print JSON lines, with the answers (default: text)")
    sub = command("export", export_feedback, "write questions that `wenju eval --questions` reads")
    sub.add_argument("file", metavar="FILE", help="file of JSON lines to make; - writes to standard output")
    sub.add_argument("ids", metavar="ID", type=int, nargs="*", help="only these (default: all)")
    right = sub.add_mutually_exclusive_group()
    right.add_argument(
        "--answer", metavar="TEXT", action="append", help="what a right answer to the one ID holds (default: a helpful one's)"
    )
    right.add_argument("--refuse", action="store_true", help="the right answer to the one ID is no (default: to be filled in)")
    sub = command("delete", delete_feedback, "remove for good")
    sub.add_argument("ids", metavar="ID", type=int, nargs="*", help="these (default: none)")
    sub.add_argument("--all", action="store_true", help="all of them (default: only the IDs)")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings of a command line."""
    known = ("sources", "index", "engine", "home", "host", "port", "public_read", "k")
    return Settings.load({key: getattr(options, key, None) for key in known}, config=options.config)


def _open(options: argparse.Namespace) -> Bot:
    from bot.bot import Bot  # noqa: PLC0415 - help and usage errors come at once

    return Bot.open(settings_of(options), _Progress())


_TELLING = 3.0
"""Seconds of work that tell how fast it goes; before, the first files' parsers are still starting."""


class _Progress:
    """Stage, share, speed and time left on stderr, for work over a second: rewritten in place on a terminal, else every ten seconds."""

    def __init__(self) -> None:
        self.shown = monotonic()
        self.begun: tuple[float, int] | None = None  # when the first text was done: dictionary and parsers are loaded by then
        self.wait = 1.0  # work of less than a second says nothing

    def __call__(self, step: Step) -> None:
        now = monotonic()
        start, before = self.begun = self.begun or (now, step.done)
        if now - self.shown < self.wait:
            return
        self.shown, self.wait = now, 0.2 if sys.stderr.isatty() else 10.0
        size = f"{step.done / 1e6:.1f} of {step.total / 1e6:.1f} MB"
        line = f"{step.stage}: file {step.file:,} of {step.files:,}, {size}, {step.chunks:,} passages"
        done = step.done - before
        if now - start > _TELLING and done > 0.01 * step.total:
            speed = done / (now - start)
            line += f", {speed / 1e6:.2f} MB/s" + (f", {(step.total - step.done) / speed:.0f} s left" if step.done < step.total else "")
        sys.stderr.write(f"\r\x1b[K{line}" + ("\n" if step.stage == "writing" else "") if sys.stderr.isatty() else line + "\n")
        sys.stderr.flush()


def serve(options: argparse.Namespace) -> int:
    """`wenju serve`."""
    from bot import web  # noqa: PLC0415 - Gradio is only loaded here

    web.serve(settings_of(options), _Progress())
    return 0


def index(options: argparse.Namespace) -> int:
    """`wenju index`."""
    from bot.bot import build_index  # noqa: PLC0415

    summary = build_index(settings_of(options), rebuild=options.rebuild, progress=_Progress())
    for skipped in summary.skipped:
        sys.stderr.write(f"skipped: {skipped}\n")
    say(
        f"{summary.files} files, {summary.articles} articles, {summary.chunks} chunks, {len(summary.skipped)} skipped; "
        f"{summary.added} documents added, {summary.removed} removed; generation {summary.generation}, engine {summary.engine}"
    )
    return 0


def ask(options: argparse.Namespace) -> int:
    """`wenju ask`."""
    if (options.question is None) == (options.batch is None):
        raise QuestionError("ask takes a QUESTION or --batch FILE, one of them; nothing was changed; see `wenju ask --help`")
    if options.batch is not None:
        return _batch(_open(options), options.batch, options.lang)
    bot = _open(options)
    answer = bot.ask(streams.typed(options.question), lang=options.lang)
    say(render.answer_json(answer, bot.settings.k) if options.json else render.answer_text(answer))
    if answer.status == "refused":
        raise QuestionError("the question cannot be used: " + answer.text)
    return 0


def _batch(bot: Bot, name: str, lang: Lang | None) -> int:
    """Answer each line; a broken one gives an error line, the rest goes on. 2 if any line was broken."""
    broken = False
    for number, line in enumerate(streams.lines(name), 1):
        if not line.strip():
            continue
        row: dict[str, Any] = {}
        try:
            row = _row(line, number)
            turns = _turns(row, number)
            asked = range(len(turns)) if "turns" in row else [len(turns) - 1]
            answers = [render.answer_json(bot.ask(turns[at], turns[:at], lang), bot.settings.k, row.get("id")) for at in asked]
            reply = {"id": row.get("id"), "turns": answers} if "turns" in row else answers[0]
        except QuestionError as error:
            broken = True
            reply = {"id": row.get("id"), "error": str(error), "code": error.code}
        say(reply)
    return 2 if broken else 0


def _row(line: str, number: int) -> dict[str, Any]:
    """The object of a batch line."""
    try:
        row = streams.parsed(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"line {number}: not JSON ({error}); the other lines are answered") from error
    if not isinstance(row, dict):
        raise QuestionError(f"line {number}: not an object; the other lines are answered")
    return row


def _turns(row: dict[str, Any], number: int) -> list[str]:
    """The questions of a batch line: one and those before it, or all those of a conversation."""
    before = row.get("history", [])
    turns = row["turns"] if "turns" in row else [*before, row.get("question")] if isinstance(before, list) else None
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise QuestionError(
            f'line {number}: expected "question": text (and "history": [text, ...]) or "turns": [text, ...]; the other lines are answered'
        )
    return turns


def search(options: argparse.Namespace) -> int:
    """`wenju search`."""
    bot = _open(options)
    query = streams.typed(options.query)
    if not query.strip():
        raise QuestionError("the query is empty; nothing was changed; write a word to look for")
    hits = bot.search(query)
    say({"query": query, "passages": render.passages_json(hits)} if options.json else render.hits_text(hits))
    return 0


def inspect(options: argparse.Namespace) -> int:
    """`wenju inspect`."""
    from bot import inspection  # noqa: PLC0415
    from bot.library import limits_of  # noqa: PLC0415

    settings = settings_of(options)
    limits = limits_of(settings)
    for name in options.files:
        data = sys.stdin.buffer.read() if name == "-" else None
        source, text = inspection.read(Path(name), limits, settings.encoding, data)
        articles = inspection.articles_of(text)
        say(
            inspection.layout_json(source, articles)
            if options.json
            else inspection.layout_text(source, text, articles, colour=sys.stdout.isatty())
        )
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """`wenju eval`."""
    from bot import evaluate as quality  # noqa: PLC0415
    from bot import report as told  # noqa: PLC0415

    questions = quality.read_questions(options.questions)
    for name in (question.id for question in questions if question.todo):
        sys.stderr.write(f"skipped: {printable(name)}: fill in `answers`, or take `todo` out if the right answer is no\n")
    bot = _open(options)
    report = quality.evaluate(questions, bot.ask, bot.document, bot.library.documents)
    for question, why in report.astray:
        sys.stderr.write(f"skipped: {printable(question.id)}: {why}; mend the question, or index the documents it is about\n")
    if options.report:
        plot = options.report.with_suffix(".svg")
        try:
            plot.write_text(told.svg(report), "utf-8")
            options.report.write_text(told.markdown(report, plot.name), "utf-8")
        except OSError as error:
            raise StoreError(f"{printable(str(options.report))}: cannot be written ({error.strerror}); no report was made") from error
    if options.json:
        say({name: {"percent": round(value, 2), "questions": count} for name, (value, count) in report.figures.items()})
        return 0
    say(told.table(report))
    for one, why in () if options.figures else told.misses(report):
        say(render.visible(told.line(one, why)))
    return 0


def list_feedback(options: argparse.Namespace) -> int:
    """`wenju feedback list`."""
    from bot.feedback import Feedback  # noqa: PLC0415

    found = Feedback.under(settings_of(options).home).all()
    if not found:
        sys.stderr.write("no answer has been judged yet: below each answer on the page there are 有用 and 没用\n")
    for one in found:
        reason = f" ({printable(one.reason)})" if one.reason else ""
        say(asdict(one) if options.json else f"{one.id}  {one.at}  {one.verdict}{reason}  {printable(one.question)}")
    return 0


def export_feedback(options: argparse.Namespace) -> int:
    """`wenju feedback export`: never over an existing file, which may hold answers that the owner filled in."""
    from bot.feedback import Feedback, as_question  # noqa: PLC0415

    rows = {one.id: one for one in reversed(Feedback.under(settings_of(options).home).all())}
    if unknown := [number for number in options.ids if number not in rows]:
        raise QuestionError(f"feedback {unknown[0]}: there is none; nothing was written; `wenju feedback list` shows them")
    answers = [] if options.refuse else options.answer
    if answers is not None and len(options.ids) != 1:
        raise QuestionError("--answer and --refuse are about one ID; nothing was written; name it after FILE")
    made = [as_question(rows[number], answers) for number in options.ids or rows]
    if options.file == "-":
        for row in made:
            say(row)
        return 0
    file, name = Path(options.file), printable(options.file)
    if file.suffix in (".yaml", ".yml"):
        raise QuestionError(f"{name}: the questions are JSON lines; nothing was written; let the name end in .jsonl")
    try:
        with file.open("x", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
    except OSError as error:
        raise StoreError(f"{name}: cannot be made ({error.strerror}); nothing was changed; name a new file, or - and >>") from error
    say(f"{len(made)} questions, {sum('todo' in row for row in made)} of them without their answer: {name}")
    return 0


def delete_feedback(options: argparse.Namespace) -> int:
    """`wenju feedback delete`."""
    from bot.feedback import Feedback  # noqa: PLC0415

    if options.all == bool(options.ids):
        raise QuestionError("feedback delete: name IDs or --all, one of the two; nothing was deleted; `wenju feedback list` shows them")
    say(f"{Feedback.under(settings_of(options).home).delete(None if options.all else options.ids)} deleted")
    return 0


def check(options: argparse.Namespace) -> int:
    """`wenju check`."""
    from bot import store  # noqa: PLC0415
    from bot.library import index_folder  # noqa: PLC0415

    folder = index_folder(settings_of(options))
    manifest = store.current(folder)
    verdicts = list(store.verify(folder, manifest))
    damaged = [path for path, whole in verdicts if not whole]
    if damaged:
        names = ", ".join(printable(str(path)) for path in damaged[:5])
        raise DamagedIndex(
            f"{len(damaged)} of {len(verdicts)} files are damaged: {names}; the sources are untouched; "
            "run `wenju index --rebuild` with the same --sources and --index"
        )
    say(f"{len(verdicts)} files of generation {manifest.generation} are whole: {printable(str(folder))}")
    return 0


def doctor(options: argparse.Namespace) -> int:
    """`wenju doctor`."""
    from bot import diagnosis  # noqa: PLC0415

    for name, value in diagnosis.lines(settings_of(options)):
        say(f"{name:12} {value}")
    return 0
