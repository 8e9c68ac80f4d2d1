"""What came with a sentence: how it was heard, what cameras saw meanwhile, what the rooms' sensors tell."""

from __future__ import annotations

import time
from collections import deque

from assistant.events import Heard, Hypothesis, Observation, Woken
from assistant.understanding.climates import climates
from assistant.understanding.scene import SEEN_SECONDS, Look, Moment, Said, thinned
from devices.model import Home

# As many as cameras deliver in SEEN_SECONDS, four of them with 30 pictures a second; beyond it the eldest go.
SEEN_LIMIT = 360
# A sentence after the wake phrase begins within `ListenerSettings.awake_seconds` and ends within the cap.
WOKEN_SECONDS = 15.0


class Moments:
    """Remembers the last seconds. ``now``: seconds of the loop's clock, as the observations'."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._seen: deque[Observation] = deque(maxlen=SEEN_LIMIT)
        self._woken: tuple[float, float] | None = None  # when, and how surely

    def see(self, observation: Observation) -> None:
        """A camera's frame."""
        while self._seen and observation.seconds - self._seen[0].seconds > SEEN_SECONDS:
            self._seen.popleft()
        self._seen.append(observation)

    def forget(self) -> None:
        """The cameras were closed: what they saw counts no more."""
        self._seen.clear()

    def wake(self, woken: Woken, now: float) -> None:
        """The wake phrase was heard."""
        self._woken = (now, woken.score)

    def heard(self, heard: Heard, now: float) -> Moment:
        """The moment of a sentence that came by ear. A wake phrase counts for one sentence."""
        score, self._woken = self._fresh_wake(now), None
        best = Hypothesis(heard.text, heard.confidence)
        others = tuple(one for one in heard.alternatives if one.text != heard.text)
        return self._moment(Said((best, *others), score, heard.level_db), now, by_ear=True)

    def written(self, text: str, now: float) -> Moment:
        """The moment of a sentence that was written, or stands for a gesture or a timer."""
        return self._moment(Said((Hypothesis(text, 1.0),), 1.0), now, by_ear=False)

    def _fresh_wake(self, now: float) -> float | None:
        if self._woken is None or not 0 <= now - self._woken[0] <= WOKEN_SECONDS:
            return None
        return self._woken[1]

    def _moment(self, said: Said, now: float, *, by_ear: bool) -> Moment:
        looks = thinned(Look(seen, now - seen.seconds) for seen in self._seen)
        clock = time.localtime()
        return Moment(said, looks, climates(self._home), clock.tm_hour + clock.tm_min / 60, by_ear)
