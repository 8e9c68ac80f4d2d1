"""How words are said: the user's own pronunciations, a dictionary, rules for endings, then a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import product
from pathlib import Path

from assistant.errors import GrammarError
from assistant.hearing.derived import ending, pieces, unaccented
from assistant.hearing.dictionary import look_up
from assistant.hearing.g2p import ARPABET, Speak, guess
from assistant.hearing.letters import spelled

MAX_GUESSES = (
    3_000  # unknown words said by the model in one life; each takes about 2 ms on a desk, 10 on a board
)
MAX_VARIANTS = 4  # pronunciations kept of one word
MAX_WORD = 64  # characters
_LONGEST_SHOUT = 5  # letters of a word in capitals that is also read by letters


def cmu_dictionary() -> Path:
    """CMUdict as text in pocketsphinx's wheel, for that engine and for recipes; `Lexicon` needs it not."""
    return Path(str(files("pocketsphinx"))) / "model" / "en-us" / "cmudict-en-us.dict"


class Lexicon:
    """Pronunciations in ARPAbet, found when first asked for and then kept.

    ``overrides`` says how words are pronounced, config's ``pronounce:``. A value is ARPAbet
    ("K AA F IY") or plain words that sound like it ("zig bee"); "|" stands between variants.
    ``dictionary`` is the folder of another dictionary than the one that ships. ``guess`` gives the
    pronunciations of a word nothing else knows, or ().
    """

    def __init__(
        self,
        overrides: Mapping[str, str] | None = None,
        *,
        dictionary: Path | None = None,
        guess: Speak = guess,
    ) -> None:
        self._overrides = {word.strip().lower(): value for word, value in (overrides or {}).items()}
        self._dictionary = dictionary
        self._guess = guess
        self._guesses = 0
        self._known: dict[str, tuple[str, ...]] = {}

    def pronunciations(
        self, words: Iterable[str], *, examples: Mapping[str, str] | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Every word's pronunciations, the likeliest first; keys are in lower case.

        A short word in capitals ("LED") is also read by letters. ``examples`` says for a word where it
        stands (a device, a sentence), for the message of the GrammarError that is raised when a word
        cannot be pronounced or an override is wrong. Raises ModelError if the dictionary or the model
        that ships is missing or damaged.
        """
        said, unsaid = self.find(words, examples=examples)
        for error in unsaid.values():
            raise error
        return said

    def find(
        self, words: Iterable[str], *, examples: Mapping[str, str] | None = None
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, GrammarError]]:
        """As `pronunciations`, and why there are none of the words that are left out. Raises ModelError."""
        given = set(words)
        wanted = {word.lower() for word in given}
        shouted = {word.lower() for word in given if _is_shouted(word)} - self._overrides.keys()
        respelled = {part for word in wanted for part in self._respelling(word)}
        self._look_up(wanted | respelled)
        said: dict[str, tuple[str, ...]] = {}
        unsaid: dict[str, GrammarError] = {}
        for word in sorted(wanted):
            try:
                said[word] = self._find(word, examples or {})
            except GrammarError as error:
                unsaid[word] = error
        for word in shouted & said.keys():
            said[word] = tuple(dict.fromkeys((*said[word], spelled(word))))[:MAX_VARIANTS]
        return said, unsaid

    def _respelling(self, word: str) -> list[str]:
        variants = self._overrides.get(word, "").split("|")
        return [part.lower() for variant in variants if not _is_arpabet(variant) for part in variant.split()]

    def _find(self, word: str, examples: Mapping[str, str]) -> tuple[str, ...]:
        if word in self._overrides:
            variants = [variant.strip() for variant in self._overrides[word].split("|")]
            return tuple(self._override(word, variant, examples) for variant in variants)[:MAX_VARIANTS]
        return self._known.get(word) or self._made(word, examples)

    def _override(self, word: str, variant: str, examples: Mapping[str, str]) -> str:
        if _is_arpabet(variant):
            return " ".join(variant.split())
        parts = variant.lower().split()
        if not parts or (variant.isupper() and len(parts) > 1):
            phones = " ".join(sorted(ARPABET))
            raise GrammarError(
                f"pronounce: '{word}: {variant}' is neither plain words nor ARPAbet: use phones of {phones}"
            )
        return " ".join((self._known.get(part) or self._made(part, examples))[0] for part in parts)

    def _made(self, word: str, examples: Mapping[str, str]) -> tuple[str, ...]:
        """A word the dictionary lacks: from words it has, or as the model says it."""
        ways = self._derived(word, examples) if len(word) <= MAX_WORD else ()
        self._known[word] = ways or self._guessed(word, examples)
        return self._known[word]

    def _derived(self, word: str, examples: Mapping[str, str]) -> tuple[str, ...]:
        plain = unaccented(word)
        if plain in self._known or plain in self._overrides:
            return self._find(plain, examples)
        end = ending(plain)
        if end and (end.sure or end.base in self._known or end.base in self._overrides):
            where = {end.base: examples[word]} if word in examples else {}
            return tuple(dict.fromkeys(end.after(way) for way in self._find(end.base, where)))
        parts = pieces(plain)
        if not parts:
            return ()
        where = {part: examples[word] for part in parts if word in examples}
        ways = [(spelled(p),) if len(p) == 1 and "a" <= p <= "z" else self._find(p, where) for p in parts]
        few = [each[: 2 if len(parts) < 4 else 1] for each in ways]
        return tuple(" ".join(choice) for choice in product(*few))[:MAX_VARIANTS]

    def _guessed(self, word: str, examples: Mapping[str, str]) -> tuple[str, ...]:
        said: tuple[str, ...] = ()
        if len(word) <= MAX_WORD and self._guesses < MAX_GUESSES:
            self._guesses += 1
            said = self._guess(word)
        if not said:
            where = f" (in '{examples[word]}')" if word in examples else ""
            raise GrammarError(
                f"nothing says how '{word}'{where} is pronounced: "
                f"add to config.yaml  hearing: {{pronounce: {{{word}: words that sound like it}}}}"
            )
        return said[:MAX_VARIANTS]

    def _look_up(self, words: set[str]) -> None:
        """Fills what is known from the dictionary, 20 ms; then with what other words are made of."""
        missing = words - self._known.keys()
        for _ in range(2):
            if missing:
                self._known |= look_up(missing, self._dictionary)
                missing = {part for word in missing - self._known.keys() for part in _made_of(word)}
                missing -= self._known.keys()


def _made_of(word: str) -> set[str]:
    """The words that a word's pronunciation may be made of."""
    if len(word) > MAX_WORD:
        return set()
    plain = unaccented(word)
    found = {plain, *pieces(plain)}
    ends = [end.base for end in map(ending, tuple(found)) if end]
    return found | set(ends) | {part for base in ends for part in pieces(base)}


def _is_shouted(word: str) -> bool:
    return word.isupper() and word.isascii() and word.isalpha() and 1 < len(word) <= _LONGEST_SHOUT


def _is_arpabet(text: str) -> bool:
    phones = text.split()
    return bool(phones) and all(phone in ARPABET for phone in phones)
