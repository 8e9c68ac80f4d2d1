"""Speech engines by the name they have in config.yaml."""

from __future__ import annotations

from assistant.hearing.grammar import Grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.pocketsphinx_engine import PocketsphinxRecognizer, PocketsphinxWake
from assistant.hearing.recognizer import Recognizer, WakeSpotter


def build_recognizer(engine: str, grammar: Grammar, lexicon: Lexicon) -> Recognizer:
    """The recogniser of an engine for one grammar. Raises GrammarError."""
    if engine != "pocketsphinx":
        raise ValueError(f"no engine {engine!r}")
    return PocketsphinxRecognizer(grammar, lexicon)


def build_wake(engine: str, phrase: str, threshold: float | None, lexicon: Lexicon) -> WakeSpotter:
    """The wake phrase spotter of an engine. Raises GrammarError."""
    if engine != "pocketsphinx":
        raise ValueError(f"no engine {engine!r}")
    return PocketsphinxWake(phrase, lexicon=lexicon)
