"""The pictures of docs/page.md: one of every state, each with its line."""

from benchmarks.shots import FOLDER, PICTURES, STATES

LARGEST = 8 << 20  # bytes of all of them


def test_every_state_has_a_picture_and_a_line():
    """No state is missing in docs/img or in docs/page.md, no picture is left over, and they stay small."""
    assert {state for state, *_ in PICTURES.values()} == set(STATES)
    pictures = {file.stem: file.stat().st_size for file in FOLDER.glob("*.png")}
    assert set(pictures) == set(PICTURES)
    assert sum(pictures.values()) < LARGEST
    page = (FOLDER.parent / "page.md").read_text("utf-8")
    assert all(f"](img/{name}.png) " in page for name in PICTURES)
