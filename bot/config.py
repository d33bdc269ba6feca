"""Settings, prompts and lexicon: everything that a person can set or reword, read once and frozen.

An option wins over `WENJU_*` in the environment, over wenju.yaml, over the default. Unknown keys are errors.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

from bot import yaml_guard
from bot.errors import ConfigError, printable
from bot.schema import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")


def shipped(name: str) -> Path:
    """The file or folder that came with the program: `seeds`, `prompts`. Works in a checkout and in an installed wheel."""
    package = Path(__file__).parent
    for place in (package / "_shipped" / name, package.parent / name):
        if place.exists():
            return place
    raise ConfigError(f"{name}: not shipped with this installation; nothing was changed; install wenju again")


def _home() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no --home is given

    return user_data_path("wenju")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `bot` runs with. Each field is an option, an environment variable and a key of wenju.yaml.

    sources      folder of documents; default: the five pages of seeds/ (None with an index: use the index as it is)
    index        folder of the index; default: below the home folder
    home         index/, uploads/, feedback and logs; default: the platform's data folder
    engine       rank-bm25, tantivy, ... or auto
    tokenizer    jieba, or rjieba where it is installed
    user_words   text file, one word a line, that the tokenizer is not to cut
    synonyms     YAML file, lists of words that mean the same under `groups`, beside the shipped ones
    prompts      folder with zh.yaml and en.yaml
    encoding     of text files that are not Unicode; default: told from the bytes
    lang         language of the bot's own words when the question does not say
    k            how many passages an answer holds
    host, port   where the page listens
    public_read  let anyone who reaches the port ask and read; without it only this machine, a token or the proxy's header may
    editor_token     what a browser elsewhere must send to read, and to add and delete files; 16 characters or more, no option
    trusted_header   header in which a proxy names who is signed in (X-Forwarded-User): who has it may read and edit, and nobody
                     else, not even this machine; only where the proxy sets or removes it and nobody goes past it; no option
    log_unanswered  keep the questions that the page and the API could not answer among the feedback: true or false; no option
    limit_...    what reading one file may cost, see `bot.readers.Limits`: seconds and memory of html, docx and pdf, size of a
                 file (or JSON line), characters of its text, files inside a docx and their size unpacked; no command-line options
    """

    sources: Path | None = None
    index: Path | None = None
    home: Path = field(default_factory=_home)
    engine: str = "auto"
    tokenizer: str = "jieba"
    user_words: Path | None = None
    synonyms: Path | None = None
    prompts: Path = field(default_factory=lambda: shipped("prompts"))
    encoding: str | None = None
    lang: str = "zh"
    k: int = 10
    host: str = "127.0.0.1"
    port: int = 7860
    public_read: bool = False
    editor_token: str | None = field(default=None, repr=False)
    trusted_header: str | None = None
    log_unanswered: bool = False
    limit_seconds: int = 20
    limit_memory_mb: int = 1_000
    limit_file_mb: int = 50
    limit_characters: int = 10_000_000
    limit_zip_entries: int = 2_000
    limit_unpacked_mb: int = 200

    @classmethod
    def load(
        cls, options: Mapping[str, object] | None = None, *, config: Path | None = None, environ: Mapping[str, str] | None = None
    ) -> Settings:
        """Settings from options, environment and file, each over the next.

        >>> Settings.load({"k": 3}, environ={"WENJU_K": "5", "WENJU_PORT": "80"}).k
        3
        """
        values: dict[str, Any] = {}
        file = config or (Path("wenju.yaml") if Path("wenju.yaml").is_file() else None)
        for key, value, where in [*_from_file(file), *_from_environment(os.environ if environ is None else environ)]:
            values[key] = _typed(key, value, where)
        for key, value in (options or {}).items():
            if value is not None:
                values[key] = _typed(key, value, "-k" if key == "k" else f"--{key.replace('_', '-')}")
        return cls(**values)


_RANGES = {
    "k": (1, 100),
    "port": (0, 65_535),
    "limit_seconds": (1, 3_600),
    "limit_memory_mb": (100, 100_000),
    "limit_file_mb": (1, 1_000),
    "limit_characters": (1, 500_000_000),
    "limit_zip_entries": (20, 100_000),
    "limit_unpacked_mb": (1, 10_000),
}
_FORMS = {  # the token itself is never said
    "lang": ("|".join(LANGS), f"{{}} is not one of {', '.join(LANGS)}"),
    "editor_token": (r"[!-~]{16,200}", "a token has 16 to 200 letters, digits or signs and no space"),
    "trusted_header": (r"[A-Za-z][A-Za-z0-9-]{2,60}", "{} is not the name of a header"),
}


@cache
def _types() -> Mapping[str, Any]:
    hints = get_type_hints(Settings)
    return {f.name: hints[f.name] for f in fields(Settings)}


def _from_file(file: Path | None) -> Iterator[tuple[str, object, str]]:
    if file is None:
        return
    loaded = yaml_guard.load(file)
    if not isinstance(loaded.value, dict):
        raise ConfigError(f"{file}: expected `key: value` lines; nothing was changed; see `wenju --help` for the keys")
    for key, value in loaded.value.items():
        where = f"{file}:{loaded.line(key)}: {key}"
        if key not in _types():
            raise ConfigError(f"{where}: unknown key; nothing was changed; known are {', '.join(_types())}")
        yield key, value, where


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, object, str]]:
    for name in sorted(environ):
        if name.startswith("WENJU_"):
            key = name.removeprefix("WENJU_").lower()
            if key not in _types():
                raise ConfigError(f"{name}: unknown setting in the environment; nothing was changed; known are {', '.join(_types())}")
            yield key, environ[name], name


def _typed(key: str, value: object, where: str) -> object:
    """The value as the field's type, or an error that names the place."""
    kind = _types()[key]
    text = str(value)
    if kind is int:
        low, high = _RANGES[key]
        if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
            raise ConfigError(f"{where}: {text!r} is not a whole number from {low} to {high}; nothing was changed")
        return int(text)
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise ConfigError(f"{where}: {text!r} is neither true nor false; nothing was changed")
        return text.lower() == "true"
    if not isinstance(value, str | Path) or not text:
        raise ConfigError(f"{where}: expected text, not {'a secret' if key == 'editor_token' else repr(value)}; nothing was changed")
    if kind is str or kind == str | None:
        pattern, meaning = _FORMS.get(key, ("(?s).+", ""))
        if not re.fullmatch(pattern, text):
            raise ConfigError(f"{where}: {meaning.format(repr(text))}; nothing was changed")
        if key == "encoding" and not _is_encoding(text):
            raise ConfigError(f"{where}: {text!r} is not the name of an encoding; nothing was changed; write one like gb18030")
        return text
    if "\0" in text or len(os.fsencode(text)) > 4_000 or any(len(os.fsencode(part)) > 255 for part in Path(text).parts):
        raise ConfigError(f"{where}: no file can be named so; nothing was changed; write a shorter name of plain characters")
    return Path(text).expanduser()


def _is_encoding(name: str) -> bool:
    """Whether Python knows an encoding of text by that name."""
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Prompts:
    """Every sentence of the bot's own, by dotted key and language. `prompts.say("zh", "no_answer")`."""

    texts: Mapping[Lang, Mapping[str, str]]

    @classmethod
    def load(cls, folder: Path) -> Prompts:
        """Both files, under one schema: the same keys, all texts, the same {places} in both languages."""
        both: dict[Lang, dict[str, str]] = {}
        loaded = {}
        for lang in LANGS:
            file = folder / f"{lang}.yaml"
            loaded[lang] = yaml_guard.load(file)
            both[lang] = dict(_leaves(loaded[lang], file, loaded[lang].value, ()))
        first, second = LANGS
        for one, other in ((first, second), (second, first)):
            for key, text in both[one].items():
                where = f"{folder / one}.yaml:{loaded[one].line(*key.split('.'))}: {key}"
                if key not in both[other]:
                    raise ConfigError(f"{where}: missing in {other}.yaml; nothing was changed; add it there or take it out here")
                if sorted(_PLACE.findall(text)) != sorted(_PLACE.findall(both[other][key])):
                    raise ConfigError(f"{where}: not the same {{places}} as in {other}.yaml; nothing was changed")
        return cls(MappingProxyType({lang: MappingProxyType(texts) for lang, texts in both.items()}))

    def say(self, lang: Lang, key: str, **places: object) -> str:
        """The sentence, with its {places} filled in."""
        try:
            return self.texts[lang][key].format(**places)
        except (KeyError, IndexError) as error:
            raise ConfigError(f"{lang}.yaml: {key}: {error} is missing; nothing was changed; compare with the shipped file") from error

    def below(self, lang: Lang, prefix: str) -> dict[str, str]:
        """All texts whose key begins with `prefix.`, keyed by the rest."""
        return {key[len(prefix) + 1 :]: text for key, text in self.texts[lang].items() if key.startswith(prefix + ".")}


_PLACE = re.compile(r"\{(\w*)\}")


def _leaves(loaded: yaml_guard.Loaded, file: Path, value: object, at: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        stripped = value.strip()
        if re.sub(r"\{\w+\}", "", stripped).strip() != re.sub(r"[{}]", "", re.sub(r"\{\w+\}", "", stripped)).strip():
            raise ConfigError(f"{file}:{loaded.line(*at)}: {'.'.join(at)}: a brace that is no {{place}}; nothing was changed")
        yield ".".join(at), stripped
    elif isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(loaded, file, below, (*at, str(key)))
    else:
        line = loaded.line(*at) if at else 1
        raise ConfigError(f"{file}:{line}: {'.'.join(at) or 'the file'}: expected a text, not {value!r}; nothing was changed")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What the bot understands: lists and tables of general words from bot/lexicon/*.yaml, by file and key.

    Known by its identity, so what is made ready from it can be kept (`lru_cache`): patterns are built once, not for each question.
    """

    tables: Mapping[str, Any]
    simplified: Mapping[int, str]

    @classmethod
    def load(cls, folder: Path | None = None) -> Lexicon:
        """All YAML files of the folder and the table of traditional characters."""
        folder = folder or Path(__file__).parent / "lexicon"
        tables = {file.stem: yaml_guard.load(file).value for file in sorted(folder.glob("*.yaml"))}
        pairs = [
            pair
            for line in (folder / "traditional.txt").read_text("utf-8").splitlines()
            if not line.startswith("#")
            for pair in line.split()
        ]
        return cls(MappingProxyType(tables), MappingProxyType({ord(pair[0]): pair[1] for pair in pairs}))

    def words(self, table: str, key: str) -> tuple[str, ...]:
        """The list `key` of `table`.yaml."""
        return tuple(str(word) for word in self.tables[table][key])


def read_lines(file: Path) -> tuple[str, ...]:
    """The lines of a text file that are not empty, without white space around them."""
    try:
        return tuple(line.strip() for line in file.read_text("utf-8-sig").splitlines() if line.strip())
    except OSError as error:
        raise ConfigError(f"{printable(str(file))}: cannot be read ({error.strerror}); nothing was changed; check the name") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{printable(str(file))}: not UTF-8; nothing was changed; save the file as UTF-8") from error


def read_synonyms(file: Path) -> tuple[tuple[str, ...], ...]:
    """The lists of words that mean the same of a user's YAML file, written as `groups:` in bot/lexicon/synonyms.yaml."""
    groups = yaml_guard.load(file).value.get("groups")
    if not isinstance(groups, list) or not all(isinstance(group, list) and group for group in groups):
        where = printable(str(file))
        raise ConfigError(f"{where}: no list of lists of words under `groups`; nothing was changed; write `groups: [[电脑, 计算机]]`")
    return tuple(tuple(str(word) for word in group) for group in groups)
