import pytest

from assistant.errors import GrammarError
from assistant.hearing.g2p import ARPABET, espeak, ipa_to_arpabet
from assistant.hearing.lexicon import Lexicon


def _nobody(word):
    return None


def test_known_words_come_from_the_dictionary_with_their_variants():
    assert Lexicon(guess=_nobody).pronunciations(["Coffee"])["coffee"] == ("K AA F IY", "K AO F IY")


def test_the_users_own_pronunciations_come_first_as_phones_or_as_words():
    lexicon = Lexicon({"Zigbee": "zig bee | Z IY G B IY"}, guess=_nobody)
    assert lexicon.pronunciations(["zigbee"]) == {"zigbee": ("Z IH G B IY", "Z IY G B IY")}


def test_an_unknown_word_is_asked_once():
    asked = []

    def guess(word):
        asked.append(word)
        return "Z IH"

    lexicon = Lexicon(guess=guess)
    lexicon.pronunciations(["zzyx"])
    assert lexicon.pronunciations(["zzyx"]) == {"zzyx": ("Z IH",)}
    assert asked == ["zzyx"]


def test_a_word_nobody_can_say_is_told_with_its_device_and_the_mend():
    with pytest.raises(GrammarError, match=r"'zzyx' \(in 'Zzyx plug'\).*pronounce:"):
        Lexicon(guess=_nobody).pronunciations(["zzyx"], examples={"zzyx": "Zzyx plug"})


@pytest.mark.parametrize("value", ["ZZ QQ", "", " | "])
def test_a_pronunciation_that_is_none_is_refused(value):
    with pytest.raises(GrammarError, match="pronounce:"):
        Lexicon({"hue": value}, guess=_nobody).pronunciations(["hue"])


def test_espeak_says_foreign_words_in_phones_of_the_model():
    said = espeak("Fensterlicht")
    assert said is not None
    assert set(said.split()) <= ARPABET
    assert said.startswith("F EH N S T")


def test_a_missing_espeak_is_no_pronunciation():
    assert espeak("word", program="no-such-program") is None


def test_a_word_that_looks_like_an_option_is_spoken_not_obeyed():
    assert espeak("--version") not in (None, "")


def test_sounds_english_lacks_are_left_out():
    assert ipa_to_arpabet("kˈ☃uːtʃ") == "K UW CH"
