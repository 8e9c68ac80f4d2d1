"""Component fan: on, off and speed. Presets, oscillation and direction are not for us."""

from __future__ import annotations

from devices.errors import CannotCommand, DeviceError
from devices.homeassistant.entity import Messages, Readers, Traits, only, toggled
from devices.homeassistant.options import Options
from devices.homeassistant.payloads import Payload
from devices.homeassistant.switch import on_state
from devices.messages import Message
from devices.model import Capability, Command, Kind, Trigger
from devices.state import State


def fan(options: Options) -> Traits:
    """Percent of speed is ``speed_range_min`` (slowest that turns) to ``speed_range_max``."""
    power = options.needed("command_topic")
    speed = options.outlet("percentage_command_topic", "percentage_command_template")
    on, off = options.text("payload_on", "ON"), options.text("payload_off", "OFF")
    low, high = options.number("speed_range_min", 1), options.number("speed_range_max", 100)
    if not 1 <= low < high:
        raise DeviceError(f"speed_range_min: {low:g} is not from 1 to below speed_range_max; correct the two")
    can = {Capability.ON_OFF} | ({Capability.SPEED} if speed else set())

    def encode(command: Command, last: State) -> Messages:
        only(command, "on", "speed", triggers=(Trigger.TOGGLE,))
        wish = command.desired
        wanted = toggled(command, last) if command.trigger else wish.on
        if wanted is False or wish.speed == 0:
            return (power.send(off),)
        sent: list[Message] = []
        if wish.on or wanted or last.on is not True:
            sent.append(power.send(on))
        if wish.speed is not None:
            if speed is None:
                raise CannotCommand(f"{command.device}: it has no topic for its speed")
            # The range has high - low + 1 steps, the lowest of which still turns.
            steps = round(low - 1 + min(wish.speed, 100.0) / 100 * (high - low + 1))
            sent.append(speed.send(max(int(low), steps)))
        return tuple(sent)

    readers = _readers(options, on, off, low, high)
    return Traits(Kind.FAN, encode, tuple(readers.found), frozenset(can))


def _readers(options: Options, on: str, off: str, low: float, high: float) -> Readers:
    readers = Readers()
    if (state := options.inlet("state_topic", "state_value_template", "value_template")) is not None:
        readers.add(state.topic, lambda payload: on_state(state.text(payload), on, off))
    if (speed := options.inlet("percentage_state_topic", "percentage_value_template")) is not None:
        reset = options.text("payload_reset_percentage", "None")

        def read(payload: Payload) -> State | None:
            if speed.text(payload) == reset or (value := speed.number(payload)) is None:
                return None
            percent = (value - low + 1) / (high - low + 1) * 100
            return State(speed=round(min(100.0, max(0.0, percent)), 1))

        readers.add(speed.topic, read)
    return readers
