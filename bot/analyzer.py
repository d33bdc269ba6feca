"""Text to terms and sentences, the same for documents and questions.

`Analyzer.analyze` is the *analysed text*: words separated by one space, breaks (punctuation) by a newline, ends of sentences by
two. All terms of a text can be read off it: words are its pieces; tokens are its single CJK characters and its Latin words and
numbers; bigrams are two neighbouring tokens, one of them CJK, with no break between. A term names its field by its first letter:

    u石  unigram        b石家  bigram        w石家庄  word
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import add

from bot import provenance
from bot.config import Lexicon
from bot.errors import ConfigError
from bot.numerals import normal_numbers
from bot.schema import Span
from bot.tokenizers import TOKENIZERS, Tokenizer
from bot.wants import Want, Wants

LONGEST = 6  # words of an expression that another stands for: 人力 资源 和 社会 保障 局
RELATIVE = 0.3  # what 去年 in a question counts: the text may have meant another year by it, or name the year
CUT = 400  # the tokeniser's model of unknown words is quadratic on long runs of rare characters: it is given pieces of this length

HAN_RANGES = (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), (0x3007, 0x3007), (0x3005, 0x3005)
HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_RANGES)
_HAN = re.compile(f"[{HAN}]")
_TOKEN = re.compile(rf"[{HAN}]|[^\W_{HAN}]+(?:['.][^\W_{HAN}]+)*%?")
_RUN = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<word>\d+(?:\.\d+)?%?|[^\W\d_{HAN}]+(?:'[^\W\d_{HAN}]+)*)"
    r"|(?P<space>[^\S\n]+|(?<=[a-z])-(?=[a-z]))|(?P<other>.)",
    re.DOTALL,
)
_FOREIGN = re.compile(f"[^{HAN}\\s]")
_MARK = re.compile("[\u0300-\u036f]")
_END = re.compile(r"(?:[。！？!?；;…]+|——(?=\n)|(?<=[^\d.])\.(?=\s|$))[”’」』）)】》\"]*|\n+")
_BRACKETS = re.compile(r"\s*[(（].*?[)）]")
_OPENING = 80  # characters in which a passage shows what it leans on
_INNER_END = frozenset("；;")
_FULL_STOPS = frozenset("。!?\n")  # in an analysed text; a half-width stop too where white space follows


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for searching.

    content    the question without its frame (what, how much, please tell me), as analysed text
    weights    term -> how often it is asked; the engine is given its words and bigrams
    similar    other words for what is asked, as analysed text -> what they count beside the asked ones
    wants      what kinds of passages answer it, whatever they share with it
    value      pattern of a value of the kind that is asked for (a date, a number, a reason); None: any
    """

    text: str
    content: str
    weights: dict[str, float]
    similar: Mapping[str, float] = field(default_factory=dict)
    wants: tuple[Want, ...] = ()
    value: re.Pattern[str] | None = None

    def named(self, title: str) -> bool:
        """Whether the question names a headline, its part in brackets aside."""
        name = _BRACKETS.sub("", title).strip().lower()
        return len(name) > 1 and name in self.text.lower()

    @property
    def terms(self) -> list[str]:
        """What the engine is asked for."""
        others = [term for word in self.similar for term in engine_terms(word) if term not in self.weights]
        return [*(term for term in self.weights if term[0] != "u"), *others]


class Analyzer:
    """Analyses documents and questions by one tokeniser and one lexicon, frozen after start; thread-safe.

    `synonyms` are lists of words of one meaning, each with what another word of the list counts beside the asked one.
    """

    def __init__(
        self, lexicon: Lexicon, tokenizer: str = "jieba", user_words: Sequence[str] = (), synonyms: Sequence[Sequence[str]] = ()
    ) -> None:
        if tokenizer not in TOKENIZERS:
            raise ConfigError(f"tokenizer {tokenizer}: unknown; nothing was changed; known are {', '.join(TOKENIZERS)}")
        if long := next((word for word in user_words if len(word) > 16), None):
            raise ConfigError(f"user_words: {long[:16]}…: longer than 16 characters; nothing was changed; shorten it")
        self._name, self._user_words = tokenizer, tuple(user_words)
        self._tokenizer: Tokenizer | None = None
        self._simplified = dict(lexicon.simplified)
        self._folding = _Folding(self._simplified)
        self._stop = frozenset(lexicon.words("english", "stop"))
        self._frame = re.compile("|".join(lexicon.words("question", "frame")))
        self._relative = frozenset(lexicon.tables["figures"]["shift"])
        self._function = frozenset(lexicon.words("question", "function"))
        self._wants = Wants(lexicon.tables["passages"], lexicon.tables["people"]["post"])
        self._kinds = [
            (re.compile(kind["asked"]), re.compile(kind["value"]) if kind["value"] else None) for kind in lexicon.tables["kinds"].values()
        ]
        self._leans = re.compile(lexicon.tables["reading"]["leans"])
        table = lexicon.tables["synonyms"]
        self._analysed: dict[str, str] = {}  # of the words below, as far as they were met
        self._synonyms = self._paired([(table["own"], synonyms), (table["short"], table["shortened"]), (table["worth"], table["groups"])])

    def __getstate__(self) -> dict[str, object]:
        """Sent to another process without its tokeniser, which is made there when it is first needed."""
        return {**self.__dict__, "_tokenizer": None}

    @property
    def fingerprint(self) -> str:
        """Names everything that decides how text is cut: an index can only be asked by the analyzer that cut it."""
        words = hashlib.sha256("\n".join(self._user_words).encode()).hexdigest()[:12] if self._user_words else "0"
        return f"{provenance.rules()}-{self._name}-{provenance.version(self._name, 'snowballstemmer')}-{words}"

    def fold(self, text: str) -> str:
        """One width, lower case, simplified, and as long as the text: offsets into it are offsets into the text.

        >>> Analyzer(Lexicon.load()).fold("產業Ａ，")
        '产业a,'
        """
        return text.translate(self._folding)

    def analyze(self, text: str) -> str:
        r"""The analysed text.

        >>> Analyzer(Lexicon.load()).analyze("石家庄生物医药產業，２０２３年。Engines")
        '石家庄 生物医药 产业\n2023 年\n\nengin'
        """
        return "".join(self._pieces(self._normal(text))).strip()

    def _normal(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text).lower().translate(self._simplified).replace("’", "'")
        if not text.isascii():
            text = _plain_letters(text)
        return normal_numbers(text)

    def _pieces(self, text: str) -> Iterator[str]:
        """Words and what separates them: a space, a newline, or two."""
        separator = ""
        for run in _RUN.finditer(text):
            if run["han"]:
                words = self.cut(run["han"])
            elif run["word"]:
                word = run["word"]
                if word in self._stop and not _beside_han(text, run.start(), run.end()):
                    continue
                words = [_stem(word)]
            elif run["space"]:
                separator = separator or " "
                continue
            else:
                full = run["other"] in _FULL_STOPS or (run["other"] == "." and text[run.end() : run.end() + 1].isspace())
                separator = "\n\n" if full or separator == "\n\n" else "\n"
                continue
            yield separator
            yield " ".join(words)
            separator = " "

    def cut(self, run: str) -> list[str]:
        """The words of a run of Han characters, in order; joined they are the run."""
        tokenizer = self._tokenizer or self._start()
        if len(run) <= CUT:
            return tokenizer.cut(run)
        return [word for at in range(0, len(run), CUT) for word in tokenizer.cut(run[at : at + CUT])]

    def _start(self) -> Tokenizer:
        self._tokenizer = TOKENIZERS[self._name](self._user_words)
        return self._tokenizer

    def query(self, question: str) -> Query:
        """The question's terms, its frame taken off; if nothing is left, the frame stays.

        Function words go only as whole words, after the text is cut: 的 of 目的 and 在 of 现在 stay.
        """
        folded = self.fold(question)
        content = self._content(self._frame.sub("\n", folded)) or self.analyze(question)
        weights: dict[str, float] = {}
        for term in all_terms(content):
            weights[term] = weights.get(term, 0.0) + (RELATIVE if term[1:] in self._relative else 1.0)
        wants = self._wants.of(folded, "".join(content.split()))
        return Query(question, content, weights, self._similar(content), wants, self._value(folded))

    def _paired(self, lists: Sequence[tuple[float, Sequence[Sequence[str]]]]) -> dict[str, dict[str, float]]:
        """Each word, folded -> the others of its lists, folded, and what they count; the first list wins."""
        others: dict[str, dict[str, float]] = {}
        for worth, groups in lists:
            for group in groups:
                words = [self.fold(str(word)) for word in group]
                for word in words:
                    for other in words:
                        if other != word:
                            others.setdefault(word, {}).setdefault(other, float(worth))
        return others

    def _similar(self, content: str) -> dict[str, float]:
        """The other words for what is asked, by one to `LONGEST` words of the question that stand together."""
        found: dict[str, float] = {}
        for part in content.split("\n"):
            words = part.split()
            for start in range(len(words)):
                for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                    for other, worth in self._synonyms.get("".join(words[start:end]), {}).items():
                        if other not in self._analysed:
                            self._analysed[other] = self.analyze(other)
                        found[self._analysed[other]] = worth
        return found

    def _value(self, folded: str) -> re.Pattern[str] | None:
        return next((value for asked, value in self._kinds if asked.search(folded)), None)

    def _content(self, bare: str) -> str:
        parts = []
        for part in self.analyze(bare).split("\n"):
            words = ["\n" if word in self._function else word for word in part.split()]
            parts.append(" ".join(words))
        return re.sub(r" ?\n[ \n]*", "\n", "\n".join(parts)).strip()

    def leans(self, text: str) -> bool:
        """Whether a passage opens with a word that points to what stands before it: 该项目, 他表示.

        >>> analyzer = Analyzer(Lexicon.load())
        >>> analyzer.leans("“该系统已经落地”"), analyzer.leans("其他城市")
        (True, False)
        """
        return bool(self._leans.match(self.fold(text[:_OPENING])))

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
    r"""Every term of an analysed text, as often as it stands there.

    >>> list(all_terms("生物 药\n2023 年"))
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


def seam(left: str, right: str) -> str:
    """The bigram over the seam of two words.

    >>> seam("生物", "医药")
    'b物医'
    """
    before, after = _TOKEN.findall(left), _TOKEN.findall(right)
    return f"b{before[-1]}{after[0]}" if before and after else ""


def _beside_han(text: str, start: int, end: int) -> bool:
    """Whether a Latin word touches a Han character: the A of A类 is a name, no article."""
    return bool(_HAN.match(text[end : end + 1]) or (start and _HAN.match(text[start - 1])))


def engine_terms(analysed: str) -> list[str]:
    r"""The words and bigrams of an analysed text: what an engine is given. As `all_terms` gives them, ten times as fast.

    >>> engine_terms("生物 药\n2023 年")
    ['w生物', 'w药', 'w2023', 'w年', 'b生物', 'b物药', 'b2023年']
    """
    terms = ["w" + word for word in analysed.split()]
    if not _FOREIGN.search(analysed):
        for part in analysed.replace(" ", "").split("\n"):
            terms += map("b".__add__, map(add, part, part[1:]))
        return terms
    for part in analysed.split("\n"):
        tokens = _TOKEN.findall(part)
        terms += ["b" + left + right for left, right in pairwise(tokens) if is_han(left) or is_han(right)]
    return terms


@lru_cache(maxsize=65536)
def is_han(token: str) -> bool:
    """Whether a token is a Han character (else a Latin word or a number)."""
    return len(token) == 1 and bool(_HAN.match(token))


class _Folding(dict[int, int]):
    """Character -> its folded form, learnt when it is first met: one walk over a text in C. As large as Unicode at most."""

    def __init__(self, simplified: Mapping[int, str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, code: int) -> int:
        narrow = _narrow(chr(code))
        self[code] = folded = ord(self._simplified.get(ord(narrow), narrow))
        return folded


def _narrow(character: str) -> str:
    normal = unicodedata.normalize("NFKC", character).lower()
    if len(normal) != 1:
        return character
    return normal if normal < "\u00c0" or normal > "\u1eff" else _plain_letters(normal)


def _plain_letters(text: str) -> str:
    """Latin letters without their accents.

    >>> _plain_letters("Yesün")
    'Yesun'
    """
    if not _ACCENTED.search(text):
        return text
    return _ACCENTED.sub(lambda letter: _MARK.sub("", unicodedata.normalize("NFKD", letter[0])) or letter[0], text)


_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """The English stem (Snowball, Porter 2) of a Latin word; short ones and numbers stay."""
    if len(word) < 4 or not word.isascii() or word[0].isdigit():
        return word
    from snowballstemmer import stemmer  # noqa: PLC0415 - not needed by most Chinese texts

    return str(stemmer("english").stemWord(word)).rstrip("'") or word


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    if not (piece[0].isspace() or piece[-1].isspace()):
        return Span(start, end)
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))
