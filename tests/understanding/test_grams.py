"""Words by the letters inside them."""

from assistant.understanding.grams import BUCKETS, GRAMS, NAME_GRAMS, grams, name_grams, words_of


def _shared(one: str, other: str) -> float:
    first, second = set(grams(one)), set(grams(other))
    return len(first & second) / len(first | second)


def test_words_are_compared_as_names_are() -> None:
    assert words_of("Turn ON the, Anna's lamp!") == ["turn", "on", "the", "annas", "lamp"]


def test_a_word_misheard_by_a_letter_is_near_and_another_is_far() -> None:
    assert _shared("kitchen", "kitchin") > 0.3 > 0.05 > _shared("kitchen", "bedroom")


def test_a_long_word_keeps_its_ends_and_its_limit() -> None:
    long = "wohnzimmerdeckenbeleuchtung"
    found = grams(long)
    assert len(found) == GRAMS
    assert grams("wohnen")[1] in found
    assert grams("leuchtung")[-1] in found


def test_buckets_are_numbers_of_the_table_and_never_that_of_no_word() -> None:
    for word in ("a", "ü", "照明", "-", "x" * 500):
        assert all(0 < bucket < BUCKETS for bucket in grams(word))


def test_all_that_a_thing_is_called_counts_once() -> None:
    assert name_grams(("lamp", "lamp")) == grams("lamp")
    assert set(name_grams(("desk lamp", "light"))) == {*grams("desk"), *grams("lamp"), *grams("light")}
    assert len(name_grams(tuple(f"name{i} of thing{i}" for i in range(50)))) == NAME_GRAMS
    assert name_grams(()) == ()
