"""What the ear listens for: the sentences of the home as it is now, or the answers to a question.

Compiling a grammar takes a tenth of a second and more, so it is done on a thread, from a copy of the
home's names; the ear goes on with the old recogniser until the new one is ready.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from assistant.config import Config
from assistant.errors import GrammarError
from assistant.hearing.either import EitherRecognizer
from assistant.hearing.engine import build_recognizer
from assistant.hearing.grammar import compile_grammar, phrases_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.recognizer import Recognizer
from assistant.hearing.sayable import sayable
from assistant.hearing.wyoming_engine import WyomingRecognizer
from assistant.understanding.sentences import speech_sentences
from devices.model import Home

log = logging.getLogger("assistant")

# Devices announce themselves one after the other; wait until they have all come.
SETTLE_SECONDS = 1.0


class Attention:
    """``on_change`` is given each recogniser that shall be used from now on."""

    def __init__(self, config: Config, home: Home, *, on_change: Callable[[Recognizer], None]) -> None:
        self._config = config
        self._home = home
        self._lexicon = Lexicon(config.hearing.pronounce)
        self._on_change = on_change
        self._told: set[str] = set()
        self._commands: Recognizer | None = None
        self._revision = -1
        self._answers: tuple[str, ...] = ()
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> Recognizer:
        """The recogniser of the home's sentences. Raises GrammarError or LanguageError."""
        self._revision = self._home.revision
        self._commands = await asyncio.to_thread(self._for_home, _copy(self._home))
        return self._commands

    async def follow(self) -> None:
        """Keep up with the home's names; a part of the daemon, never ends."""
        while True:
            await asyncio.sleep(SETTLE_SECONDS)
            if self._revision == self._home.revision:
                continue
            settled = self._home.revision
            await asyncio.sleep(SETTLE_SECONDS)
            if settled != self._home.revision:
                continue
            self._revision = settled
            async with self._one_at_a_time:
                try:
                    self._commands = await asyncio.to_thread(self._for_home, _copy(self._home))
                except GrammarError as error:
                    log.warning("hearing: the new names cannot be listened for: %s", error)
                    continue
            log.info("hearing: listening for the names of %d devices", len(self._home.devices))
            await self.expect(self._answers, again=True)

    async def expect(self, answers: tuple[str, ...], *, again: bool = False) -> None:
        """Listen for these answers as well; for none: for the home's sentences only."""
        async with self._one_at_a_time:
            if self._commands is None or (answers == self._answers and not again):
                return
            self._answers = answers
            chosen = self._commands
            if answers:
                chosen = await asyncio.to_thread(self._with_answers, answers, self._commands)
            self._on_change(chosen)

    def _for_home(self, home: Home) -> Recognizer:
        server = self._config.hearing.wyoming
        if self._config.hearing.engine == "wyoming" and server is not None:
            return WyomingRecognizer(
                server.uri,
                language=self._config.language,
                timeout=server.timeout,
                confidence=server.confidence,
            )
        sentences = speech_sentences(home, self._config.language, self._config.custom)
        grammar = sayable(compile_grammar(sentences.intents, sentences.lists), self._lexicon)
        for note in grammar.left_out:
            if note not in self._told:
                log.warning("hearing: %s", note)
        self._told |= set(grammar.left_out)
        return build_recognizer(self._config.hearing.engine, grammar, self._lexicon)

    def _with_answers(self, answers: tuple[str, ...], commands: Recognizer) -> Recognizer:
        if self._config.hearing.engine == "wyoming":  # it writes down any answer as it is
            return commands
        grammar = phrases_grammar(answers, self._config.language)
        first = build_recognizer(self._config.hearing.engine, grammar, self._lexicon)
        return EitherRecognizer(first, commands, sure=self._config.hearing.threshold)


def _copy(home: Home) -> Home:
    """The names, for another thread to read in peace."""
    return Home(dict(home.floors), dict(home.areas), dict(home.devices), {}, home.revision)
