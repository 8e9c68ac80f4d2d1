"""The phones the speech model tells apart: ARPAbet without stress, and the CTC blank."""

from __future__ import annotations

VOWELS = ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
CONSONANTS = (
    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH", "T",
    "TH", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip

BLANK = 0  # index of the blank among the model's outputs
PHONES = (*VOWELS, *CONSONANTS)  # output i + 1 of the model is PHONES[i]
OUTPUTS = len(PHONES) + 1
INDEX = {phone: number for number, phone in enumerate(PHONES, start=1)}
