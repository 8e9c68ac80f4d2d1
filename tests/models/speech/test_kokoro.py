import random

import pytest

from models.speech.kokoro import Kokoro, Speaker, draw_speaker, phonemized, symbols


@pytest.mark.parametrize(
    ("ipa", "american", "british"),
    [
        ("tˈɜːn ˈɔn", "tˈɜɹn ˈɔn", "tˈɜːn ˈɔn"),
        ("laɪt dʒˈʌdʒ tʃˈeɪn", "lIt ʤˈʌʤ ʧˈAn", "lIt ʤˈʌʤ ʧˈAn"),
        ("wˈɔːɾɚ", "wˈɔTəɹ", "wˈɔːtɚ"),
        ("ɡˈoʊ", "ɡˈO", "ɡˈɔʊ"),
    ],
)
def test_espeaks_sounds_are_written_in_kokoros_letters(ipa: str, american: str, british: str):
    assert symbols(ipa) == american
    assert symbols(ipa, british=True) == british


def test_british_vowels_keep_their_length():
    assert symbols("ɡˈəʊ ðeə", british=True) == "ɡˈQ ðɛː"


def test_each_text_has_symbols_of_its_own():
    one, two = phonemized(["turn on the light", "what time is it"], british=False)
    assert one.startswith("tˈɜɹn")
    assert "wˌʌt" in two or "wˈʌt" in two


def test_a_speaker_is_one_voice_or_a_mixture_of_two():
    chance = random.Random(2)  # noqa: S311 - not for secrets
    drawn = [draw_speaker(["af_a", "bm_b", "am_c"], chance) for _ in range(200)]
    assert {speaker.first for speaker in drawn} == {"af_a", "bm_b", "am_c"}
    assert 0.1 < sum(speaker.share == 1.0 for speaker in drawn) / 200 < 0.45
    assert all(0.3 < speaker.share < 1.3 for speaker in drawn)
    assert Speaker("bm_b", "af_a", 0.5).british
    assert not Speaker("af_a", "bm_b", 0.5).british


def test_a_folder_without_voices_is_refused(tmp_path):
    with pytest.raises(Exception, match="model"):
        Kokoro(tmp_path)
