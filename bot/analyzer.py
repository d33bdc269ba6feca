"""Text to terms: the one place where text is normalised, for documents and questions alike.

The result of `Analyzer.analyze` is the *analysed text*: words separated by one space, breaks (punctuation, line ends) by a
newline. All terms of a text can be read off it: words are its pieces; tokens are its single CJK characters and its Latin words
and numbers; bigrams are two neighbouring tokens, one of them CJK, with no break between. A term names its field by its first letter:

    u石  unigram        b石家  bigram        w石家庄  word
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from bot.config import Lexicon
from bot.errors import ConfigError
from bot.schema import Span

FORMAT = 1  # raised whenever the same text is analysed otherwise than before: an index of another format is refused by name
CUT = 400  # the tokeniser's model of unknown words is quadratic on long runs of rare characters: it is given pieces of this length

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇々"
_TOKEN = re.compile(rf"[{HAN}]|[^\W_{HAN}]+(?:\.\d+)?%?")
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>\d+(?:\.\d+)?%?|[^\W\d_{HAN}]+(?:[-'’][^\W\d_{HAN}]+)*)|(?P<space>\s+)|(?P<other>.)", re.DOTALL)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_PERCENT = re.compile(r"百分之([〇零一二三四五六七八九十百点两\d.]+)")
_END = re.compile(r"(?:[。！？!?；;…]+|——(?=\n)|(?<=[^\d.])\.(?=\s|$))[”’」』）)】》\"]*|\n+")
_INNER_END = frozenset("；;")


class Tokenizer(Protocol):
    """Cuts a run of Han characters into words."""

    name: str

    def cut(self, run: str) -> list[str]:
        """The words of the run, in order; joined they are the run."""
        ...


class Jieba:
    """jieba 0.42, the reference. Its cache in the shared temporary folder is never read: anyone may have planted it."""

    name = "jieba"

    def __init__(self, user_words: Sequence[str] = ()) -> None:
        import logging  # noqa: PLC0415

        import jieba  # noqa: PLC0415 - half a second: only where text is cut

        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        with self._tokenizer.get_dict_file() as file:
            self._tokenizer.FREQ, self._tokenizer.total = self._tokenizer.gen_pfdict(file)
        self._tokenizer.initialized = True
        for word in user_words:
            self._tokenizer.add_word(word)

    def cut(self, run: str) -> list[str]:
        """The words of the run."""
        return self._tokenizer.lcut(run)  # type: ignore[no-any-return]


class RJieba:
    """The same dictionary and model in Rust, 15 times faster (extra `fast`); cuts 93.5 % of passages identically."""

    name = "rjieba"

    def __init__(self, user_words: Sequence[str] = ()) -> None:
        try:
            import rjieba  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ConfigError("tokenizer rjieba: not installed; nothing was changed; `pip install wenju[fast]`, or take jieba") from error
        if user_words:
            raise ConfigError("user_words: rjieba takes no dictionary of one's own; nothing was changed; take jieba")
        self.cut = rjieba.cut


TOKENIZERS = {"jieba": Jieba, "rjieba": RJieba}


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for searching.

    content    the question without its frame (what, how much, please tell me), as analysed text
    weights    term -> how often it is asked; the engine is given its words and bigrams
    """

    text: str
    content: str
    weights: dict[str, float]

    @property
    def terms(self) -> list[str]:
        """What the engine is asked for."""
        return [term for term in self.weights if term[0] in "bw"]


class Analyzer:
    """Analyses documents and questions by one tokeniser and one lexicon, frozen after start; thread-safe."""

    def __init__(self, lexicon: Lexicon, tokenizer: str = "jieba", user_words: Sequence[str] = ()) -> None:
        if tokenizer not in TOKENIZERS:
            raise ConfigError(f"tokenizer {tokenizer}: unknown; nothing was changed; known are {', '.join(TOKENIZERS)}")
        if long := next((word for word in user_words if len(word) > 16), None):
            raise ConfigError(f"user_words: {long[:16]}…: longer than 16 characters; nothing was changed; shorten it")
        self._name, self._user_words = tokenizer, tuple(user_words)
        self._tokenizer: Tokenizer | None = None
        self._simplified = dict(lexicon.simplified)
        self._stop = frozenset(lexicon.words("english", "stop"))
        frame = sorted(lexicon.words("question", "frame"), key=len, reverse=True)
        self._frame = re.compile("|".join(re.escape(self.fold(phrase)) for phrase in frame))

    @property
    def fingerprint(self) -> str:
        """Names everything that decides how text is cut: an index can only be asked by the analyzer that cut it."""
        words = hashlib.sha256("\n".join(self._user_words).encode()).hexdigest()[:12] if self._user_words else "0"
        return f"{FORMAT}-{self._name}-{words}"

    def fold(self, text: str) -> str:
        """One width, lower case, simplified, and as long as the text: offsets into it are offsets into the text.

        >>> Analyzer(Lexicon.load()).fold("產業Ａ，")
        '产业a,'
        """
        return "".join(map(_narrow, text)).translate(self._simplified)

    def analyze(self, text: str) -> str:
        """The analysed text.

        >>> Analyzer(Lexicon.load()).analyze("石家庄生物医药產業，２０２３年")
        '石家庄 生物医药 产业\\n2023 年'
        """
        return "".join(self._pieces(self._normal(text))).strip()

    def _normal(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text).lower().translate(self._simplified)
        text = _THOUSANDS.sub("", text)
        text = _YEAR.sub(lambda year: year[0].translate(_DIGITS), text)
        return _PERCENT.sub(lambda share: _percentage(share[1]), text)

    def _pieces(self, text: str) -> Iterator[str]:
        """Words and what separates them: " " or a newline."""
        separator = ""
        for run in _RUN.finditer(text):
            if run["han"]:
                words = self._cut(run["han"])
            elif run["word"]:
                word = run["word"]
                if word in self._stop:
                    continue
                words = [_stem(word)]
            else:
                separator = "\n" if run["other"] or "\n\n" in run[0] else separator or " "
                continue
            yield separator
            yield " ".join(words)
            separator = " "

    def _cut(self, run: str) -> list[str]:
        if self._tokenizer is None:
            self._tokenizer = TOKENIZERS[self._name](self._user_words)
        if len(run) <= CUT:
            return self._tokenizer.cut(run)
        return [word for at in range(0, len(run), CUT) for word in self._tokenizer.cut(run[at : at + CUT])]

    def query(self, question: str) -> Query:
        """The question's terms, its frame taken off; if nothing is left, the frame stays."""
        bare = self._frame.sub("\n", self.fold(question))
        content = self.analyze(bare) or self.analyze(question)
        weights: dict[str, float] = {}
        for term in all_terms(content):
            weights[term] = weights.get(term, 0.0) + 1.0
        return Query(question, content, weights)

    def sentences(self, text: str) -> list[Span]:
        """Sentences as spans of the text, without white space around them, closing marks included.

        Half-width and full-width marks end a sentence; inside “…” only where the quotation ends with it.
        """
        spans, start = [], 0
        for end in _END.finditer(text):
            if end[0][0] in _INNER_END:
                continue
            spans.append((start, end.end()))
            start = end.end()
        spans.append((start, len(text)))
        return [_trimmed(text, *span) for span in spans if text[slice(*span)].strip()]


def all_terms(analysed: str) -> Iterator[str]:
    """Every term of an analysed text, as often as it stands there.

    >>> list(all_terms("生物 药\\n2023 年"))
    ['w生物', 'w药', 'w2023', 'w年', 'u生', 'u物', 'b生物', 'u药', 'b物药', 'u2023', 'u年', 'b2023年']
    """
    for word in analysed.split():
        yield "w" + word
    for part in analysed.split("\n"):
        before = ""
        for token in _TOKEN.findall(part):
            yield "u" + token
            if before and (is_han(before) or is_han(token)):
                yield "b" + before + token
            before = token


def engine_terms(analysed: str) -> list[str]:
    """The words and bigrams of an analysed text: what an engine is given."""
    return [term for term in all_terms(analysed) if term[0] != "u"]


def is_han(token: str) -> bool:
    """Whether a token is a Han character (else a Latin word or a number)."""
    return len(token) == 1 and bool(_HAN.match(token))


_HAN = re.compile(f"[{HAN}]")


@lru_cache(maxsize=65536)
def _narrow(character: str) -> str:
    normal = unicodedata.normalize("NFKC", character).lower()
    return normal if len(normal) == 1 else character


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """The English stem (Snowball, Porter 2) of a Latin word; short ones and numbers stay."""
    if len(word) < 4 or not word.isascii() or word[0].isdigit():
        return word
    from snowballstemmer import stemmer  # noqa: PLC0415 - not needed by most Chinese texts

    return str(stemmer("english").stemWord(word))


def _percentage(number: str) -> str:
    """百分之三十五 -> 35%; what is no plain number stays as it was."""
    if re.fullmatch(r"[\d.]+", number):
        return number + "%"
    whole, _, part = number.partition("点")
    value = chinese_number(whole)
    return f"百分之{number}" if value is None else f"{value}{'.' + part.translate(_DIGITS) if part else ''}%"


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below 100,000,000, None if it is none.

    >>> chinese_number("一千零二十三"), chinese_number("十二"), chinese_number("二〇二三")
    (1023, 12, 2023)
    """
    if text and all(ch in "〇零一二三四五六七八九" for ch in text):
        return int(text.translate(_DIGITS))
    total, section, digit = 0, 0, 0
    for ch in text:
        if ch in "一二三四五六七八九两":
            digit = 2 if ch == "两" else "一二三四五六七八九".index(ch) + 1
        elif ch in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[ch]
            digit = 0
        elif ch == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        elif ch not in "〇零":
            return None
    return total + section + digit if text else None


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))
