"""The few words that answer: given where they are the only ones of their kind, else left out."""

import pytest

PAGE = """# 石桥县油茶丰收

石桥县今年油茶种植面积达到3.6万亩。县农业农村局局长费长房介绍，2021年5月，石桥县成立了油茶协会。

城东镇和城西镇分别收购油茶果1200吨、900吨。油茶果的收购价由每斤3元提高到4元。
"""


@pytest.fixture
def ask(make_bot):
    others = {f"other{n}": f"# 公告{n}\n\n图书馆{n}号阅览室开放，读者凭证入内，请保持安静。" for n in range(1, 6)}
    return make_bot(page=PAGE, **others).ask


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("石桥县油茶种植面积达到多少亩？", "3.6万亩"),
        ("石桥县油茶协会是什么时候成立的？", "2021年5月"),
        ("县农业农村局局长是谁？", "费长房"),
        ("费长房是什么职务？", "县农业农村局局长"),
    ],
)
def test_the_only_fitting_words_are_given(ask, question, short):
    """A figure, a date, a name and a post, as the quote has them."""
    assert ask(question).short_answer == short


@pytest.mark.parametrize("question", ["城西镇收购油茶果多少吨？", "油茶果的收购价是每斤多少元？"])
def test_two_figures_side_by_side_give_none(ask, question):
    """Where figures stand side by side, or one became the other, the quote is left to speak."""
    answer = ask(question)
    assert answer.status == "answered"
    assert answer.short_answer is None
