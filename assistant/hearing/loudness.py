"""How far sound stands out of the room's own noise: what tells silence from sound, and a near microphone
from a far one."""

from __future__ import annotations

from assistant.hearing.audio import AudioFrame, decibels

_RISE = 0.05  # dB a frame, 1.6 a second: how fast a sound that stays becomes the room's own
_FALL = 0.3  # of the way to a quieter frame


class NoiseFloor:
    """The level of the room's noise, dB of a 16-bit step: what is quieter lowers it soon, what is louder
    raises it slowly. ``below``: dB below the first frame at which it begins."""

    def __init__(self, *, below: float = 0.0) -> None:
        self.level = 0.0
        self._below = below
        self._known = False

    def feed(self, level: float, *, speech: bool) -> None:
        """Take on a frame's level; nothing louder is learned from a frame of ``speech``."""
        if not self._known:
            self.level, self._known = level - self._below, True
        if level < self.level:
            self.level += _FALL * (level - self.level)
        elif not speech:
            self.level += min(_RISE, level - self.level)


class Loudness:
    """Of one utterance after the other, from all frames, those between them included."""

    def __init__(self) -> None:
        self._floor = NoiseFloor()
        self.begin()

    @property
    def decibels(self) -> float | None:
        """The RMS of the speech since `begin`, dB over the room's noise; None before any."""
        return decibels(self._power / self._frames) - self._floor.level if self._frames else None

    def begin(self) -> None:
        """What was said so far is no part of the utterance; the room stays the same."""
        self._power, self._frames = 0.0, 0

    def feed(self, frame: AudioFrame, *, voiced: bool, near: bool = True) -> None:
        """Take on a frame. ``voiced``: somebody speaks in it; ``near``: the speaker, not talk behind."""
        power = float(frame.var())
        self._floor.feed(decibels(power), speech=voiced)
        if voiced and near:
            self._power += power
            self._frames += 1
