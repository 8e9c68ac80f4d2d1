"""Component cover: open, close, stop, position. Tilt is not for us."""

from __future__ import annotations

from collections.abc import Callable

from devices.errors import CannotCommand, DeviceError
from devices.homeassistant.entity import Messages, Readers, Traits, only
from devices.homeassistant.options import Options, Outlet, number
from devices.homeassistant.payloads import Payload, Unreadable
from devices.model import Capability, Command, Kind, Risk, Trigger
from devices.state import Moving, State

_RISKY = ("garage", "door", "gate")


def cover(options: Options) -> Traits:
    """Commands to covers are never retained."""
    move = options.outlet("command_topic", None, risky=True)
    place = options.outlet("set_position_topic", "set_position_template", risky=True)
    if move is None and place is None:
        raise DeviceError("command_topic: is missing; give it or set_position_topic")
    closed, opened = ends(options)
    words = {
        "open": None if options.nulled("payload_open") else options.text("payload_open", "OPEN"),
        "close": None if options.nulled("payload_close") else options.text("payload_close", "CLOSE"),
        "stop": None if options.nulled("payload_stop") else options.text("payload_stop", "STOP"),
    }
    can = {Capability.OPEN_CLOSE}
    can |= {Capability.POSITION} if place else set()
    can |= {Capability.STOP} if move and words["stop"] is not None else set()

    def encode(command: Command, last: State) -> Messages:
        only(command, "open", "position", triggers=(Trigger.STOP,))
        if command.trigger is Trigger.STOP:
            return (_word(command, move, words["stop"], "stopped").send(words["stop"]),)
        percent = command.desired.position
        if percent is not None and place is not None:
            value = to_range(percent, closed, opened)
            return (place.send(value, position=value, position_open=opened, position_closed=closed),)
        if percent is not None and 0 < percent < 100:
            raise CannotCommand(f"{command.device}: its position cannot be set; it opens and closes only")
        wanted = command.desired.open if percent is None else percent > 0
        if move is None and place is not None:
            value = opened if wanted else closed
            return (place.send(value, position=value, position_open=opened, position_closed=closed),)
        word = words["open" if wanted else "close"]
        return (_word(command, move, word, "opened" if wanted else "closed").send(word),)

    risk = Risk.CONFIRM if options.optional("device_class") in _RISKY else Risk.NORMAL
    readers = _readers(options, closed, opened)
    return Traits(Kind.COVER, encode, tuple(readers.found), frozenset(can), risk=risk)


def ends(options: Options) -> tuple[int, int]:
    """The device's values for closed and fully open."""
    closed, opened = int(options.number("position_closed", 0)), int(options.number("position_open", 100))
    if closed == opened:
        raise DeviceError(f"position_open: {opened} is position_closed too; give two different numbers")
    return closed, opened


def to_range(percent: float, closed: int, opened: int) -> int:
    """Percent open to the device's value."""
    return round(closed + min(percent, 100.0) / 100 * (opened - closed))


def from_range(value: float, closed: int, opened: int) -> float:
    """The device's value to percent open."""
    return round(min(100.0, max(0.0, (value - closed) / (opened - closed) * 100)), 1)


def moving_words(options: Options) -> dict[str, State]:
    """The words for states, with what they tell."""
    return {
        options.text("state_open", "open"): State(open=True, moving=Moving.STOPPED),
        options.text("state_closed", "closed"): State(open=False, moving=Moving.STOPPED),
        options.text("state_opening", "opening"): State(open=True, moving=Moving.OPENING),
        options.text("state_closing", "closing"): State(moving=Moving.CLOSING),
    }


def _word(command: Command, outlet: Outlet | None, word: str | None, done: str) -> Outlet:
    if outlet is None or word is None:
        raise CannotCommand(f"{command.device}: it cannot be {done}")
    return outlet


def _readers(options: Options, closed: int, opened: int) -> Readers:
    readers = Readers()
    if (state := options.inlet("state_topic")) is not None:
        words = moving_words(options)
        words.setdefault(options.text("state_stopped", "stopped"), State(moving=Moving.STOPPED))
        readers.add(state.topic, lambda payload: told(state.text(payload), words))
    if (place := options.inlet("position_topic", "position_template")) is not None:
        readers.add(place.topic, _position_reader(place.text, closed, opened))
    return readers


def told(text: str, words: dict[str, State]) -> State | None:
    """What a word tells; None for nothing. Raises Unreadable for a word that is none of them."""
    if text in ("", "None"):
        return None
    if text not in words:
        raise Unreadable(f"{text[:40]!r} is none of {', '.join(words)}")
    return words[text]


def _position_reader(
    text_of: Callable[[Payload], str], closed: int, opened: int
) -> Callable[[Payload], State | None]:
    def read(payload: Payload) -> State | None:
        text = text_of(payload)
        body = Payload(text).json if text.startswith("{") else None
        value = body.get("position") if isinstance(body, dict) else text
        if value in ("", "None", None):
            return None
        percent = from_range(number(value), closed, opened)
        return State(position=percent, open=percent > 0)

    return read
