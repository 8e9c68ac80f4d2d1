"""The ears and eyes of a scene: recordings and pictures, by the very paths of microphone and camera."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from assistant.events import Heard, Hypothesis, NotHeard, Woken
from assistant.hearing.audio import FRAME_SECONDS
from assistant.hearing.engine import DEFAULT_ENGINE, build_recognizer
from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.quiet import voice_activity
from assistant.hearing.recordings import wav_frames
from assistant.hearing.sayable import sayable
from assistant.scene_home import HOMES_KEPT, SceneHome
from assistant.seeing.hands import HandSettings
from assistant.seeing.models import SeeingModels
from assistant.seeing.observer import Observer, ObserverSettings
from assistant.seeing.pictures import read_picture
from assistant.understanding.custom import CustomSentences
from assistant.understanding.scene import Look, Said, thinned
from assistant.understanding.sentences import speech_sentences

PICTURE_SECONDS = 0.1  # from one picture to the next, as a camera gives them


@dataclass(frozen=True, slots=True)
class _Listened:
    grammar: Grammar
    lexicon: Lexicon


class SceneEars:
    """Hears the sentences of homes in one language, the user's own included."""

    def __init__(self, language: str, custom: CustomSentences | None = None) -> None:
        self._language, self._custom = language, custom
        self._listened = lru_cache(maxsize=HOMES_KEPT)(self._compiled)

    def hear(self, path: Path, where: SceneHome, area: str | None) -> Heard | NotHeard | None:
        """The first sentence of a recording that is heard; else the surest that is not; None for silence.

        Raises AudioError, GrammarError, LanguageError and ModelError.
        """
        told = self._listened(where)
        recognizer = build_recognizer(DEFAULT_ENGINE, told.grammar, told.lexicon)
        listener = Listener(recognizer, voice_activity(), settings=ListenerSettings(area=area))
        missed: list[NotHeard] = []
        for event in _events(listener, path):
            if isinstance(event, Heard):
                return event
            if isinstance(event, NotHeard):
                missed.append(event)
        return max(missed, key=lambda one: one.confidence, default=None)

    def _compiled(self, where: SceneHome) -> _Listened:
        spoken = speech_sentences(where.sections.home(), self._language, self._custom)
        lexicon = Lexicon(where.pronounce)
        return _Listened(sayable(compile_grammar(spoken.intents, spoken.lists), lexicon), lexicon)


def _events(listener: Listener, path: Path) -> Iterator[Woken | Heard | NotHeard | None]:
    seconds = 0.0
    for frame in wav_frames(path):
        seconds += FRAME_SECONDS
        yield listener.feed(frame, seconds)
    yield listener.flush(seconds)


def said_by(event: Heard | NotHeard) -> Said:
    """All that was or may have been said, the likeliest first."""
    if isinstance(event, NotHeard):
        return Said((Hypothesis(event.best_guess, event.confidence),))
    return Said((Hypothesis(event.text, event.confidence), *event.alternatives))


class SceneEyes:
    """Looks at pictures with models that are loaded when the first one comes."""

    def __init__(self, models: Callable[[], SeeingModels] = SeeingModels) -> None:
        self._load = models

    @cached_property
    def _models(self) -> SeeingModels:
        return self._load()

    def look(self, paths: Sequence[Path], area: str | None) -> tuple[Look, ...]:
        """What the camera of an area saw in these pictures, the last one just now; the newest first.

        Raises CameraError and ModelError.
        """
        if not paths:
            return ()
        observer = Observer(self._models, _settings(area, len(paths)))
        looks: list[Look] = []
        for number, path in enumerate(paths):
            seconds = number * PICTURE_SECONDS
            frame = replace(read_picture(path), number=number, seconds=seconds)
            seen = observer.feed(frame, seconds)
            looks.append(Look(seen, round((len(paths) - 1 - number) * PICTURE_SECONDS, 3)))
        return thinned(looks)


def _settings(area: str | None, pictures: int) -> ObserverSettings:
    """Fewer pictures than a gesture is voted on elect it by the same share of them."""
    hands = HandSettings()
    needed = min(hands.needed, math.ceil(pictures * hands.needed / hands.of))
    return ObserverSettings(camera=area or "camera", area=area, hands=replace(hands, needed=needed))
