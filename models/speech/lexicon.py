"""Makes the pronunciation dictionary that ships, out of CMUdict and a list of our own.

`python -m models.speech.lexicon [--cmudict FILE] [--out DIR]`. CMUdict is BSD-licensed; the copy in
pocketsphinx's wheel, which has no stress marks, is read unless another is named. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from assistant.hearing.dictionary import NAME, Ways, pack
from assistant.hearing.phones import PHONES
from assistant.inference import ARTIFACTS

VERSION = "1"
MAX_WAYS = 4  # pronunciations kept of a word; CMUdict's longest lists repeat themselves
OWN = Path(__file__).with_name("house_words.dict")
_STRESS = re.compile(r"\d")
_WORD = re.compile(r"[a-z](?:\.|[a-z']*(?:-[a-z']+)*)|'[a-z]+")
_SHORTENED = re.compile(r"([a-z]{2,})\.")

_CARD = """# Pronunciation dictionary

{words} English words with {ways} pronunciations, ARPAbet without stress, made by
`python -m models.speech.lexicon` from CMUdict (134,860 entries in pocketsphinx 5.1's wheel) and
{own} names of smart homes written for this project (`models/speech/house_words.dict`), which come
first where CMUdict says otherwise.

Left out: stress, second entries that are the same without it, abbreviations written with full
stops ("a.m."; "mr." is kept as "mr" where that is no word yet), more than {most} ways of one word.

Limits: American English. Rare names are said as Americans say them.
"""


def cmudict() -> Path:
    """CMUdict as pocketsphinx's wheel carries it. Needed to make the dictionary, not to use it."""
    return Path(str(files("pocketsphinx"))) / "model" / "en-us" / "cmudict-en-us.dict"


def read(lines: Iterable[str]) -> Ways:
    """CMUdict's lines, cleaned: see the model card for what is left out."""
    found: dict[str, list[str]] = {}
    shortened: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith((";", "#")):
            continue
        entry, _, said = line.partition("#")[0].strip().partition(" ")
        word = entry.lower().partition("(")[0]
        phones = _STRESS.sub("", said).split()
        if not phones or any(phone not in PHONES for phone in phones):
            continue
        short = _SHORTENED.fullmatch(word)
        if short:
            shortened.setdefault(short[1], []).append(" ".join(phones))
        elif _WORD.fullmatch(word):
            found.setdefault(word, []).append(" ".join(phones))
    for word, ways in shortened.items():
        found.setdefault(word, ways)
    return {word: tuple(dict.fromkeys(ways))[:MAX_WAYS] for word, ways in found.items()}


def read_own(path: Path = OWN) -> Ways:
    """Our own list: ``word PHONES | PHONES`` a line. Raises ValueError naming a line that is wrong."""
    own: Ways = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        word, _, ways = line.partition("#")[0].strip().partition(" ")
        if not word:
            continue
        said = tuple(" ".join(way.split()) for way in ways.split("|"))
        wrong = [phone for way in said for phone in way.split() if phone not in PHONES]
        if wrong or not all(said):
            raise ValueError(f"{path}:{number}: '{line}' is not a word and ARPAbet phones")
        own[word] = said
    return own


def build(source: Path) -> tuple[Ways, int]:
    """Every word's ways, and how many words are of our own list."""
    own = read_own()
    ways = read(source.read_text(encoding="utf-8").splitlines())
    merged = {word: tuple(dict.fromkeys((*said, *ways.get(word, ())))) for word, said in own.items()}
    return ways | {word: said[:MAX_WAYS] for word, said in merged.items()}, len(own)


def main() -> None:
    """Write dictionary, manifest and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cmudict", type=Path)
    parser.add_argument("--out", type=Path, default=ARTIFACTS / NAME)
    arguments = parser.parse_args()
    source: Path = arguments.cmudict or cmudict()
    ways, own = build(source)
    content = pack(ways)
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    (out / "lexicon.z").write_bytes(content)
    count = sum(len(said) for said in ways.values())
    card = _CARD.format(words=f"{len(ways):,}", ways=f"{count:,}", own=own, most=MAX_WAYS)
    (out / "README.md").write_text(card, encoding="utf-8")
    manifest = {
        "name": NAME,
        "version": VERSION,
        "file": "lexicon.z",
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "BSD-2-Clause, see LICENSE",
        "made_by": "python -m models.speech.lexicon",
        "source": {
            "cmudict": "pocketsphinx 5.1, model/en-us/cmudict-en-us.dict",
            "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        },
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{len(ways):,} words, {count:,} pronunciations, {len(content):,} bytes in {out}")


if __name__ == "__main__":
    main()
