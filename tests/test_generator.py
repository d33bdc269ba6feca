"""The corpus that speed is measured on."""

import json

import pytest

from benchmarks import generator


def test_the_same_seed_gives_the_same_corpus(tmp_path):
    """Two writings are equal to the byte, another seed's is not, and the size that is told is that of the texts."""
    sizes = [generator.write(tmp_path / f"{number}", 50, seed) for number, seed in enumerate((7, 7, 8))]
    one, same, other = ((tmp_path / f"{number}").read_text("utf-8") for number in range(3))
    assert one == same != other
    records = [json.loads(line) for line in one.splitlines()]
    assert sizes[0] == sum(len(record["text"].encode()) for record in records)
    assert len({record["id"] for record in records}) == 50


def test_a_larger_corpus_begins_like_a_smaller_one():
    """A question asked of a small corpus may be asked of a large one too."""
    assert list(generator.passages(1_500))[:20] == list(generator.passages(20))


@pytest.mark.parametrize(("few", "many"), [(500, 4_000)])
def test_the_vocabulary_grows_ever_slower(few, many):
    """Eight times the passages hold more words and pairs, but two to six times as many, as Heaps' law says."""
    (_, _, words, pairs), (_, _, more_words, more_pairs) = generator.vocabulary([few, many])
    assert 2 < more_words / words < 6
    assert 2 < more_pairs / pairs < 6


def test_a_question_is_in_the_words_of_a_passage():
    """Each question's words stand together in a sentence."""
    sentences = ["".join(sentence) for _, passage in generator.passages(300) for sentence in passage]
    asked = generator.questions(20, 300)
    assert len(asked) == 20
    assert all(any(question.removesuffix("是多少？") in sentence for sentence in sentences) for question in asked)
