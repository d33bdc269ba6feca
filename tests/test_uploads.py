"""Uploaded files: safe names, one folder, deleted ones come back; the index reads them and the sources stay as they are."""

import pytest

from bot.config import Settings
from bot.corpus import UPLOADED, scan
from bot.errors import SourceError
from bot.library import uploads_folder
from bot.uploads import Uploads, safe


@pytest.mark.parametrize(
    ("name", "kept"),
    [("年报.txt", "年报.txt"), ("../../etc/a.md", "a.md"), ("C:\\x\\b.txt", "b.txt"), ("a\u202etxt.md", "atxt.md"), ("a\nb.txt", "ab.txt"),
     ('<img src="x">.txt', "img src=x.txt"), ("字" * 300 + ".txt", "字" * 58 + ".txt"), (".hidden.txt", "hidden.txt")],
)  # fmt: skip
def test_a_name_is_made_safe(name, kept):
    """No path, no control or direction mark, no leading dot, at most 180 bytes."""
    assert safe(name) == kept


@pytest.mark.parametrize("name", ["", ".", "..", "a", "a.exe", ".txt", "a.txt/", "\x00.txt", "a.txt.sh"])
def test_a_name_that_is_none_is_refused(name):
    """Without a name, or with a suffix that no reader knows: one line, nothing written."""
    with pytest.raises(SourceError):
        safe(name)


def test_a_file_goes_in_out_and_back(tmp_path):
    """What is begun and finished stands in its place; delete takes it out of sight, restore brings it back."""
    uploads = Uploads(tmp_path / "up")
    part = uploads.begin("a.txt")
    part.write_text("青砖是灰的。")
    assert uploads.names() == []
    assert uploads.finish(part, "a.txt") == "a.txt"
    assert uploads.names() == ["a.txt"]
    uploads.delete("a.txt")
    assert uploads.names() == []
    uploads.restore("a.txt")
    assert (tmp_path / "up" / "a.txt").read_text() == "青砖是灰的。"
    with pytest.raises(SourceError):
        uploads.delete("b.txt")


def test_uploads_are_scanned_beside_the_sources(tmp_path):
    """Both folders' files are found; an uploaded one can never have the name of a source; hidden files stay out."""
    sources, up = tmp_path / "sources", tmp_path / "up"
    for folder in (sources, up, up / ".deleted"):
        folder.mkdir()
        (folder / "a.txt").write_text("x")
    (up / ".part-1").write_text("x")
    found, _ = scan(sources, up)
    assert [item.source for item in found] == [f"{UPLOADED}a.txt", "a.txt"]
    assert scan(sources, tmp_path / "none")[0][0].source == "a.txt"


def test_each_folder_of_sources_has_uploads_of_its_own(tmp_path):
    """Below the home folder, never below the sources; none where only an index is named."""
    first = uploads_folder(Settings(home=tmp_path, sources=tmp_path / "a"))
    second = uploads_folder(Settings(home=tmp_path, sources=tmp_path / "b"))
    assert first != second
    assert first.is_relative_to(tmp_path / "uploads")
    assert uploads_folder(Settings(home=tmp_path, index=tmp_path / "i")) is None
