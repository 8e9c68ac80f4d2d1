"""Component valve: by words, or by position where it reports one."""

from __future__ import annotations

from devices.errors import CannotCommand
from devices.homeassistant.cover import ends, from_range, moving_words, to_range, told
from devices.homeassistant.entity import Messages, Readers, Traits, only
from devices.homeassistant.options import Options, number
from devices.homeassistant.payloads import Payload, Unreadable
from devices.model import Capability, Command, Kind, Trigger
from devices.state import State


def valve(options: Options) -> Traits:
    """Water is let out or not: commands are never retained."""
    outlet = options.needed("command_topic", risky=True)
    by_position = options.flag("reports_position")
    closed, opened = ends(options)
    opening, closing = options.text("payload_open", "OPEN"), options.text("payload_close", "CLOSE")
    stop = options.optional("payload_stop")
    can = {Capability.OPEN_CLOSE}
    can |= {Capability.POSITION} if by_position else set()
    can |= {Capability.STOP} if stop is not None else set()

    def encode(command: Command, last: State) -> Messages:
        only(command, "open", "position", triggers=(Trigger.STOP,))
        if command.trigger is Trigger.STOP:
            if stop is None:
                raise CannotCommand(f"{command.device}: it cannot be stopped")
            return (outlet.send(stop),)
        percent = command.desired.position
        if percent is None:
            percent = 100.0 if command.desired.open else 0.0
        if by_position:
            return (outlet.send(to_range(percent, closed, opened)),)
        if 0 < percent < 100:
            raise CannotCommand(f"{command.device}: its position cannot be set; it opens and closes only")
        key, word = ("payload_open", opening) if percent else ("payload_close", closing)
        if options.nulled(key):
            raise CannotCommand(f"{command.device}: it cannot be {'opened' if percent else 'closed'}")
        return (outlet.send(word),)

    readers = Readers()
    if (inlet := options.inlet("state_topic")) is not None:
        words = moving_words(options)

        def read(payload: Payload) -> State | None:
            text = inlet.text(payload)
            return _positioned(text, words, closed, opened) if by_position else told(text, words)

        readers.add(inlet.topic, read)
    return Traits(Kind.VALVE, encode, tuple(readers.found), frozenset(can))


def _positioned(text: str, words: dict[str, State], closed: int, opened: int) -> State | None:
    """A word, a number, or JSON with ``state`` and ``position``."""
    body = Payload(text).json if text.startswith("{") else None
    state, position = (body.get("state"), body.get("position")) if isinstance(body, dict) else (text, text)
    if state in ("", "None", None) and position in ("", "None", None):
        return None
    known = words.get(str(state), State())
    if isinstance(body, dict) or str(state) not in words:
        if position is None:
            return known if known != State() else None
        try:
            percent = from_range(number(position), closed, opened)
        except Unreadable:
            raise Unreadable(f"{str(position)[:40]!r} is neither a position nor a state") from None
        return known.merged(State(position=percent, open=percent > 0))
    return known
