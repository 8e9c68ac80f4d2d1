"""``assistant hear``: recordings through the very path of the microphone, to a command."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import process_time

from assistant.commands.recordings import recordings
from assistant.commands.say import area_id
from assistant.config import load_home, load_pronounce
from assistant.errors import AudioError, ConfigError
from assistant.events import Heard, Intent, NotHeard, SlotValue
from assistant.hearing.audio import FRAME_SECONDS, AudioFrame
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.engine import DEFAULT_ENGINE, ENGINES, build_recognizer
from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.hearing.lares_engine import LaresRecognizer
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.quiet import voice_activity
from assistant.hearing.recognizer import Recognizer
from assistant.hearing.recordings import wav_frames
from assistant.hearing.sayable import sayable
from assistant.understanding.custom import load_custom_sentences
from assistant.understanding.sentences import Sentences, speech_sentences
from devices.model import Home


@dataclass(frozen=True, slots=True)
class HearResult:
    """One line of output; ``accepted``: a sentence of the grammar was heard, trusted and understood.

    ``confidence`` 0-1. ``audio_seconds`` of the file; ``compute_seconds``: CPU time of all of it;
    ``endpoint_seconds``: from the end of speech to the decision that it ended.
    """

    file: str
    accepted: bool
    text: str
    intent: str | None
    slots: dict[str, SlotValue]
    confidence: float
    audio_seconds: float
    compute_seconds: float
    endpoint_seconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant hear``."""
    parser.description = (
        "Recognise the command in recordings, each on its own. A recording with several utterances "
        "counts as the first that is accepted; if none is, the one with the highest confidence is told."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="recordings, or folders of them")
    parser.add_argument(
        "--sentences", type=Path, metavar="FILE", help="custom sentences; only these are heard"
    )
    parser.add_argument("--home", type=Path, metavar="FILE", help="areas and devices (default ./config.yaml)")
    parser.add_argument("--area", help="where it is said: an area's id, name or alias")
    parser.add_argument("--language", help="of the sentences (default en, or that of --sentences)")
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT_ENGINE, help="default %(default)s")
    parser.add_argument(
        "--model", type=Path, metavar="DIR", help="speech model of engine lares (default the one that ships)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a recording")


@dataclass(frozen=True, slots=True)
class RecordingEar:
    """What all recordings of one call are heard with."""

    grammar: Grammar
    lexicon: Lexicon
    sentences: Sentences
    area: str | None
    engine: str
    model: Path | None = None  # folder of another speech model for engine lares

    def hear(self, path: Path, frames: Iterable[AudioFrame] | None = None) -> HearResult:
        """What is said in a recording, or in ``frames`` under its name. Raises AudioError."""
        # One for each recording: another voice in another room, and no memory of the one before.
        recognizer = self._recognizer()
        listener = Listener(recognizer, voice_activity(), settings=ListenerSettings(area=self.area))
        began = process_time()
        seconds = 0.0
        best: tuple[Heard | NotHeard | None, Intent | None] = (None, None)
        for frame in wav_frames(path) if frames is None else frames:
            seconds += FRAME_SECONDS
            best = self._better(best, listener.feed(frame, seconds))
        best = self._better(best, listener.flush(seconds))
        return _result(path, *best, seconds=seconds, compute=process_time() - began)

    def _recognizer(self) -> Recognizer:
        if self.model is None:
            return build_recognizer(self.engine, self.grammar, self.lexicon)
        return LaresRecognizer(self.grammar, self.lexicon, model=SpeechModel(self.model))

    def _better(
        self, best: tuple[Heard | NotHeard | None, Intent | None], event: object
    ) -> tuple[Heard | NotHeard | None, Intent | None]:
        if best[1] is not None or not isinstance(event, Heard | NotHeard):
            return best
        if isinstance(event, Heard):
            intents = self.sentences.recognize(event.text, area=self.area)
            if isinstance(intents, tuple):
                return event, intents[0]
        return best if best[0] is not None and best[0].confidence >= event.confidence else (event, None)


def run(arguments: argparse.Namespace) -> int:
    """Hear every recording; returns 0, or 2 if any was unreadable. Raises LaresError."""
    ear = _ear(arguments)
    for note in ear.grammar.left_out if not arguments.json else ():
        print(f"not listened for: {note}", file=sys.stderr)
    status = 0
    for path in recordings(arguments.files):
        try:
            if isinstance(path, AudioError):
                raise path
            result = ear.hear(path)
        except AudioError as error:
            print(f"assistant hear: {error}", file=sys.stderr)
            status = 2
            continue
        print(json.dumps(asdict(result), ensure_ascii=False) if arguments.json else _line(result), flush=True)
    return status


def _ear(arguments: argparse.Namespace) -> RecordingEar:
    path = arguments.home
    if path is None and arguments.sentences is None:
        path = Path("config.yaml")
        if not path.exists():
            raise ConfigError(
                "nothing to listen for: give --home FILE or --sentences FILE (no ./config.yaml)"
            )
    if arguments.model is not None and arguments.engine != "lares":
        raise ConfigError(f"--model {arguments.model}: only --engine lares has models of its own")
    ear = recording_ear(path, arguments.sentences, arguments.area, arguments.engine, arguments.language)
    return replace(ear, model=arguments.model)


def recording_ear(
    home_file: Path | None,
    sentences_file: Path | None,
    area: str | None,
    engine: str,
    language: str | None = None,
) -> RecordingEar:
    """An ear for a home's commands, or for the sentences of a file alone. Raises LaresError."""
    home = load_home(home_file).home() if home_file is not None else Home()
    if sentences_file is not None:
        custom = load_custom_sentences([sentences_file], language)
        sentences = Sentences.only(custom, home)
        names = speech_sentences(home, "en").lists
        grammar = compile_grammar(custom.intents, {**names, **custom.intents.slot_lists})
    else:
        sentences = Sentences(home, language or "en")
        spoken = speech_sentences(home, language or "en")
        grammar = compile_grammar(spoken.intents, spoken.lists)
    lexicon = Lexicon(load_pronounce(home_file) if home_file is not None else None)
    return RecordingEar(sayable(grammar, lexicon), lexicon, sentences, area_id(home, area), engine)


def _result(
    path: Path, event: Heard | NotHeard | None, intent: Intent | None, *, seconds: float, compute: float
) -> HearResult:
    text = event.text if isinstance(event, Heard) else event.best_guess if event else ""
    return HearResult(
        file=str(path),
        accepted=intent is not None,
        text=text,
        intent=intent.name if intent else None,
        slots={slot.name: slot.value for slot in intent.slots} if intent else {},
        confidence=round(event.confidence, 4) if event else 0.0,
        audio_seconds=round(seconds, 3),
        compute_seconds=round(compute, 4),
        endpoint_seconds=round(event.endpoint_seconds, 3) if event else 0.0,
    )


def _line(result: HearResult) -> str:
    slots = ", ".join(f"{name}={value}" for name, value in result.slots.items())
    what = f"{result.intent} {slots}".strip() if result.accepted else "not accepted"
    return (
        f"{result.file}: '{result.text}' {result.confidence:.2f} -> {what} ({result.compute_seconds:.2f} s)"
    )
