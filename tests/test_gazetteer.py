"""Names of places, organisations and persons that everybody knows."""

import pytest

from bot.gazetteer import is_place, may_be_person


@pytest.mark.parametrize(
    ("word", "known"), [("杭州", True), ("甘肃", True), ("北京大学", True), ("婚假", False), ("老总", False), ("鿿鿿", False)]
)
def test_places_and_organisations_are_names(word, known):
    """Places and organisations of the dictionary are names; common words, persons and what it lacks are none."""
    assert is_place(word) == known


@pytest.mark.parametrize(
    ("word", "like_one", "may"), [("鲁迅", False, True), ("苗一川", True, True), ("苗一川", False, False), ("方面", True, False)]
)
def test_a_name_is_a_known_one_or_one_that_no_dictionary_has(word, like_one, may):
    """A known person may be meant by a word, and one whose name looks like a name and is no word; no other word."""
    assert may_be_person(word, like_one=like_one) == may


@pytest.mark.parametrize(("question", "status"), [("河东村今年修了几条路？", "answered"), ("杭州今年修了几条路？", "no_answer")])
def test_a_place_that_no_document_names_is_no_word_of_the_askers_own(make_bot, question, status):
    """What is asked of another place is refused, whatever else is shared."""
    texts = {f"text{n}": f"第{n}号布告\n\n{village}今年修了{n}条路，村民都说方便。" for n, village in enumerate(["河东村", "山前村"], 3)}
    assert make_bot(**texts).ask(question).status == status
