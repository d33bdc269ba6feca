"""A bot over the five pages, opened once a process; everything it writes goes to a temporary folder."""

import os

import hypothesis
import pytest

from bot.bot import Bot
from bot.config import Settings

hypothesis.settings.register_profile("wenju", deadline=None)  # a test that is timed fails on a busy machine
hypothesis.settings.load_profile("wenju")


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory):
    """No setting of the machine reaches a test, and no test writes into the user's home: each worker has one of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("WENJU_")]:
            patch.delenv(name)
        home = tmp_path_factory.mktemp("home")
        patch.setenv("WENJU_HOME", str(home))
        yield home


@pytest.fixture(scope="session")
def bot(tmp_path_factory):
    """The bot over seeds/."""
    return Bot.open(Settings.load({"home": str(tmp_path_factory.mktemp("home"))}, environ={}))


@pytest.fixture
def make_bot(tmp_path):
    """Make a bot over documents given as file name -> text."""

    def make(**files):
        folder = tmp_path / "papers"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        return Bot.open(Settings.load({"sources": str(folder), "home": str(tmp_path / "own")}, environ={}))

    return make


@pytest.fixture
def notices():
    """Some texts beside the point, so that words have a worth."""
    return {f"other{n}": f"第{n}号布告\n\n河东社区今年修了{n}座花坛，居民都说好看。广场上的灯很亮。" for n in range(1, 8)}
