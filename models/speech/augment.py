"""One clip, as another person in another room with another microphone might have said it.

Chosen at random for every use of a clip: tempo, room (reverberation and colouring), noise of a
recorded or made kind at -2 to 34 dB, talk of others behind it, band limits, level, clipping and gaps
of exact zeros. Vocal tract length is warped later, in the filter bank (`features.filterbank`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft, signal

from assistant.hearing.features import RATE

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Strength:
    """Probabilities and ranges. The defaults were set by hand, wider than homes are."""

    mild: float = (
        0.3  # of the clips are only retimed and set to a level: a student of nothing but noise learns slowly
    )
    tempo: tuple[float, float] = (0.88, 1.15)
    room: float = 0.5
    colour: float = 0.5
    noise: float = 0.7
    snr: tuple[float, float] = (-2.0, 34.0)  # dB
    talk: float = 0.4  # of the clips with noise have other people's talk for it
    # Never louder than the speech: nobody could say then which of them is meant.
    talk_snr: tuple[float, float] = (4.0, 40.0)  # dB
    band_limit: float = 0.06
    level: tuple[float, float] = (-46.0, 0.0)  # dB of full scale, the loudest sample
    clip: float = 0.04
    gate: float = 0.05
    # Seconds of room sound around the clip. Below 0: what is quiet before the speech is cut off, since
    # a student that always waits a while for speech takes what comes at once for background.
    before: tuple[float, float] = (-0.2, 0.6)
    after: tuple[float, float] = (0.3, 0.7)
    # Behind talk: what goes on more quietly when the speech is over is no part of it. It seldom begins
    # before the speech, since what is alone so far is not known to be in the background.
    after_talk: tuple[float, float] = (0.3, 1.6)
    talk_first: float = 0.3


CLEAN = Strength(
    mild=1.0,
    tempo=(1.0, 1.0),
    room=0.0,
    colour=0.0,
    noise=0.0,
    band_limit=0.0,
    level=(-12.0, -12.0),
    clip=0.0,
    gate=0.0,
    before=(0.1, 0.6),
)


def retime(sound: Floats, tempo: float) -> Floats:
    """Faster (> 1) or slower, the pitch going with it, by linear interpolation."""
    if tempo == 1.0:
        return sound
    at = np.arange(0, len(sound) - 1, tempo, dtype=np.float32)
    return np.interp(at, np.arange(len(sound), dtype=np.float32), sound).astype(np.float32)


def quiet_before(sound: Floats) -> float:
    """Seconds before the first sample that is louder than a fiftieth of the loudest."""
    loud = np.abs(sound) > 0.02 * np.abs(sound).max(initial=1e-9)
    return float(loud.argmax()) / RATE if loud.any() else 0.0


def made_room(chance: np.random.Generator) -> Floats:
    """An impulse response: the direct sound, some early reflections, a diffuse exponential tail.

    Reverberation time 0.1-0.8 s, direct-to-reverberant ratio 0-20 dB (Moorer's noise model).
    """
    seconds = chance.uniform(0.1, 0.8)
    length = int(seconds * RATE * 0.7)
    time = np.arange(length, dtype=np.float32) / RATE
    tail = chance.standard_normal(length).astype(np.float32) * np.exp(-6.9 * time / seconds)
    tail[: int(0.004 * RATE)] = 0.0
    for at in chance.integers(int(0.001 * RATE), int(0.03 * RATE), chance.integers(2, 8)):
        tail[min(at, length - 1)] += chance.choice((-1.0, 1.0)) * chance.uniform(2, 8) * np.exp(-at / 300)
    # Walls swallow treble: the tail is duller than the direct sound.
    dull = signal.lfilter([1.0 - 0.6], [1.0, -0.6], tail) if chance.random() < 0.6 else tail
    ratio = 10.0 ** (chance.uniform(0.0, 20.0) / 10.0)
    response: Floats = (dull / np.sqrt(np.square(dull).sum() * ratio + 1e-9)).astype(np.float32)
    response[0] += 1.0
    return response


def _colour(bins: int, chance: np.random.Generator) -> Floats:
    """A smooth random frequency response within about ±9 dB: microphones and distances."""
    knots = np.clip(chance.normal(0.0, 4.0, 9), -9.0, 9.0)
    decibels = np.interp(np.linspace(0, 8, bins), np.arange(9), knots)
    return np.asarray(10.0 ** (decibels / 20.0), np.float32)


def _made_noise(length: int, chance: np.random.Generator) -> Floats:
    """Noise whose power falls with frequency by a random slope: hiss to rumble."""
    spectrum = fft.rfft(chance.standard_normal(length).astype(np.float32))
    slope = chance.uniform(0.0, 1.2)
    spectrum *= np.maximum(1.0, np.arange(len(spectrum), dtype=np.float32)) ** -slope
    return np.asarray(fft.irfft(spectrum, length), dtype=np.float32)


def _power(sound: Floats) -> float:
    """Mean power of the 20 ms within 20 dB of the loudest: pauses do not make speech quiet."""
    blocks = np.square(sound[: len(sound) // 320 * 320].reshape(-1, 320)).mean(axis=1)
    return float(blocks[blocks >= 0.01 * blocks.max()].mean()) if len(blocks) else 1e-9


def _talk(length: int, others: list[npt.NDArray[np.int16]], chance: np.random.Generator) -> Floats:
    """Some of the clips of other people at once, as loud as each other, mean power of the louder half 1."""
    talk = np.zeros(length, np.float32)
    for other in others[: chance.integers(1, len(others) + 1)]:
        piece = np.resize(other, length).astype(np.float32)
        talk += np.roll(piece, chance.integers(length)) / np.sqrt(_power(piece) + 1e-9)
    return np.asarray(talk / np.sqrt(_power(talk) + 1e-9), np.float32)


class Augmenter:
    """Augments clips; ``noises`` are sounds to put behind them, ``rooms`` measured impulse responses."""

    def __init__(self, noises: list[Floats], rooms: list[Floats], strength: Strength | None = None) -> None:
        self._noises = noises
        self._rooms = rooms
        self.strength = strength or Strength()
        made = np.random.default_rng(5)
        self._made = [_made_noise(12 * RATE, made) for _ in range(48)]

    def clip(
        self, sound: npt.NDArray[np.int16], others: list[npt.NDArray[np.int16]], chance: np.random.Generator
    ) -> tuple[Floats, float, float]:
        """(augmented samples in 16-bit steps, seconds put before the clip or, below 0, cut off, tempo).

        ``others``: clips of other people, for talk in the background; may be empty.
        """
        s = self.strength
        tempo = float(chance.uniform(*s.tempo))
        speech = retime(sound.astype(np.float32), tempo)
        mild = chance.random() < s.mild
        noisy = not mild and chance.random() < s.noise
        talk = noisy and bool(others) and chance.random() < s.talk
        before = chance.uniform(*s.before)
        after = chance.uniform(*(s.after_talk if talk else s.after))
        if before < 0:
            before = -quiet_before(speech)
        speech = np.pad(
            speech[int(-min(0.0, before) * RATE) :], (int(max(0.0, before) * RATE), int(after * RATE))
        )
        if not mild and chance.random() < max(s.room, s.colour):
            speech = self._in_room(speech, chance)
        power = _power(speech)
        if talk:
            noise = _talk(len(speech), others, chance)
            if chance.random() >= s.talk_first:
                noise[: int(max(0.0, before) * RATE)] = 0.0
            speech = speech + noise * np.sqrt(power) * 10.0 ** (-chance.uniform(*s.talk_snr) / 20.0)
        if noisy and not talk:
            noise = self._noise(len(speech), chance)
            snr = chance.uniform(*s.snr)
            speech = speech + noise * np.sqrt(power / (_power(noise) + 1e-9) * 10.0 ** (-snr / 10.0))
        else:  # no room is digital silence
            speech = speech + self._hiss(len(speech), chance) * np.sqrt(power) * 10.0 ** (
                -chance.uniform(40, 70) / 20
            )
        return self._recorded(speech, chance), before, tempo

    def _in_room(self, speech: Floats, chance: np.random.Generator) -> Floats:
        s = self.strength
        size = fft.next_fast_len(len(speech) + RATE // 2, real=True)
        spectrum = fft.rfft(speech, size)
        if chance.random() < s.room / max(s.room, s.colour):
            measured = self._rooms and chance.random() < 0.3
            room = self._rooms[chance.integers(len(self._rooms))] if measured else made_room(chance)
            spectrum *= fft.rfft(room[: RATE // 2], size)
        if chance.random() < s.colour:
            spectrum *= _colour(len(spectrum), chance)
        if chance.random() < s.band_limit:
            keep = int(len(spectrum) * chance.uniform(3_300, 6_000) / (RATE / 2))
            spectrum[keep:] = 0.0
        return np.asarray(fft.irfft(spectrum, size)[: len(speech)], np.float32)

    def _noise(self, length: int, chance: np.random.Generator) -> Floats:
        if not self._noises or chance.random() < 0.27:
            return self._hiss(length, chance)
        noise = self._noises[chance.integers(len(self._noises))]
        return np.resize(np.roll(noise, -int(chance.integers(len(noise)))), length)

    def _hiss(self, length: int, chance: np.random.Generator) -> Floats:
        """Made noise of a random colour, mean power 1."""
        noise = self._made[int(chance.integers(len(self._made)))]
        piece = np.resize(np.roll(noise, int(chance.integers(len(noise)))), length)
        return np.asarray(piece / np.sqrt(_power(piece) + 1e-9), np.float32)

    def _recorded(self, sound: Floats, chance: np.random.Generator) -> Floats:
        s = self.strength
        peak = 32_767.0 * 10.0 ** (chance.uniform(*s.level) / 20.0)
        if chance.random() < s.clip:
            peak = 32_767.0 * chance.uniform(1.2, 4.0)
        sound = np.clip(np.round(sound * (peak / (np.abs(sound).max() + 1e-9))), -32_768, 32_767)
        if chance.random() < s.gate:  # a noise gate: what is quiet becomes exactly zero
            quiet = np.abs(sound) < np.abs(sound).max() * 10.0 ** (-chance.uniform(25, 45) / 20)
            loud = signal.convolve(~quiet, np.ones(1_601), "same") > 0.5
            sound = np.where(loud, sound, 0.0)
        return sound.astype(np.float32)
