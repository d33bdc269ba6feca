"""What every engine promises, whichever it is."""

import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import engines
from bot.errors import ConfigError

NAMES = [name for name in engines.names() if name != engines.AUTO]
TEXTS = [["w产业", "w石家庄", "b石家"], ["w产业", "w产业", "w河北"], ["w产业"], [], ["w石家庄", "w产业", "w收入"]]


def opened(name, folder, *texts, gone=()):
    """An engine over parts given as lists of lists of terms, numbered through."""
    kind, base, parts = engines.kind(name), 0, []
    for at, part in enumerate(texts):
        place = Path(folder, str(at))
        place.mkdir()
        if kind.write:
            writer = kind.write(place)
            for terms in part:
                writer.add(" ".join(terms))
            writer.close()
        parts.append(engines.Part(place, base, len(part), tuple(gone) if at == 0 else (), lambda part=part: part))
        base += len(part)
    live = [set(terms) for at, part in enumerate(texts) for place, terms in enumerate(part) if at or not engines.is_gone(place, gone)]
    return kind.open(parts, lambda terms: {term: sum(term in chunk for chunk in live) for term in terms})


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def search(engine, terms, n):
    """What is found of terms that all count the same."""
    return engine.search(dict.fromkeys(terms, 1.0), n)


def numbers(candidates):
    return [candidate.number for candidate in candidates]


def test_every_candidate_shares_a_term_and_every_chunk_that_does_is_one(name, tmp_path):
    """Chunks without a term of the query are never candidates, even where there is room for them."""
    engine = opened(name, tmp_path, TEXTS)
    assert sorted(numbers(search(engine, ["w石家庄"], 10))) == [0, 4]


def test_a_term_that_stands_everywhere_still_finds(name, tmp_path):
    """The idf of a frequent term stays above zero."""
    engine = opened(name, tmp_path, TEXTS)
    assert sorted(numbers(search(engine, ["w产业"], 10))) == [0, 1, 2, 4]
    assert all(candidate.score > 0 for candidate in search(engine, ["w产业"], 10))


def test_best_first_and_no_more_than_asked_for(name, tmp_path):
    """Scores fall, and the first n of many are the first n of all."""
    engine = opened(name, tmp_path, TEXTS)
    every = search(engine, ["w石家庄", "w收入", "w产业"], 10)
    assert every[0].number == 4
    assert [c.score for c in every] == sorted((c.score for c in every), reverse=True)
    assert search(engine, ["w石家庄", "w收入", "w产业"], 2) == every[:2]


def test_ties_go_by_number(name, tmp_path):
    """Equal chunks come in the order of their numbers."""
    assert numbers(search(opened(name, tmp_path, [["w同"]] * 7), ["w同"], 5)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("terms", [[], ["w没有"], ["u石"]])
def test_nothing_in_common_finds_nothing(name, tmp_path, terms):
    """No term, or none that the index has: no candidate."""
    assert search(opened(name, tmp_path, TEXTS), terms, 10) == []


@pytest.mark.parametrize("parts", [[], [[]], [[[]]]])
def test_an_empty_index_finds_nothing(name, tmp_path, parts):
    """No part, a part without chunks, a chunk without terms: no candidate and no error."""
    assert search(opened(name, tmp_path, *parts), ["w产业"], 10) == []


def test_none_asked_for(name, tmp_path):
    """Asked for none, an engine gives none."""
    assert search(opened(name, tmp_path, TEXTS), ["w产业"], 0) == []


def test_what_a_term_counts_decides(name, tmp_path):
    """A term that counts more brings its chunks to the front, in one part and in several."""
    for at, texts in enumerate(([[["w石家庄"], ["w河北"]]], [[["w石家庄"]], [["w河北"], ["w别"]]])):
        (tmp_path / str(at)).mkdir()
        engine = opened(name, tmp_path / str(at), *texts)
        assert numbers(engine.search({"w石家庄": 1.0, "w河北": 3.0}, 5)) == [1, 0]
        assert numbers(engine.search({"w石家庄": 1.0, "w河北": 0.3}, 5)) == [0, 1]


def test_removed_chunks_are_never_found(name, tmp_path):
    """They make room for the ones that follow, however many they are."""
    texts = [["w同", "w同"]] * 40 + [["w同", "w别"]] * 3
    assert numbers(search(opened(name, tmp_path, texts, gone=[(0, 40)]), ["w同"], 3)) == [40, 41, 42]


def test_parts_find_what_one_part_finds(name, tmp_path):
    """How an index was built up does not decide what is found."""
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    texts = TEXTS * 5
    whole = opened(name, tmp_path / "one", texts)
    parts = opened(name, tmp_path / "many", texts[:20], texts[20:22], texts[22:])
    for terms in (["w石家庄"], ["w收入", "w产业"], ["b石家", "w河北"]):
        assert sorted(numbers(search(whole, terms, 99))) == sorted(numbers(search(parts, terms, 99)))
        assert max(c.score for c in search(parts, terms, 99)) == pytest.approx(max(c.score for c in search(whole, terms, 99)), rel=0.3)


def test_a_rare_term_of_a_small_part_weighs_as_much_as_anywhere(name, tmp_path):
    """A new file's chunk is among the first although its part is small: what is rare is told over all parts."""
    old = [[f"w{at}", "w常见"] for at in range(300)]
    assert numbers(search(opened(name, tmp_path, old, [["w稀有", "w常见"]]), ["w稀有", "w常见"], 5))[0] == 300


def test_many_threads_get_the_same_answers(name, tmp_path):
    """One engine serves all readers at once."""
    engine = opened(name, tmp_path, TEXTS * 20)
    expected = search(engine, ["w石家庄", "w收入"], 10)
    wrong = []

    def ask():
        wrong.extend(1 for _ in range(30) if search(engine, ["w石家庄", "w收入"], 10) != expected)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


TERM = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=6).map(lambda text: "w" + text)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.lists(TERM, max_size=6), min_size=1, max_size=8), query=st.lists(TERM, max_size=4), data=st.data())
@pytest.mark.parametrize("which", NAMES)
def test_any_terms(which, texts, query, data):
    """Whatever characters terms are made of, the candidates are exactly the chunks that share one."""
    query = query + data.draw(st.lists(st.sampled_from([term for text in texts for term in text] or ["w-"]), max_size=2))
    with TemporaryDirectory() as folder:
        found = search(opened(which, folder, texts), query, 99)
    assert sorted(numbers(found)) == [at for at, text in enumerate(texts) if {*text} & {*query}]


def test_an_unknown_engine_is_named_with_those_known():
    """The error says what there is."""
    with pytest.raises(ConfigError, match=r"unknown engine 'lucene'.*rank-bm25, tantivy"):
        engines.kind("lucene")


@pytest.mark.parametrize(("chunks", "chosen"), [(0, "rank-bm25"), (9_999, "rank-bm25"), (10_000, "tantivy")])
def test_auto_goes_by_size(chunks, chosen):
    """`auto` takes the engine that keeps files from 10,000 chunks on."""
    assert engines.choose(engines.AUTO, chunks) == chosen
