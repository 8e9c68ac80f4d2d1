"""Speech engines by the name they have in config.yaml."""

from __future__ import annotations

from assistant.errors import GrammarError
from assistant.hearing.grammar import Grammar
from assistant.hearing.lares_engine import LaresRecognizer
from assistant.hearing.lares_wake import LaresWake
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.pocketsphinx_engine import PocketsphinxRecognizer
from assistant.hearing.pocketsphinx_wake import PocketsphinxWake
from assistant.hearing.recognizer import Recognizer, WakeSpotter

ENGINES = ("lares", "pocketsphinx")
DEFAULT_ENGINE = "lares"  # two thirds of the errors of pocketsphinx, see models/artifacts/speech/card.md
DEFAULT_WAKE = "lares"  # measured by assistant bench wake; pocketsphinx is far weaker at this


def build_recognizer(engine: str, grammar: Grammar, lexicon: Lexicon | None = None) -> Recognizer:
    """The recogniser of an engine for one grammar. Raises GrammarError and ModelError."""
    _check(engine)
    if engine == "lares":
        return LaresRecognizer(grammar, lexicon)
    return PocketsphinxRecognizer(grammar, lexicon)


def build_wake(
    engine: str, phrase: str, threshold: float | None = None, lexicon: Lexicon | None = None
) -> WakeSpotter:
    """The wake phrase spotter of an engine; no ``threshold`` (0-1) is its own.

    Raises GrammarError and ModelError.
    """
    _check(engine)
    spotter = LaresWake if engine == "lares" else PocketsphinxWake
    if threshold is None:
        return spotter(phrase, lexicon=lexicon)
    return spotter(phrase, threshold, lexicon)


def _check(engine: str) -> None:
    if engine not in ENGINES:
        raise GrammarError(f"no hearing engine '{engine}': there is {', '.join(ENGINES)}")
