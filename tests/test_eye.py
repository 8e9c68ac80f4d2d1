"""The daemon's eye, in a painted world before a camera that a test holds in its hand."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from assistant.errors import CameraError
from assistant.events import Gesture, Observation
from assistant.eye import Eye
from assistant.seeing.frames import Frame, Luma
from assistant.seeing.observer import Observer
from tests.seeing.door import HandCamera, palms
from tests.seeing.painted import PaintedModels


def workers() -> list[str]:
    """Threads of eyes that look."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("seeing")]


class Seen:
    """What an eye has told."""

    def __init__(self, *shots: Luma | Exception, models: Any = None, hangs: bool = False) -> None:
        self.told: list[tuple[Frame, Observation]] = []
        self.threads: set[str] = set()
        self.camera = HandCamera(hangs=hangs)
        self.camera.shots = shots
        self.eye = Eye(self.camera, Observer(models or PaintedModels()), on_seen=self._seen)

    def _seen(self, frame: Frame, observation: Observation) -> None:
        self.threads.add(threading.current_thread().name)
        self.told.append((frame, observation))


def test_every_frame_is_looked_at_in_its_order_until_the_source_is_over() -> None:
    seen = Seen(*palms(12))
    asyncio.run(seen.eye.run())
    assert [observation.number for _, observation in seen.told] == list(range(12))
    assert all(frame.seconds == observation.seconds for frame, observation in seen.told)
    assert seen.told[-1][1].hands[0].gesture is Gesture.PALM
    assert seen.camera.closed == 1
    assert workers() == []


def test_models_run_on_a_thread_of_their_own_and_what_is_seen_is_told_in_the_loop() -> None:
    threads = set()

    class Watchful(PaintedModels):
        def __init__(self) -> None:
            super().__init__()
            find = self.people.find
            self.people.find = lambda *given: (threads.add(threading.current_thread().name), find(*given))[1]

    seen = Seen(*palms(2), models=Watchful())
    asyncio.run(seen.eye.run())
    assert [name.startswith("seeing") for name in threads] == [True]
    assert seen.threads == {threading.current_thread().name}


def test_an_eye_that_is_closed_closes_its_camera_and_leaves_no_thread() -> None:
    seen = Seen(*palms(3), hangs=True)

    async def scene() -> None:
        task = asyncio.create_task(seen.eye.run())
        async with asyncio.timeout(30):
            while len(seen.told) < 3:  # noqa: ASYNC110 - nothing to wait on
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    asyncio.run(scene())
    assert seen.camera.closed == 1
    assert workers() == []


def test_a_file_that_is_no_video_ends_it_with_the_reason() -> None:
    seen = Seen(CameraError("v.mp4: does not exist; name a video or a picture"))
    with pytest.raises(CameraError, match="does not exist"):
        asyncio.run(seen.eye.run())
    assert seen.camera.closed == 1
    assert workers() == []


def test_a_model_that_fails_ends_it_and_it_can_be_started_again() -> None:
    class Failing(PaintedModels):
        def __init__(self) -> None:
            super().__init__()
            self.fails = True
            find = self.people.find

            def maybe(*given: Any) -> Any:
                if self.fails:
                    raise RuntimeError("the model has a bug")
                return find(*given)

            self.people.find = maybe

    models = Failing()
    seen = Seen(*palms(8), models=models)
    with pytest.raises(RuntimeError):
        asyncio.run(seen.eye.run())
    assert (seen.camera.closed, workers()) == (1, [])
    models.fails = False
    asyncio.run(seen.eye.run())
    assert len(seen.told) == 8
