import random
import re
import subprocess
from itertools import islice
from pathlib import Path

import pytest

from models.speech.homes import command, home_grammar, random_home
from models.speech.human import dictionary, human_sentences, plain
from models.speech.phrases import MADE, digits, order, spelled, wake_phrase
from models.speech.texts import Mix, agreed_words, random_words, sentences


def chance_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - not for secrets


HUMAN = ["what is on at the cinema tonight", "remind me to water the plants"]


def test_the_same_seed_says_the_same_and_another_seed_does_not() -> None:
    first, again, other = (list(islice(sentences(seed, HUMAN), 40)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_everything_said_is_plain_words() -> None:
    for sentence in islice(sentences(3, HUMAN), 300):
        assert re.fullmatch(r"[a-z']+( [a-z']+)*", sentence), sentence


def test_nearly_every_word_said_is_in_the_dictionary() -> None:
    words = [word for sentence in islice(sentences(4, HUMAN), 300) for word in sentence.split()]

    assert sum(word in dictionary() for word in words) / len(words) > 0.98


@pytest.mark.parametrize(
    ("mix", "share"), [(Mix(0, 1, 0), 1.0), (Mix(1, 0, 1), 0.0), (Mix(0.35, 0.3, 0.35), 0.3)]
)
def test_the_mix_decides_how_much_people_wrote(mix: Mix, share: float) -> None:
    said = list(islice(sentences(5, HUMAN, mix), 400))

    assert sum(sentence in HUMAN for sentence in said) / len(said) == pytest.approx(share, abs=0.08)


def test_without_human_sentences_the_others_fill_in() -> None:
    assert len(list(islice(sentences(6), 20))) == 20


def test_a_made_up_home_is_commanded_by_its_names() -> None:
    chance = chance_of(1)
    home = random_home(chance)
    grammar = home_grammar(home)
    said = {command(chance, grammar) for _ in range(200)}

    assert any(device.name in sentence for device in home.devices.values() for sentence in said)
    assert len({len(sentence.split()) for sentence in said}) > 3


def test_two_homes_have_other_names() -> None:
    names = [{device.name for device in random_home(chance_of(seed)).devices.values()} for seed in (1, 2)]

    assert all(names)
    assert names[0] != names[1]


def test_words_at_random_bring_most_pairs_of_phones() -> None:
    chance = chance_of(1)
    rare = agreed_words(1, 3_000)
    pairs: set[tuple[str, str]] = set()
    for _ in range(1_500):
        phones = " ".join(
            dictionary()[w][0] for w in random_words(chance, rare, []).split() if w in dictionary()
        )
        pairs |= set(zip(phones.split(), phones.split()[1:], strict=False))

    assert len(pairs) > 900  # of 39 * 39 = 1,521, many of which no word has


def test_words_the_two_pronouncers_disagree_on_are_left_out() -> None:
    words = agreed_words(1, 1_500)

    assert 500 < len(words) < 1_400


def test_phrases_of_our_own_are_sayable() -> None:
    chance = chance_of(2)
    said = [make(chance) for make in (*MADE, digits, spelled) for _ in range(100)]
    said += [wake_phrase(chance, ["umbrella"]) for _ in range(100)]

    assert {word for sentence in said for word in sentence.split()} <= dictionary().keys() | {"lares"}


def test_an_order_names_something_to_have() -> None:
    assert len({order(chance_of(seed)) for seed in range(50)}) > 45


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Set it to 42%, please!", "set it to forty two percent please"),
        ("what's on at 7", "what's on at seven"),
        ("twenty-one lamps", "twenty one lamps"),
        ("play xqzzkt", None),
        ("", None),
        ("word " * 30, None),
    ],
)
def test_a_human_sentence_becomes_plain_words_or_is_left_out(written: str, spoken: str | None) -> None:
    assert plain(written) == spoken


def test_only_the_open_parts_of_the_public_sets_are_read(tmp_path: Path) -> None:
    clone = tmp_path / "clinc+oos-eval"
    (clone / "data").mkdir(parents=True)
    parts = '{"train": [["dim the lamp", "x"]], "val": [["close it", "y"]], "test": [["secret words", "z"]]}'
    (clone / "data" / "data_full.json").write_text(parts)
    author = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command_line in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(clone), *command_line], check=True)

    assert human_sentences(tmp_path) == ["close it", "dim the lamp"]
