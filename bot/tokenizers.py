"""Tokenisers cut a run of Han characters into words. An index and its questions are cut by the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from bot.errors import ConfigError


class Tokenizer(Protocol):
    """Cuts a run of Han characters into words."""

    name: str

    def cut(self, run: str) -> list[str]:
        """The words of the run, in order; joined they are the run."""
        ...


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, int], int]:
    """The words of jieba with how often each stands, and their sum: a hundred megabytes, so one for all tokenizers of a process."""
    import jieba  # noqa: PLC0415

    tokenizer = jieba.Tokenizer()
    with tokenizer.get_dict_file() as file:
        words, total = tokenizer.gen_pfdict(file)
    return words, total


class Jieba:
    """jieba 0.42, the reference. Its cache in the shared temporary folder is never read: anyone may have planted it."""

    name = "jieba"

    def __init__(self, user_words: Sequence[str] = ()) -> None:
        import logging  # noqa: PLC0415

        import jieba  # noqa: PLC0415 - half a second: only where text is cut

        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        words, self._tokenizer.total = _dictionary()
        self._tokenizer.FREQ = dict(words) if user_words else words
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


TOKENIZERS: Mapping[str, Callable[[Sequence[str]], Tokenizer]] = {"jieba": Jieba, "rjieba": RJieba}
