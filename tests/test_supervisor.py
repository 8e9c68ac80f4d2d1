"""The supervisor: parts that fail come back, and those that end stay ended."""

from __future__ import annotations

import asyncio

from assistant.supervisor import Backoff, Supervisor


def _supervisor(failures: list[str]) -> Supervisor:
    return Supervisor(
        on_failure=lambda name, error, wait: failures.append(f"{name}: {error}"),
        backoff=lambda: Backoff(first=0.0, longest=0.0),
    )


def test_a_failed_part_is_started_again_and_counted() -> None:
    async def scenario() -> None:
        failures: list[str] = []
        supervisor = _supervisor(failures)
        runs = 0

        async def part() -> None:
            nonlocal runs
            runs += 1
            if runs < 4:
                raise RuntimeError(f"run {runs}")

        supervisor.run("ear", part)
        await supervisor.parts["ear"].task
        assert failures == ["ear: run 1", "ear: run 2", "ear: run 3"]
        assert supervisor.parts["ear"].restarts == 3
        assert supervisor.parts["ear"].last_error == "RuntimeError: run 3"

    asyncio.run(scenario())


def test_a_part_that_ends_is_not_started_again() -> None:
    async def scenario() -> None:
        runs: list[int] = []

        async def part() -> None:
            runs.append(1)

        supervisor = _supervisor([])
        supervisor.run("demo", part)
        await supervisor.parts["demo"].task
        await asyncio.sleep(0.01)
        assert runs == [1]

    asyncio.run(scenario())


def test_a_running_part_is_not_started_twice_but_an_ended_one_is() -> None:
    async def scenario() -> None:
        runs: list[int] = []

        async def part() -> None:
            runs.append(1)
            await asyncio.sleep(3600)

        supervisor = _supervisor([])
        supervisor.run("ear", part)
        supervisor.run("ear", part)
        await asyncio.sleep(0)
        assert runs == [1]
        await supervisor.end("ear")
        supervisor.run("ear", part)
        await asyncio.sleep(0)
        assert runs == [1, 1]
        await supervisor.stop()

    asyncio.run(scenario())


def test_one_failing_part_does_not_disturb_another() -> None:
    async def scenario() -> None:
        supervisor = _supervisor([])
        done = asyncio.Event()

        async def broken() -> None:
            raise RuntimeError("again")

        async def sound() -> None:
            await asyncio.sleep(0.02)
            done.set()

        supervisor.run("broken", broken)
        supervisor.run("sound", sound)
        await asyncio.wait_for(done.wait(), 5)
        await supervisor.stop()
        assert supervisor.parts["broken"].restarts > 1
        assert all(part.task.done() for part in supervisor.parts.values())

    asyncio.run(scenario())


def test_stop_does_not_wait_for_a_part_that_will_not_end() -> None:
    async def scenario() -> None:
        supervisor = _supervisor([])
        release = asyncio.Event()

        async def stubborn() -> None:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                await release.wait()

        supervisor.run("stubborn", stubborn)
        await asyncio.sleep(0)
        await supervisor.stop()
        assert not supervisor.parts["stubborn"].task.done()
        release.set()
        await supervisor.parts["stubborn"].task

    asyncio.run(scenario())


def test_waits_double_up_to_a_bound_and_begin_anew_after_recovery() -> None:
    backoff = Backoff(first=1.0, longest=8.0, chance=lambda: 0.0)
    assert [backoff.failed() for _ in range(5)] == [1.0, 2.0, 4.0, 8.0, 8.0]
    backoff.recovered()
    assert backoff.failed() == 1.0
