import hashlib
import json
import lzma

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.hearing.g2p import ARPABET, guess, ipa_to_arpabet
from assistant.hearing.graphones import NAME, GraphoneModel, Table, pack, unpack
from assistant.hearing.letters import folded
from assistant.inference import find


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("wohnzimmer", "W OW N Z IH M ER"),
        ("bedroomette", "B EH D R UW M EH T"),
        ("shadowlight", "SH AE D OW L AY T"),
        ("dormitorio", "D AO R M AH T AO R IY OW"),
    ],
)
def test_made_up_and_foreign_words_sound_as_they_are_read(word, said):
    assert said in guess(word)


@pytest.mark.parametrize(
    ("word", "said"),
    [("hdtv", "EY CH D IY T IY V IY"), ("PC", "P IY S IY"), ("x", "EH K S"), ("ß", "EH S EH S")],
)
def test_words_without_a_vowel_are_read_by_letters(word, said):
    assert guess(word) == (said,)


@pytest.mark.parametrize("word", ["", "☃", "电灯", "123", "-"])
def test_what_has_no_letters_is_not_said(word):
    assert guess(word) == ()


def test_a_second_way_is_given_only_when_it_is_nearly_as_likely():
    assert all(1 <= len(guess(word)) <= 2 for word in ("salonette", "kinderzimmer", "tadoo", "smorp"))
    assert len(guess("smorp")) == 1


def test_the_longest_word_is_said_in_phones_of_the_model():
    for word in ("a" * 64, "oughough" * 8, "xyz" * 20, "thethethe" * 7):
        assert set(guess(word)[0].split()) <= ARPABET


def test_accents_and_other_alphabets_become_letters_that_sound_alike():
    assert [folded(word) for word in ("Straße", "Küche", "señal", "кухня", "φως", "Ærø")] == [
        "strasse", "kooche", "senyal", "kukhnya", "fos", "aero",
    ]  # fmt: skip


def _table() -> Table:
    """Of "a", AA is likelier than EY, but not after "b": one bigram, "b" with EY."""
    graphones = (("a", ("AA",)), ("a", ("EY",)), ("b", ("B",)))
    children = np.array([5, 0, 0, 0, 0, 1, 0], np.uint16)  # of the empty n-gram, 5 words, and "b EY"
    words = np.array([0, 0, 1, 2, 3, 4, 3], np.uint16)
    probs = np.array([0, 10, 255, 10, 20, 10, 2], np.uint8)
    weights = np.array([128, 130], np.uint8)
    return Table(graphones, (1, 5, 1), children, words, probs, weights, 0.1)


def test_probabilities_follow_the_longest_history_seen_and_back_off_from_it():
    model = GraphoneModel(_table())
    alone = model.guesses("a")
    assert [each.phones for each in alone] == ["AA", "EY"]
    assert alone[0].share == pytest.approx(np.exp(1.0) / (1 + np.exp(1.0)))  # 1.0 and 2.0 nats
    after = model.guesses("ba")
    assert [each.phones for each in after] == ["B EY", "B AA"]
    assert after[0].share == pytest.approx(1 / (1 + np.exp(-1.0)))  # 0.2 nats; backing off 0.2, then 1.0


def test_letters_the_model_never_saw_are_not_said():
    assert GraphoneModel(_table()).guesses("z") == ()


def test_a_table_comes_back_as_it_was_packed():
    table, back = _table(), unpack(pack(_table()))
    assert (back.graphones, back.sizes, back.step) == (table.graphones, table.sizes, table.step)
    for name in ("children", "words", "probs", "weights"):
        assert np.array_equal(getattr(back, name), getattr(table, name))


@pytest.mark.parametrize("content", [b"", b"{}\n", pack(_table())[:-20], lzma.compress(b'{"sizes": [9]}\n')])
def test_a_damaged_model_is_one_clear_error(tmp_path, content):
    (tmp_path / "some.xz").write_bytes(content)
    manifest = {"version": "1", "file": "some.xz", "sha256": hashlib.sha256(content).hexdigest()}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=r"'g2p'.*some\.xz"):
        GraphoneModel.load(tmp_path)


def test_sounds_english_lacks_are_left_out():
    assert ipa_to_arpabet("kˈ☃uːtʃ") == "K UW CH"


def test_the_model_that_ships_takes_little_memory_to_unpack():
    """A window of 64 MB, as the strongest preset has it, was half of what the daemon may take."""
    content = find(NAME).file.read_bytes()
    roomy = lzma.LZMADecompressor(memlimit=8 << 20)
    assert len(roomy.decompress(content)) > 1_000_000
    assert roomy.eof
