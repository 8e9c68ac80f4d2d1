"""What is remembered, for how long, and for whom."""

from __future__ import annotations

from dataclasses import replace

from assistant.events import Act, Ask, Intent, Refuse, Slot
from assistant.understanding.memory import KEPT, MEMORY_SECONDS, Memory
from devices.model import Command
from devices.state import State
from tests.understanding.homes import NOW, home

LAMP = Act(Intent("HassTurnOn"), (Command("light.ceiling", State(on=False)),), ("light.ceiling",))
BOTH = Act(
    Intent("HassTurnOn"),
    (Command("light.ceiling", State(on=True)), Command("light.counter", State(on=True))),
    ("light.ceiling", "light.counter"),
)


def remembering(*acts: Act, area: str | None = None) -> Memory:
    memory = Memory()
    for act in acts:
        memory = memory.after([act], home(), NOW, area)
    return memory


def test_an_act_is_remembered_with_how_its_devices_were() -> None:
    deed = remembering(LAMP).last(NOW, None)
    assert deed is not None
    assert deed.devices == ("light.ceiling",)
    assert deed.was("light.ceiling").brightness == 40.0
    assert deed.was("light.counter") == State()


def test_it_is_forgotten_after_a_minute_and_when_the_clock_is_set_back() -> None:
    memory = remembering(LAMP)
    assert memory.last(NOW + MEMORY_SECONDS, None) is not None
    assert memory.last(NOW + MEMORY_SECONDS + 0.1, None) is None
    assert memory.last(NOW - 0.1, None) is None


def test_what_was_done_in_another_room_is_not_meant_in_this_one() -> None:
    memory = remembering(LAMP, area="kitchen").after([BOTH], home(), NOW, "bedroom")
    there, here = memory.last(NOW, "kitchen"), memory.last(NOW, "bedroom")
    assert there is not None
    assert here is not None
    assert (there.devices, here.devices) == (LAMP.targets, BOTH.targets)
    assert memory.last(NOW, "living") is None


def test_where_nobody_knows_the_room_the_last_of_all_is_meant() -> None:
    assert remembering(LAMP, area="kitchen").last(NOW, None) is not None
    assert remembering(LAMP, area=None).last(NOW, "kitchen") is not None


def test_questions_refusals_and_answers_to_nothing_are_not_remembered() -> None:
    nothing = (Ask(LAMP.intent, "Really?", (LAMP,)), Refuse("no", "No."), Act(LAMP.intent, answer="Ten."))
    assert Memory().after(nothing, home(), NOW, None) == Memory()


def test_a_question_about_one_device_makes_it_the_one_meant_but_is_nothing_done() -> None:
    asked = Act(Intent("HassGetState", (Slot("name", "x"),)), targets=("lock.front",), answer="Yes.")
    memory = remembering(LAMP, asked)
    meant, done = memory.last(NOW, None), memory.last(NOW, None, done=True)
    assert meant is not None
    assert done is not None
    assert (meant.devices, done.devices) == (("lock.front",), ("light.ceiling",))


def test_what_failed_is_forgotten_and_what_was_before_it_is_meant_again() -> None:
    memory = remembering(LAMP, BOTH)
    half = memory.without(BOTH, BOTH.steps[:1]).last(NOW, None)
    assert half is not None
    assert half.devices == ("light.counter",)
    none = memory.without(BOTH, BOTH.steps).last(NOW, None)
    assert none is not None
    assert none.devices == LAMP.targets


def test_of_the_same_command_given_twice_only_the_one_that_failed_is_forgotten() -> None:
    twin = replace(LAMP)
    memory = remembering(LAMP, twin).without(LAMP, LAMP.steps)
    assert [deed.acts[0] is twin for deed in memory.deeds] == [True]


def test_only_a_few_deeds_are_kept() -> None:
    assert len(remembering(*[LAMP] * (KEPT + 3)).deeds) == KEPT
