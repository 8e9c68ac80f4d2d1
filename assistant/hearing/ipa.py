"""IPA, as espeak-ng writes American English, made ARPAbet."""

from __future__ import annotations

import re

# espeak-ng's American English symbols, and the sounds of loan words by their nearest English phone.
_IPA = {
    "aɪɚ": "AY ER", "aɪə": "AY AH", "aʊɚ": "AW ER", "ɔːɹ": "AO R", "oːɹ": "AO R", "ɑːɹ": "AA R",
    "ɛɹ": "EH R", "ɪɹ": "IH R", "ʊɹ": "UH R", "tʃ": "CH", "dʒ": "JH", "eɪ": "EY", "aɪ": "AY", "ɔɪ": "OY",
    "aʊ": "AW", "oʊ": "OW", "əʊ": "OW", "iː": "IY", "uː": "UW", "ɑː": "AA", "ɔː": "AO", "oː": "AO",
    "ɜː": "ER", "əl": "AH L", "iə": "IY AH", "ɪ": "IH", "ᵻ": "IH", "i": "IY", "ɛ": "EH", "e": "EH",
    "æ": "AE", "a": "AA", "ɐ": "AH", "ə": "AH", "ʌ": "AH", "ɚ": "ER", "ɝ": "ER", "ɜ": "ER", "ɑ": "AA",
    "ɒ": "AA", "ɔ": "AO", "o": "OW", "ʊ": "UH", "u": "UW", "y": "UW", "ø": "ER", "œ": "ER", "b": "B",
    "p": "P", "t": "T", "ɾ": "T", "d": "D", "k": "K", "c": "K", "ɡ": "G", "g": "G", "f": "F", "v": "V",
    "θ": "TH", "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "ç": "HH", "x": "K", "h": "HH",
    "m": "M", "n": "N", "ŋ": "NG", "ɲ": "N Y", "l": "L", "ɬ": "L", "ɫ": "L", "ɹ": "R", "r": "R",
    "ʁ": "R", "j": "Y", "w": "W", "ʔ": "T",
}  # fmt: skip
_LONGEST = max(len(symbol) for symbol in _IPA)
_SILENT = re.compile(
    r"\([a-z-]+\)|[ˈˌː_‿.\-\s\u0329\u032f\u0303\u200d]"
)  # stress, length, joins, voice marks


def ipa_to_arpabet(ipa: str) -> str:
    """Space-separated ARPAbet; sounds English lacks are left out. "" if nothing is left."""
    phones: list[str] = []
    at = 0
    ipa = ipa.strip().replace("ˈ", "").replace("ˌ", "")
    while at < len(ipa):
        for size in range(min(_LONGEST, len(ipa) - at), 0, -1):
            phone = _IPA.get(ipa[at : at + size])
            if phone:
                phones += phone.split()
                at += size
                break
        else:
            mark = _SILENT.match(ipa, at)
            at = mark.end() if mark else at + 1
    return " ".join(phones)
