"""Files that are let fall on the page, wherever that is and whatever goes on."""

import pytest

pytestmark = pytest.mark.browser

TILES = "# 砖瓦\n\n琉璃瓦的窑温是1180度，由张三测得。\n"
BRICKS = "# 青砖\n\n青砖的窑温是900度，由李四测得。\n"
FALL = """([on, name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: 'text/plain' }));
    return ['dragover', 'drop'].map(kind => {
        const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector(on).dispatchEvent(event);
        return event.defaultPrevented;
    });
}"""


@pytest.fixture(scope="module")
def small(serving, tmp_path_factory):
    """A server over one small source."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "路.txt").write_text("# 路\n\n从县城到镇上的路长12公里。\n", "utf-8")
    return serving(sources=folder)


@pytest.fixture
def page(small, visit):
    """Its page, with what can be asked about loaded."""
    page = visit(small.url)
    page.wait_for_selector(".hello .sum")
    return page


@pytest.mark.parametrize("on", ["#talk", "#compose", ".top"])
def test_a_file_let_fall_anywhere_is_added(page, on):
    """Beside the place for it the browser does not leave the page for the file: the library opens and takes it."""
    name = f"砖瓦{on[1:]}.md"
    assert page.evaluate(FALL, [on, name, f"{TILES}\n第{on}号。\n"]) == [True, True]
    page.wait_for_selector(f"#library th .m:has-text('{name}')")


def test_what_is_said_to_be_added_is_listed(page):
    """When the page says that a file came in, the list beside it already has it."""
    page.click("#b-lib")
    page.wait_for_selector(".drop")
    page.evaluate(FALL, [".drop", "砖瓦.md", TILES])
    listed = page.wait_for_function(
        """() => document.querySelector('#close-job') && [...document.querySelectorAll('#library th .m')].map(one => one.textContent)"""
    )
    assert "砖瓦.md" in listed.json_value()


def test_a_file_that_comes_while_others_are_read_is_next(page):
    """It is not lost: the page says that it waits, and adds it by itself."""
    page.click("#b-lib")
    page.wait_for_selector(".drop")
    page.evaluate(FALL, [".drop", "砖瓦.md", TILES])
    page.evaluate(FALL, [".drop", "青砖.md", BRICKS])
    page.wait_for_selector("#toast:has-text('接着加')")
    page.wait_for_selector("#library th .m:has-text('青砖.md')")
    assert page.locator("#library th .m:has-text('砖瓦.md')").count() == 1


def test_text_that_is_dragged_is_left_to_the_browser(page):
    """A selection let fall into the question is text, and no file."""
    assert (
        page.evaluate(
            """() => {
            const data = new DataTransfer();
            data.setData('text/plain', '窑温');
            const event = new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true });
            document.querySelector('#q').dispatchEvent(event);
            return event.defaultPrevented;
        }"""
        )
        is False
    )
    assert page.locator("#library").is_hidden()
