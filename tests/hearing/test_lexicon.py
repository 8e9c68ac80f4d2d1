import hashlib
import json

import pytest

from assistant.errors import GrammarError, ModelError
from assistant.hearing.dictionary import look_up, pack
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import PHONES


def _nobody(word):
    return ()


def _say(*words, overrides=None):
    said = Lexicon(overrides).pronunciations(words)
    return said[words[0].lower()] if len(words) == 1 else said


def test_known_words_come_from_the_dictionary_with_their_variants():
    assert Lexicon(guess=_nobody).pronunciations(["Coffee"])["coffee"] == ("K AA F IY", "K AO F IY")


def test_names_of_smart_homes_are_in_the_dictionary():
    said = Lexicon(guess=_nobody).pronunciations(["Zigbee", "tado", "IKEA", "wled"])
    assert said["zigbee"] == ("Z IH G B IY",)
    assert said["ikea"][0] == "AY K IY AH"


def test_the_users_own_pronunciations_come_first_as_phones_or_as_words():
    lexicon = Lexicon({"Zigbee": "zig bee | Z IY G B IY"}, guess=_nobody)
    assert lexicon.pronunciations(["zigbee"]) == {"zigbee": ("Z IH G B IY", "Z IY G B IY")}


def test_an_unknown_word_is_asked_once():
    asked = []

    def guess(word):
        asked.append(word)
        return ("Z IH",)

    lexicon = Lexicon(guess=guess)
    lexicon.pronunciations(["zzyx"])
    assert lexicon.pronunciations(["zzyx"]) == {"zzyx": ("Z IH",)}
    assert asked == ["zzyx"]


def test_a_word_nobody_can_say_is_told_with_its_device_and_the_mend():
    with pytest.raises(GrammarError, match=r"'zzyx' \(in 'Zzyx plug'\).*pronounce:"):
        Lexicon(guess=_nobody).pronunciations(["zzyx"], examples={"zzyx": "Zzyx plug"})


@pytest.mark.parametrize("word", ["电灯", "☃", "'", "-", "", "'s'", "x" * 65, "a" * 100_000])
def test_what_has_no_english_reading_is_one_clear_error(word):
    with pytest.raises(GrammarError, match="pronounce:"):
        Lexicon().pronunciations([word])


@pytest.mark.parametrize("value", ["ZZ QQ", "", " | "])
def test_a_pronunciation_that_is_none_is_refused(value):
    with pytest.raises(GrammarError, match="pronounce:"):
        Lexicon({"hue": value}, guess=_nobody).pronunciations(["hue"])


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("what's", "W AH T S"),
        ("o'clock", "AH K L AA K"),
        ("anna's", "AE N AH Z"),
        ("Anna’s", "AE N AH Z"),
        ("thermostat's", "TH ER M AH S T AE T S"),
        ("lampshades'", "L AE M P SH EY D Z"),
        ("hallway'll", "HH AO L W EY AH L"),
        ("air-conditioner", "EH R K AH N D IH SH AH N ER"),
        ("tv1", "T IY V IY W AH N"),
        ("h2", "EY CH T UW"),
        ("lamp12", "L AE M P T W EH L V"),
        ("x007", "EH K S Z IH R OW Z IH R OW S EH V AH N"),
        ("nvr", "EH N V IY AA R"),
        ("café", "K AH F EY"),
    ],
)
def test_words_made_of_known_words_are_said_by_rule(word, said):
    assert said in _say(word)


def test_an_ending_follows_the_users_own_pronunciation():
    assert _say("zyx's", overrides={"zyx": "Z AY K S"}) == ("Z AY K S IH Z",)


def test_plurals_of_words_the_dictionary_lacks_the_plural_of_are_made():
    said = Lexicon(guess=_nobody).pronunciations(["zigbees", "tados"])
    assert said == {"zigbees": ("Z IH G B IY Z",), "tados": ("T AA D OW Z",)}


def test_a_short_word_in_capitals_is_also_read_by_letters():
    assert "EH L IY D IY" in _say("LED")
    assert "EH L IY D IY" not in _say("led")


def test_any_word_of_letters_is_said_in_phones_of_the_model():
    words = ["Küche", "Fensterlicht", "Gästebad", "dormitorio", "ventilateur", "кухня", "κουζίνα", "qqqq"]
    for ways in Lexicon().pronunciations(words).values():
        assert 1 <= len(ways) <= 4
        assert all(set(way.split()) <= set(PHONES) for way in ways)


def _folder(tmp_path, content, sha256=None):
    (tmp_path / "some.z").write_bytes(content)
    known = sha256 or hashlib.sha256(content).hexdigest()
    manifest = {"name": "lexicon", "version": "1", "file": "some.z", "sha256": known}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


def test_every_word_of_a_dictionary_is_found_and_no_other(tmp_path):
    ways = {"a": ("AH", "EY"), "ab": ("AE B",), "ab's": ("AE B Z",), "b": ("B IY",), "zoo": ("Z UW",)}
    folder = _folder(tmp_path, pack(ways))
    assert look_up([*ways, "", "aa", "c", "zoos", "zo", "\n"], folder) == ways


@pytest.mark.parametrize("content", [b"", b"no dictionary", pack({"a": ("AH",)})[:-3]])
def test_a_damaged_dictionary_is_one_clear_error(tmp_path, content):
    with pytest.raises(ModelError, match=r"'lexicon'.*some\.z"):
        look_up(["a"], _folder(tmp_path, content))


def test_another_file_than_the_manifests_is_refused(tmp_path):
    with pytest.raises(ModelError, match="sha256"):
        look_up(["a"], _folder(tmp_path, pack({"a": ("AH",)}), sha256="0" * 64))
