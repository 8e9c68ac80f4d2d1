"""The thread that reads a camera: it owns what is open, takes a picture when one is due, and ends.

C libraries read cameras, and may hang in a driver for ever. So the thread is a daemon, is asked to end
and never forced to, and closes the camera itself when it comes back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from assistant.errors import CameraError
from assistant.seeing.frames import WORKING_SIDE, Frame, Luma
from assistant.seeing.newest import Newest

# A camera of 10 a second is never exact: a picture may come so much off its time, in periods.
_SLACK = 0.25
LATE_SECONDS = 2.0
LATE_FOR_SECONDS = 5.0  # after a gap in the network a camera is late too, but soon catches up
_DRIFT = 1e-3  # of the camera's clock against ours; quartz is a tenth of it at worst


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """``luma``: [height, width] uint8 of working size. ``size``: width, height it was made from, px."""

    luma: Luma
    size: tuple[int, int]


class Pace:
    """When the next picture is due, and whether anybody still wants one. Used by one reading thread."""

    def __init__(self, frames_per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._period = 1.0 / frames_per_second
        self._clock = clock
        self._due = -1e9
        self._stop = threading.Event()

    def wanted(self) -> bool:
        """Take the picture that is here now? Asked once a picture."""
        now = self._clock()
        slack = _SLACK * self._period
        if now < self._due - slack:
            return False
        self._due = max(self._due, now - slack) + self._period
        return True

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until `stop`."""
        self._stop.wait(max(seconds, 0.0))

    def stop(self) -> None:
        """From any thread: end the reading."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stop.is_set()


class Lateness:
    """Whether a camera sends more than is decoded in time, so that pictures come later and later."""

    def __init__(self) -> None:
        self._least: float | None = None  # of arrival minus time stamp: how it is when nothing is late
        self._before = 0.0
        self._late_since: float | None = None

    def seconds(self, stamp: float | None, now: float) -> float:
        """By how much pictures come late, once they have for LATE_FOR_SECONDS; 0 before that.

        ``stamp``: the picture's own time, s, any origin; ``now``: the monotonic clock.
        """
        if stamp is None:
            return 0.0
        offset = now - stamp
        least = offset if self._least is None else self._least + (now - self._before) * _DRIFT
        self._least, self._before = min(least, offset), now
        late = offset - self._least
        if late < LATE_SECONDS:
            self._late_since = None
        elif self._late_since is None:
            self._late_since = now
        steady = self._late_since is not None and now - self._late_since >= LATE_FOR_SECONDS
        return late if steady else 0.0


class Feed(Protocol):
    """One kind of camera."""

    def shots(self, pace: Pace) -> Generator[Shot | None, None, None]:
        """Open it, and its pictures until it ends; closing the generator closes it. Blocks.

        None in between: a picture came that is not wanted now, so ask whether to go on.
        Raises CameraError.
        """
        ...


class Reader:
    """Starts reading at once; frames and the end come into ``newest``."""

    def __init__(
        self,
        who: str,
        feed: Feed,
        newest: Newest[Frame],
        pace: Pace,
        finish: Callable[[Frame], Frame] = lambda frame: frame,
    ) -> None:
        self._who = who
        self._feed = feed
        self._newest = newest
        self._pace = pace
        self._finish = finish
        self.closed = False  # the thread came back, and the camera is closed
        threading.Thread(target=self._run, name=who, daemon=True).start()

    def stop(self) -> None:
        """Ask the thread to end; it does when the camera lets it."""
        self._pace.stop()

    def _run(self) -> None:
        # An error nobody foresaw ends the thread with a traceback, and the camera with this line.
        ended: CameraError | None = CameraError(
            f"{self._who}: its reader failed, see the traceback; reopening"
        )
        try:
            self._read()
            ended = None
        except CameraError as error:
            ended = error
        finally:
            self.closed = True
            self._newest.end(ended)

    def _read(self) -> None:
        number = 0
        with closing(self._feed.shots(self._pace)) as shots:
            for shot in shots:
                if self._pace.stopped:
                    return
                if shot is not None:
                    frame = Frame(shot.luma, shot.size, number, time.monotonic())
                    self._newest.put(self._finish(frame))
                    number += 1


def working_size(width: int, height: int) -> tuple[int, int]:
    """Width and height scaled so that the longer is at most WORKING_SIDE; never enlarged, never 0."""
    share = min(1.0, WORKING_SIDE / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))
