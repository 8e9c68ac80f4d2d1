"""The executor against a home in memory, through `publish` and `encode` only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from assistant.acting.executor import Executor, ExecutorSettings
from assistant.acting.matching import Patience
from assistant.events import Confirmed, Evidence, Failed, Outcome, Publish, Unconfirmed
from devices.errors import CannotCommand
from devices.messages import Delivered, Delivery, Dropped, Message, Reported
from devices.model import Command, Device, Home, Kind, Trigger
from devices.state import Moving, State

LAMP, BLIND, DOOR = "light.lamp", "cover.blind", "lock.door"
QUICK = Patience(0.05, 0.05, 0.2)


class Bench:
    """A home, and both one-method seams: what is published, and how commands are encoded."""

    def __init__(self, settings: ExecutorSettings | None = None) -> None:
        self.home = Home.of(
            devices=[
                Device(LAMP, "Lamp", Kind.LIGHT),
                Device(BLIND, "Blind", Kind.COVER),
                Device(DOOR, "Door", Kind.LOCK),
            ]
        )
        self.sent: list[str] = []
        self.delivery: Delivery = Delivered(0.0)
        self.takes = 0.0
        self.answer: Callable[[Message], None] = lambda message: None
        self.executor = Executor(self, self, self.home, settings or ExecutorSettings(patience=QUICK))

    async def publish(self, message: Message, *, age_limit: float | None = None) -> Delivery:
        self.sent.append(message.payload.decode())
        await asyncio.sleep(self.takes)
        asyncio.get_running_loop().call_soon(self.answer, message)
        return self.delivery

    def encode(self, command: Command) -> tuple[Message, ...]:
        if command.desired.color_temperature:
            raise CannotCommand("light.lamp has no colour temperature")
        wish = command.trigger or next(f"{n}={getattr(command.desired, n)}" for n in command.desired.told())
        return (Message(f"{command.device}/set", str(wish).encode()),)

    def report(self, device: str, state: State) -> None:
        self.home.update(device, state, 0.0)
        self.executor.notice(Reported(device, state))

    def answers(self, state: State, device: str = LAMP) -> None:
        self.answer = lambda message: self.report(device, state)


def run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    return asyncio.run(asyncio.wait_for(work, 10))


ON = Command(LAMP, State(on=True))


def test_a_command_is_confirmed_by_the_state_the_device_reports() -> None:
    bench = Bench()
    bench.answers(State(on=True))
    outcome = run(bench.executor.execute(ON))
    assert isinstance(outcome, Confirmed)
    assert outcome.evidence is Evidence.STATE
    assert bench.sent == ["on=True"]


def test_a_device_that_never_answers_is_sent_the_command_once_more_and_told_as_unconfirmed() -> None:
    bench = Bench()
    outcome = run(bench.executor.execute(ON))
    assert isinstance(outcome, Unconfirmed)
    assert "never reported" in outcome.reason
    assert bench.sent == ["on=True", "on=True"]


def test_the_wrong_state_confirms_nothing() -> None:
    bench = Bench()
    bench.answers(State(on=False))
    assert isinstance(run(bench.executor.execute(ON)), Unconfirmed)


def test_a_repetition_that_is_obeyed_confirms() -> None:
    bench = Bench()

    def second_time(message: Message) -> None:
        if len(bench.sent) == 2:
            bench.report(LAMP, State(on=True))

    bench.answer = second_time
    assert isinstance(run(bench.executor.execute(ON)), Confirmed)


def test_a_dropped_message_is_a_failure_with_the_links_reason() -> None:
    bench = Bench()
    bench.delivery = Dropped("not connected for 5 s")
    assert run(bench.executor.execute(ON)) == Failed(ON, "not connected for 5 s")
    assert len(bench.sent) == 1


def test_what_the_dialect_cannot_say_fails_with_its_reason() -> None:
    bench = Bench()
    outcome = run(bench.executor.execute(Command(LAMP, State(color_temperature=2700))))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "light.lamp has no colour temperature"


def test_nothing_is_sent_to_an_offline_device() -> None:
    bench = Bench()
    bench.home.update(LAMP, State(available=False), 0.0)
    assert run(bench.executor.execute(ON)) == Failed(ON, "it is offline")
    assert bench.sent == []


def test_nothing_is_sent_to_a_device_that_has_gone() -> None:
    bench = Bench()
    bench.home.remove(LAMP)
    assert isinstance(run(bench.executor.execute(ON)), Failed)
    assert bench.sent == []


def test_no_repetition_leaves_after_the_age_limit() -> None:
    bench = Bench(ExecutorSettings(age_limit=0.02, patience=QUICK))
    assert isinstance(run(bench.executor.execute(ON)), Unconfirmed)
    assert bench.sent == ["on=True"]


def test_a_command_queued_past_its_age_limit_is_never_sent() -> None:
    bench = Bench(ExecutorSettings(age_limit=0.05, patience=QUICK))
    bench.takes = 0.2

    async def both() -> Outcome:
        first = asyncio.create_task(bench.executor.execute(Command(LAMP, trigger=Trigger.TOGGLE)))
        await asyncio.sleep(0)
        second = await bench.executor.execute(ON)
        await first
        return second

    outcome = run(both())
    assert isinstance(outcome, Failed)
    assert bench.sent == ["toggle"]


def test_already_so_is_sent_all_the_same_and_a_fresh_report_confirms_it() -> None:
    bench = Bench()
    bench.home.update(LAMP, State(on=True), 0.0)
    bench.answers(State(on=True))
    assert isinstance(run(bench.executor.execute(ON)), Confirmed)
    assert bench.sent == ["on=True"]


def test_already_so_and_silent_is_confirmed_only_after_the_wait_and_not_repeated() -> None:
    bench = Bench()
    bench.home.update(LAMP, State(on=True), 0.0)
    outcome = run(bench.executor.execute(ON))
    assert isinstance(outcome, Confirmed)
    assert outcome.seconds >= QUICK.first
    assert bench.sent == ["on=True"]


def test_already_so_is_not_confirmed_by_a_report_about_something_else() -> None:
    bench = Bench()
    bench.home.update(LAMP, State(on=True), 0.0)
    bench.answers(State(available=True))
    outcome = run(bench.executor.execute(ON))
    assert isinstance(outcome, Confirmed)
    assert outcome.seconds >= QUICK.first


def test_a_blind_that_moves_is_waited_for_and_not_sent_again() -> None:
    bench = Bench()

    async def travel() -> None:
        for position in (75.0, 50.0, 25.0):
            bench.report(BLIND, State(moving=Moving.CLOSING, position=position, open=True))
            await asyncio.sleep(0.04)
        bench.report(BLIND, State(moving=Moving.STOPPED, position=0.0, open=False))

    travels: list[asyncio.Task[None]] = []
    bench.answer = lambda message: travels.append(asyncio.create_task(travel()))
    outcome = run(bench.executor.execute(Command(BLIND, State(open=False))))
    assert isinstance(outcome, Confirmed)
    assert bench.sent == ["open=False"]


def test_a_blind_that_stops_halfway_is_told_as_unconfirmed() -> None:
    bench = Bench(ExecutorSettings(age_limit=0.01, patience=Patience(0.05, 0.05, 0.05)))
    bench.answers(State(moving=Moving.CLOSING, position=60.0, open=True), BLIND)
    assert isinstance(run(bench.executor.execute(Command(BLIND, State(open=False)))), Unconfirmed)


def test_a_jammed_lock_ends_the_wait_at_once() -> None:
    bench = Bench(ExecutorSettings(patience=Patience(5.0, 5.0)))
    bench.answers(State(jammed=True), DOOR)
    outcome = run(bench.executor.execute(Command(DOOR, State(locked=True))))
    assert isinstance(outcome, Unconfirmed)
    assert "jammed" in outcome.reason
    assert len(bench.sent) == 1


def test_a_newer_command_overtakes_the_wait_for_the_older_and_is_sent_last() -> None:
    bench = Bench(ExecutorSettings(patience=Patience(0.3, 0.3)))

    async def both() -> tuple[Outcome, Outcome]:
        on = asyncio.create_task(bench.executor.execute(ON))
        await asyncio.sleep(0.01)
        bench.answers(State(on=False))
        off = await bench.executor.execute(Command(LAMP, State(on=False)))
        return await on, off

    on, off = asyncio.run(both())
    assert isinstance(on, Unconfirmed)
    assert "newer command" in on.reason
    assert isinstance(off, Confirmed)
    assert bench.sent == ["on=True", "on=False"]


def test_two_wishes_that_do_not_clash_are_both_confirmed() -> None:
    bench = Bench(ExecutorSettings(patience=Patience(1.0, 1.0)))
    bench.answers(State(on=True, brightness=40.0))

    async def both() -> Sequence[Outcome]:
        bright = Command(LAMP, State(brightness=40.0))
        return await asyncio.gather(bench.executor.execute(ON), bench.executor.execute(bright))

    assert [type(o) for o in asyncio.run(both())] == [Confirmed, Confirmed]


def test_a_trigger_and_a_message_of_the_users_own_count_when_delivered() -> None:
    bench = Bench()
    stop = run(bench.executor.execute(Command(BLIND, trigger=Trigger.STOP)))
    own = run(bench.executor.execute(Publish(Message("coffee/set", b"brew"))))
    assert isinstance(stop, Confirmed)
    assert isinstance(own, Confirmed)
    assert {stop.evidence, own.evidence} == {Evidence.DELIVERED}
    assert bench.sent == ["stop", "brew"]


def test_one_dead_lamp_holds_up_nobody() -> None:
    bench = Bench(ExecutorSettings(under_way=2, patience=QUICK))

    async def many() -> Sequence[Outcome]:
        steps: list[Command | Publish] = [ON, *(Publish(Message("x", str(i).encode())) for i in range(20))]
        return await asyncio.gather(*(bench.executor.execute(step) for step in steps))

    outcomes = asyncio.run(many())
    assert isinstance(outcomes[0], Unconfirmed)
    assert all(isinstance(o, Confirmed) for o in outcomes[1:])


def test_more_commands_than_there_is_room_for_fail_in_time() -> None:
    bench = Bench(ExecutorSettings(under_way=1, age_limit=0.03, patience=Patience(0.2, 0.2)))

    async def two() -> Sequence[Outcome]:
        return await asyncio.gather(bench.executor.execute(ON), bench.executor.execute(ON))

    outcomes = asyncio.run(two())
    assert isinstance(outcomes[1], Failed)
    assert "still wait" in outcomes[1].reason
