"""Terms are found in compact passages as they are in the analysed texts themselves."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import occurrences
from bot.analyzer import Analyzer, all_terms
from bot.config import Lexicon
from bot.ranking import _pattern
from bot.schema import Kind

ANALYZER = Analyzer(Lexicon.load())
LETTERS = "大桥通车王家村集资哈哈看。，！；12年a3.5%b -\n𠀀𠀁的がハéK"
TEXTS = st.text(LETTERS, max_size=50).map(ANALYZER.analyze)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5)


def stands(pattern, analysed):
    """How often a pattern stands in an analysed text: with a word in it in whole words, else in the characters alone."""
    characters, start, size = pattern
    if not size:
        return analysed.replace(" ", "").count(characters)
    before, word, after = characters[:start], characters[start : start + size], characters[start + size :]
    text = (" " + analysed.replace("\n", " \n ") + " ").replace(" ", "  ")  # words that follow each other do not share a space
    return text.count(f"{before}  {word}"[0 if before else 1 :] + f"{' ' if after else ''} {after}")


def patterns(question):
    """What is looked for of a question's terms."""
    return list(dict.fromkeys(map(_pattern, all_terms(question))))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=30))
def test_any_analysed_text_comes_back(body, context):
    """The compact form loses nothing, whatever characters a text has."""
    pair = ANALYZER.analyze(body), ANALYZER.analyze(context)
    assert occurrences.analysed(occurrences.compact(*pair)) == pair


@settings(max_examples=300, deadline=None)
@given(PAIRS, TEXTS)
def test_every_term_is_counted(pairs, question):
    """In each body and context as often as it stands there, words as words and overlapping ones once."""
    wanted = patterns(question)
    counts = occurrences.find([occurrences.compact(*pair) for pair in pairs], wanted).counts()
    assert counts.tolist() == [[[stands(p, context) for p in wanted], [stands(p, body) for p in wanted]] for body, context in pairs]


@settings(max_examples=200, deadline=None)
@given(PAIRS, TEXTS)
def test_terms_by_sentence(pairs, question):
    """Which terms stand in which sentence of each body, and none in what follows up to the next body."""
    wanted = patterns(question)
    found = occurrences.find([occurrences.compact(*pair) for pair in pairs], wanted)
    inside, begin = found.sentences()
    for (body, _), start, end in zip(pairs, begin, begin[1:], strict=False):
        sentences = body.split("\n\n")
        holds = [[stands(p, sentence) > 0 for p in wanted] for sentence in sentences]
        assert inside[start:end].tolist() == holds + [[False] * len(wanted)] * (end - start - len(sentences))
    assert begin[-1] == len(inside)


@settings(max_examples=200, deadline=None)
@given(PAIRS, st.sampled_from([0.5, 0.9, 1.0]))
def test_no_alike_pair_is_missed(pairs, share):
    """Whatever two bodies share that much of the shorter one's words are said to be alike."""
    passages = occurrences.Passages([occurrences.compact(*pair) for pair in pairs])
    alike = passages.alike(range(len(pairs)), share)
    words = [set(body.split()) for body, _ in pairs]
    for at, one in enumerate(words):
        for to, other in enumerate(words):
            assert alike[at, to] or len(one & other) < share * min(len(one), len(other))


def test_the_characters_of_a_body():
    """Without the spaces, breaks as they are."""
    passages = occurrences.Passages([occurrences.compact("大桥 通车\n2023 年", "新闻"), occurrences.compact("", "")])
    assert [passages.body(0), passages.body(1)] == ["大桥通车\n2023年", ""]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_what_kind_of_passage_it_is(kind):
    """The compact form tells the kind and whether there is a headline, and its texts and words stay as they are."""
    row = occurrences.compact("大桥 通车", "新闻", kind, titled=True)
    passages = occurrences.Passages([row, occurrences.compact("大桥", "")])
    assert ([passages.kind(0), passages.kind(1)], [passages.titled(0), passages.titled(1)], passages.words.tolist()) == (
        [kind, "body"],
        [True, False],
        [2, 1],
    )
    assert occurrences.analysed(row) == ("大桥 通车", "新闻")
