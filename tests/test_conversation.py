"""What is remembered of commands that were really carried out, or not, by voice, thumb and timer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from assistant.acting.executor import Executor, ExecutorSettings
from assistant.acting.matching import Patience
from assistant.acting.replies import Replies
from assistant.acting.timers import Timers
from assistant.conversation import Conversation, Sentence
from assistant.events import Heard
from assistant.itself import Itself
from assistant.understanding.understanding import Understanding
from devices.errors import CannotCommand
from devices.messages import Delivered, Delivery, Message, Reported
from devices.model import Command
from tests.understanding.homes import home


class Talk:
    """A conversation about a home in memory, whose devices do at once what reaches them."""

    def __init__(self) -> None:
        self.home = home()
        self.said: list[str] = []
        self.told: list[Message] = []
        self.deaf: set[str] = set()  # devices that no command reaches
        self.done: list[int] = []  # how much had been said when a command by ear was done
        settings = ExecutorSettings(patience=Patience(0.05, 0.01, 0.02))
        self._executor = Executor(self, self, self.home, settings)
        self.conversation = Conversation(
            Understanding(self.home),
            self._executor,
            Timers(),
            Replies("en", self.home),
            Itself("test"),
            publish=self.told.append,
            speak=self.said.append,
            on_question=lambda answers: None,
            on_done=lambda: self.done.append(len(self.said)),
        )

    async def publish(self, message: Message, *, age_limit: float | None = None) -> Delivery:
        return Delivered(0.0)

    def encode(self, command: Command) -> tuple[Message, ...]:
        if command.device in self.deaf:
            raise CannotCommand("no way to it")
        self.home.update(command.device, command.desired, time.time())
        report = Reported(command.device, command.desired)
        asyncio.get_running_loop().call_soon(self._executor.notice, report)
        return (Message("set"),)

    def on(self, device_id: str) -> bool | None:
        return self.home.state(device_id).on


def say(text: str, area: str | None = None) -> Callable[[Talk], None]:
    return lambda talk: talk.conversation.take(Sentence(text, area, "told"))


def hear(text: str) -> Callable[[Talk], None]:
    return lambda talk: talk.conversation.hear(Heard(text, 0.9))


def talked(*steps: Callable[[Talk], object]) -> Talk:
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


def deaf(device_id: str) -> Callable[[Talk], None]:
    return lambda talk: talk.deaf.add(device_id)


def thumb(up: bool, area: str) -> Callable[[Talk], object]:
    return lambda talk: talk.conversation.answer(up, area)


def test_a_command_and_its_undo_are_carried_out_and_confirmed() -> None:
    talk = talked(say("turn off the ceiling light"), say("undo that"))
    assert talk.on("light.ceiling")
    assert talk.said == ["Turned off the light.", "Done."]


def test_what_a_thumb_agreed_to_is_what_is_remembered() -> None:
    talk = talked(say("unlock the front door", "kitchen"), thumb(True, "living"), say("lock it", "kitchen"))
    assert talk.home.state("lock.front").locked
    declined = talked(say("unlock the front door"), thumb(False, "living"), say("lock it"))
    assert "which one" in declined.said[-1]


def test_a_command_that_reached_nobody_is_not_remembered() -> None:
    talk = talked(
        say("turn on the coffee machine"),
        deaf("light.counter"),
        say("turn on the counter light"),
        say("turn it off"),
    )
    assert talk.said[1] == "I could not reach Counter Light."
    assert talk.on("switch.coffee") is False


def test_of_a_command_that_reached_some_those_are_remembered() -> None:
    talk = talked(
        deaf("light.counter"),
        say("turn off the lights", "kitchen"),
        say("turn them on", "kitchen"),
    )
    assert talk.on("light.ceiling")
    assert talk.said[-1] == "Turned on the light."


def test_a_timer_that_cannot_be_cancelled_is_not_remembered() -> None:
    talk = talked(say("cancel my timer"), say("again"))
    assert talk.said == ["There is no such timer.", "There is nothing that I could do again."]


def test_a_command_by_ear_is_done_when_it_was_replied_to() -> None:
    talk = talked(hear("turn off the ceiling light"), hear("undo that"))
    assert talk.done == [1, 2]


def test_what_was_asked_refused_or_reached_nobody_is_no_command_that_was_done() -> None:
    talk = talked(
        hear("unlock the front door"),
        hear("no"),
        hear("turn on the light in the attic"),
        hear("what time is it"),
        deaf("light.counter"),
        hear("turn on the counter light"),
    )
    assert talk.done == []


def test_a_command_that_was_written_leaves_no_ear_open() -> None:
    assert talked(say("turn off the ceiling light")).done == []


def test_what_another_assistant_heard_better_is_told_but_not_done() -> None:
    talk = talked(lambda talk: talk.conversation.overhear(Heard("turn off the ceiling light", 0.9)))
    assert talk.said == []
    assert talk.on("light.ceiling")
    assert [message.topic for message in talk.told] == ["assistant/test/heard"]
