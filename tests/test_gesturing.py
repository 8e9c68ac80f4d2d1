"""What a gesture does: by itself, and in a conversation with a whole home."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from assistant.acting.executor import Executor, ExecutorSettings
from assistant.acting.matching import Patience
from assistant.acting.replies import Replies
from assistant.acting.timers import Timers
from assistant.config.seeing import GesturesSection, SaySection
from assistant.conversation import Conversation, Sentence
from assistant.events import Direction, Gesture, Gestured, Pointing
from assistant.gesturing import POINTED_SECONDS, Deeds, Gesturing
from assistant.itself import Itself
from assistant.understanding.understanding import Understanding
from devices.messages import Delivered, Delivery, Message
from devices.model import Command
from tests.understanding.homes import home


def shown(gesture: Gesture, area: str | None = "hall", pointing: Pointing | None = None) -> Gestured:
    return Gestured(gesture, 0.9123, 0.53, "door", area, pointing)


class Done:
    """Deeds that only say that they were done."""

    def __init__(self, *, asked: bool = True, speaking: bool = True) -> None:
        self.deeds: list[object] = []
        self.open = Deeds(
            stop=lambda: self._note("stop") and speaking,
            answer=lambda yes, area: self._note(("answer", yes, area)) and asked,
            mute=lambda: self._note("mute") and None,
            say=lambda text, area: self._note(("say", text, area)) and None,
        )

    def _note(self, what: object) -> bool:
        self.deeds.append(what)
        return True


@pytest.mark.parametrize(
    ("gesture", "deed", "line"),
    [
        (Gesture.PALM, "stop", "stopped"),
        (Gesture.LIKE, ("answer", True, "hall"), "answers yes"),
        (Gesture.DISLIKE, ("answer", False, "hall"), "answers no"),
        (Gesture.MUTE, "mute", "mutes"),
        (Gesture.FIST, None, "means nothing here"),
        (Gesture.OK, None, "means nothing here"),
        (Gesture.OTHER, None, "means nothing here"),
        (Gesture.POINT, None, "kept for a sentence"),
    ],
)
def test_each_gesture_does_what_the_defaults_say_and_the_log_tells_it(
    gesture: Gesture, deed: object, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "assistant")
    done = Done()
    Gesturing(GesturesSection(), done.open).take(shown(gesture), 10.0)
    assert done.deeds == ([deed] if deed else [])
    assert caplog.messages == [f"camera door in hall: {gesture.value} 0.91 held 0.5 s → {line}"]


@pytest.mark.parametrize(
    ("gesture", "line"),
    [
        (Gesture.PALM, "nothing to stop"),
        (Gesture.LIKE, "nothing was asked"),
        (Gesture.DISLIKE, "nothing was asked"),
    ],
)
def test_where_there_is_nothing_to_do_the_log_says_so(
    gesture: Gesture, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "assistant")
    Gesturing(GesturesSection(), Done(asked=False, speaking=False).open).take(shown(gesture), 10.0)
    assert caplog.messages[0].endswith(f"→ {line}")


def test_a_gesture_may_stand_for_a_sentence_said_in_the_cameras_area(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "assistant")
    meanings = GesturesSection(fist=SaySection(say="turn off the lights"), palm="none", ok="confirm")
    done = Done()
    gesturing = Gesturing(meanings, done.open)
    for gesture in (Gesture.FIST, Gesture.PALM, Gesture.OK):
        gesturing.take(shown(gesture), 10.0)
    assert done.deeds == [("say", "turn off the lights", "hall"), ("answer", True, "hall")]
    assert caplog.messages[0].endswith('→ says "turn off the lights"')


def test_what_was_pointed_at_is_kept_for_a_few_seconds() -> None:
    gesturing = Gesturing(GesturesSection(), Done().open)
    assert gesturing.pointed(10.0) is None
    left = shown(Gesture.POINT, pointing=Pointing(Direction.LEFT, 178.0, 6.0))
    gesturing.take(left, 10.0)
    kept = gesturing.pointed(10.0 + POINTED_SECONDS)
    assert kept is not None
    assert (kept.gestured, kept.at) == (left, 10.0)
    assert gesturing.pointed(10.1 + POINTED_SECONDS) is None
    assert gesturing.pointed(10.0) is None


def test_the_log_tells_where_it_pointed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "assistant")
    pointing = Pointing(Direction.LEFT, 178.4, 6.2)
    Gesturing(GesturesSection(), Done().open).take(shown(Gesture.POINT, None, pointing), 10.0)
    assert caplog.messages == ["camera door: point left (178° ±6°) 0.91 held 0.5 s → kept for a sentence"]


# --- in a conversation ---------------------------------------------------------------------------


class Talk:
    """A conversation about a home in memory, with gestures; ``sent``: commands to devices."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []
        self.said: list[str] = []
        house = home()
        settings = ExecutorSettings(patience=Patience(0.01, 0.01, 0.02))
        self.conversation = Conversation(
            Understanding(house),
            Executor(self, self, house, settings),
            Timers(),
            Replies("en", house),
            Itself("test"),
            publish=lambda message: None,
            speak=self.said.append,
            on_question=lambda answers: None,
        )
        answer = self.conversation.answer
        deeds = Deeds(lambda: answer(False, None), answer, lambda: None, self._say)
        self._gesturing = Gesturing(GesturesSection(fist=SaySection(say="lock the front door")), deeds)

    async def publish(self, message: Message, *, age_limit: float | None = None) -> Delivery:
        return Delivered(0.0)

    def encode(self, command: Command) -> tuple[Message, ...]:
        fields = {name: getattr(command.desired, name) for name in command.desired.told()}
        if (command.device, fields) not in self.sent:  # what is not confirmed is sent twice
            self.sent.append((command.device, fields))
        return (Message("set"),)

    def _say(self, text: str, area: str | None) -> None:
        self.conversation.take(Sentence(text, area, "shown"))

    def say(self, text: str) -> None:
        self._say(text, None)

    def show(self, gesture: Gesture) -> None:
        self._gesturing.take(shown(gesture, "living"), 10.0)


def talked(*steps: Callable[[Talk], None]) -> Talk:
    """A talk in which these things were done, each carried out to its end."""

    async def talk() -> Talk:
        one = Talk()
        for step in steps:
            step(one)
            async with asyncio.timeout(30):
                while one.conversation.busy:  # noqa: ASYNC110 - nothing to wait on
                    await asyncio.sleep(0.01)
        return one

    return asyncio.run(talk())


def say(text: str) -> Callable[[Talk], None]:
    return lambda talk: talk.say(text)


def show(gesture: Gesture) -> Callable[[Talk], None]:
    return lambda talk: talk.show(gesture)


UNLOCK = say("unlock the front door")
UNLOCKED = [("lock.front", {"locked": False})]


def test_a_thumb_up_unlocks_the_door_that_was_asked_about() -> None:
    assert talked(UNLOCK).sent == []
    assert talked(UNLOCK, show(Gesture.LIKE)).sent == UNLOCKED


@pytest.mark.parametrize("gesture", [Gesture.DISLIKE, Gesture.PALM])
def test_a_thumb_down_or_a_palm_leaves_it_locked_and_a_later_yes_too(gesture: Gesture) -> None:
    talk = talked(UNLOCK, show(gesture), show(Gesture.LIKE), say("yes"))
    assert talk.sent == []


@pytest.mark.parametrize("gesture", [Gesture.FIST, Gesture.OK, Gesture.POINT, Gesture.MUTE])
def test_other_gestures_do_not_answer(gesture: Gesture) -> None:
    assert ("lock.front", {"locked": False}) not in talked(UNLOCK, show(gesture)).sent


@pytest.mark.parametrize("gesture", [Gesture.LIKE, Gesture.DISLIKE, Gesture.PALM])
def test_where_nothing_was_asked_they_do_nothing_and_nothing_is_said(gesture: Gesture) -> None:
    talk = talked(show(gesture))
    assert (talk.sent, talk.said) == ([], [])


def test_one_thumb_answers_one_question() -> None:
    assert talked(UNLOCK, show(Gesture.LIKE), UNLOCK).sent == UNLOCKED
    assert len(talked(UNLOCK, show(Gesture.LIKE), show(Gesture.LIKE)).sent) == 1


def test_yes_is_no_answer_to_a_choice_and_leaves_it_open_but_no_is() -> None:
    which = say("turn on the reading lamp")
    lamp = [("light.reading_bedroom", {"on": True})]
    assert talked(which, show(Gesture.LIKE), say("bedroom")).sent == lamp
    assert talked(which, show(Gesture.DISLIKE), say("bedroom")).sent == []


def test_a_sentence_that_is_shown_is_carried_out() -> None:
    assert talked(show(Gesture.FIST)).sent == [("lock.front", {"locked": True})]


@pytest.mark.parametrize("gesture", [Gesture.LIKE, Gesture.DISLIKE, Gesture.PALM])
def test_a_gesture_after_the_time_is_up_does_nothing_and_is_not_talked_about(
    gesture: Gesture, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = time.time() + 9.0

    def wait(talk: Talk) -> None:
        monkeypatch.setattr("time.time", lambda: late)

    talk = talked(UNLOCK, wait, show(gesture))
    assert talk.sent == []
    assert len(talk.said) == 1  # the question
