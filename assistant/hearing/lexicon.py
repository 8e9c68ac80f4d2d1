"""How words are said: the user's own pronunciations, then a dictionary, then espeak-ng."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from assistant.errors import GrammarError
from assistant.hearing.g2p import ARPABET, Speak, espeak

MAX_GUESSES = 3_000  # unknown words asked of espeak-ng in one life; each takes about 8 ms
MAX_VARIANTS = 4  # pronunciations kept of one word
MAX_WORD = 64  # characters


def cmu_dictionary() -> Path:
    """The pronunciation dictionary in pocketsphinx's wheel (CMUdict, BSD), 134,860 lines."""
    return Path(str(files("pocketsphinx"))) / "model" / "en-us" / "cmudict-en-us.dict"


class Lexicon:
    """Pronunciations in ARPAbet, found when first asked for and then kept.

    ``overrides`` says how words are pronounced, config's ``pronounce:``. A value is ARPAbet
    ("K AA F IY") or plain words that sound like it ("zig bee"); "|" stands between variants.
    ``guess`` gives the pronunciation of a word nothing else knows, or None.
    """

    def __init__(
        self,
        overrides: Mapping[str, str] | None = None,
        *,
        dictionary: Path | None = None,
        guess: Speak = espeak,
    ) -> None:
        self._overrides = {word.strip().lower(): value for word, value in (overrides or {}).items()}
        self._dictionary = dictionary or cmu_dictionary()
        self._guess = guess
        self._guesses = 0
        self._known: dict[str, tuple[str, ...]] = {}

    def pronunciations(
        self, words: Iterable[str], *, examples: Mapping[str, str] | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Every word's pronunciations, the likeliest first.

        ``examples`` says for a word where it stands (a device, a sentence), for the message of
        the GrammarError that is raised when a word cannot be pronounced or an override is wrong.
        """
        wanted = {word.lower() for word in words}
        respelled = {part for word in wanted for part in self._respelling(word)}
        self._look_up((wanted | respelled) - self._known.keys())
        return {word: self._find(word, examples or {}) for word in sorted(wanted)}

    def _respelling(self, word: str) -> list[str]:
        variants = self._overrides.get(word, "").split("|")
        return [part.lower() for variant in variants if not _is_arpabet(variant) for part in variant.split()]

    def _find(self, word: str, examples: Mapping[str, str]) -> tuple[str, ...]:
        if word in self._overrides:
            variants = [variant.strip() for variant in self._overrides[word].split("|")]
            return tuple(self._override(word, variant, examples) for variant in variants)[:MAX_VARIANTS]
        if word not in self._known:
            self._known[word] = self._guessed(word, examples)
        return self._known[word]

    def _override(self, word: str, variant: str, examples: Mapping[str, str]) -> str:
        if _is_arpabet(variant):
            return " ".join(variant.split())
        parts = variant.lower().split()
        if not parts or (variant.isupper() and len(parts) > 1):
            phones = " ".join(sorted(ARPABET))
            raise GrammarError(
                f"pronounce: '{word}: {variant}' is neither plain words nor ARPAbet: use phones of {phones}"
            )
        said = []
        for part in parts:
            if part not in self._known:
                self._known[part] = self._guessed(part, examples)
            said.append(self._known[part][0])
        return " ".join(said)

    def _guessed(self, word: str, examples: Mapping[str, str]) -> tuple[str, ...]:
        said = None
        if len(word) <= MAX_WORD and self._guesses < MAX_GUESSES:
            self._guesses += 1
            said = self._guess(word)
        if not said:
            where = f" (in '{examples[word]}')" if word in examples else ""
            raise GrammarError(
                f"nothing says how '{word}'{where} is pronounced: install espeak-ng, "
                f"or add to config.yaml  pronounce: {{{word}: words that sound like it}}"
            )
        return (said,)

    def _look_up(self, words: set[str]) -> None:
        """One pass over the dictionary: 80 ms, and only what is wanted stays in memory."""
        if not words:
            return
        found: dict[str, list[str]] = {}
        with self._dictionary.open(encoding="utf-8") as lines:
            for line in lines:
                entry, _, phones = line.partition(" ")
                word = entry.partition("(")[0]
                if word in words:
                    found.setdefault(word, []).append(phones.strip())
        self._known |= {word: tuple(ways[:MAX_VARIANTS]) for word, ways in found.items()}


def _is_arpabet(text: str) -> bool:
    phones = text.split()
    return bool(phones) and all(phone in ARPABET for phone in phones)
