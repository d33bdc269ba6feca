"""Tokenisers cut a run of Han characters into words. An index and its questions are cut by the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.errors import ConfigError


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


TOKENIZERS: Mapping[str, Callable[[Sequence[str]], Tokenizer]] = {"jieba": Jieba, "rjieba": RJieba}
