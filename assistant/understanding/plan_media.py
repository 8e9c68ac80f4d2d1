"""Playback and volume. With no name said, the player that plays is meant."""

from __future__ import annotations

from assistant.events import Decision, Intent, Refuse
from assistant.understanding.carrying import Cannot, Wish, carry_out
from assistant.understanding.targets import Choice, Chosen, Found, Situation, find, near, said_area
from devices.model import Capability as Can
from devices.model import Device, Kind, Trigger
from devices.state import Playback, State

VOLUME_STEP = 10.0  # percent; what Home Assistant's "volume up" does


def _players(intent: Intent, situation: Situation, active: Playback | None) -> Found:
    found = find(intent, situation, (Kind.MEDIA_PLAYER,), only_one=True)
    if intent.get("name") is not None or situation.meant is not None or active is None:
        return found
    # Of several, those in the state that the order is about: "pause" means what plays.
    home = situation.home
    if isinstance(found, Chosen) and len(found.devices) > 1:
        some = tuple(d for d in found.devices if home.state(d.id).playback is active)
        return Chosen(some, f"{active.value}, {found.why}") if some else found
    nowhere = near(intent, situation) is None and said_area(intent) is None
    if isinstance(found, Choice) or (isinstance(found, Chosen) and nowhere):
        players = (d for d in home.devices.values() if d.kind is Kind.MEDIA_PLAYER)
        some = tuple(d for d in players if home.state(d.id).playback is active)
        return Chosen(some, f"the only player that is {active.value}") if len(some) == 1 else found
    return found


def _playback(wanted: Playback, active: Playback, intent: Intent, situation: Situation) -> Decision:
    def wish(device: Device, state: State) -> State | Cannot:
        return State(playback=wanted) if device.can(Can.PLAYBACK) else Cannot("cannot_playback")

    return carry_out(intent, situation, _players(intent, situation, active), wish)


def _track(trigger: Trigger, intent: Intent, situation: Situation) -> Decision:
    def wish(device: Device, state: State) -> Trigger | Cannot:
        return trigger if device.can(Can.TRACK) else Cannot("cannot_track")

    return carry_out(intent, situation, _players(intent, situation, Playback.PLAYING), wish)


def _set_volume(intent: Intent, situation: Situation) -> Decision:
    volume = intent.get("volume_level")
    if not isinstance(volume, int | float) or not 0 <= volume <= 100:
        return Refuse(f"volume {volume!r}", situation.texts.say("range_volume"), intent)
    wanted = float(volume)

    def wish(device: Device, state: State) -> State | Cannot:
        return State(volume=wanted) if device.can(Can.VOLUME) else Cannot("cannot_volume")

    return carry_out(intent, situation, _players(intent, situation, Playback.PLAYING), wish)


def _change_volume(intent: Intent, situation: Situation) -> Decision:
    step = {"up": VOLUME_STEP, "down": -VOLUME_STEP}.get(str(said := intent.get("volume_step")))
    if step is None:
        if not isinstance(said, int | float) or abs(said) > 100:
            return Refuse(f"volume step {said!r}", situation.texts.say("range_volume"), intent)
        step = float(said)
    return carry_out(intent, situation, _players(intent, situation, Playback.PLAYING), _louder(step))


def _louder(step: float) -> Wish:
    def wish(device: Device, state: State) -> State | Cannot:
        if not device.can(Can.VOLUME):
            return Cannot("cannot_volume")
        if state.volume is None:
            return Cannot("volume_unknown")
        return State(volume=min(100.0, max(0.0, state.volume + step)))

    return wish


def _mute(muted: bool, intent: Intent, situation: Situation) -> Decision:
    def wish(device: Device, state: State) -> State | Cannot:
        return State(muted=muted) if device.can(Can.MUTE) else Cannot("cannot_mute")

    return carry_out(intent, situation, _players(intent, situation, Playback.PLAYING), wish)


HANDLERS = {
    "HassMediaPause": lambda i, s: _playback(Playback.PAUSED, Playback.PLAYING, i, s),
    "HassMediaUnpause": lambda i, s: _playback(Playback.PLAYING, Playback.PAUSED, i, s),
    "HassMediaNext": lambda i, s: _track(Trigger.NEXT, i, s),
    "HassMediaPrevious": lambda i, s: _track(Trigger.PREVIOUS, i, s),
    "HassSetVolume": _set_volume,
    "HassSetVolumeRelative": _change_volume,
    "HassMediaPlayerMute": lambda i, s: _mute(True, i, s),
    "HassMediaPlayerUnmute": lambda i, s: _mute(False, i, s),
}
