"""Component climate: mode, target temperature, fan mode, power, and what it measures."""

from __future__ import annotations

from collections.abc import Callable

from devices.errors import CannotCommand, DeviceError
from devices.homeassistant.entity import Messages, Readers, Traits, only
from devices.homeassistant.options import Inlet, Options, Outlet
from devices.homeassistant.payloads import Payload
from devices.homeassistant.switch import on_state
from devices.messages import Message
from devices.model import Capability, Command, Kind
from devices.state import State

_MODES = ("auto", "off", "cool", "heat", "dry", "fan_only")
_FAN_MODES = ("auto", "low", "medium", "high")


class _Climate:
    def __init__(self, options: Options) -> None:
        self.mode = options.outlet("mode_command_topic", "mode_command_template")
        self.target = options.outlet("temperature_command_topic", "temperature_command_template")
        self.fan = options.outlet("fan_mode_command_topic", "fan_mode_command_template")
        self.power = options.outlet("power_command_topic", "power_command_template")
        self.on, self.off = options.text("payload_on", "ON"), options.text("payload_off", "OFF")
        self.modes = options.texts("modes", _MODES)
        self.fan_modes = options.texts("fan_modes", _FAN_MODES)
        fahrenheit = options.text("temperature_unit", "C").upper() == "F"
        self.low = options.number("min_temp", 45 if fahrenheit else 7)
        self.high = options.number("max_temp", 95 if fahrenheit else 35)
        if self.low >= self.high:
            raise DeviceError(f"min_temp: {self.low:g} is not below max_temp {self.high:g}; correct the two")

    def capabilities(self) -> frozenset[Capability]:
        """What its command topics allow."""
        can = {Capability.MODE} if self.mode else set()
        can |= {Capability.TARGET_TEMPERATURE} if self.target else set()
        can |= {Capability.FAN_MODE} if self.fan else set()
        return frozenset(can | ({Capability.ON_OFF} if self._switchable() else set()))

    def _switchable(self) -> bool:
        return self.power is not None or (self.mode is not None and "off" in self.modes)

    def encode(self, command: Command, last: State) -> Messages:
        only(command, "on", "mode", "target_temperature", "fan_mode")
        wish, sent = command.desired, self._power(command, last)
        if wish.mode is not None:
            _one_of(command, "mode", wish.mode, self.modes)
            if self.mode is not None:
                sent.append(self.mode.send(wish.mode))
            elif not sent:
                raise CannotCommand(f"{command.device}: it has no topic for its mode")
        if wish.target_temperature is not None:
            if not self.low <= wish.target_temperature <= self.high:
                span = f"{self.low:g} to {self.high:g}"
                raise CannotCommand(f"{command.device}: {wish.target_temperature:g} degrees is not in {span}")
            sent.append(_needed(self.target, command, "temperature").send(_plain(wish.target_temperature)))
        if wish.fan_mode is not None:
            _one_of(command, "fan mode", wish.fan_mode, self.fan_modes)
            sent.append(_needed(self.fan, command, "fan mode").send(wish.fan_mode))
        return tuple(sent)

    def _power(self, command: Command, last: State) -> list[Message]:
        wish = command.desired
        on = wish.on if wish.on is not None else None if wish.mode is None else wish.mode != "off"
        if on is None:
            return []
        if self.power is not None:
            return [self.power.send(self.on if on else self.off)]
        if wish.mode is not None:
            return []  # the mode says it
        mode = self._first_mode(last) if on else "off"
        if self.mode is None or mode not in self.modes:
            raise CannotCommand(f"{command.device}: it cannot be switched {'on' if on else 'off'}")
        return [self.mode.send(mode)]

    def _first_mode(self, last: State) -> str:
        """The mode that "on" means: the one it is in, else as Home Assistant: heat_cool, heat, cool, any."""
        if last.mode not in (None, "off") and last.mode in self.modes:
            return str(last.mode)
        order = ("heat_cool", "auto", "heat", "cool", *self.modes)
        return next((mode for mode in order if mode in self.modes and mode != "off"), "")


def climate(options: Options) -> Traits:
    """Modes are Home Assistant's words; temperatures are in the device's unit."""
    device, readers = _Climate(options), Readers()

    def listen(name: str, make: Callable[[Inlet], Callable[[Payload], State | None]]) -> None:
        topic_key = f"{name}_topic" if name.startswith("current") else f"{name}_state_topic"
        template_key = topic_key.removesuffix("_topic") + "_template"
        if (inlet := options.inlet(topic_key, template_key, "value_template")) is not None:
            readers.add(inlet.topic, make(inlet))

    listen("mode", lambda inlet: lambda payload: _mode_state(inlet.text(payload)))
    listen("temperature", lambda inlet: lambda payload: State(target_temperature=inlet.number(payload)))
    listen("current_temperature", lambda inlet: lambda payload: State(temperature=inlet.number(payload)))
    listen("current_humidity", lambda inlet: lambda payload: State(humidity=inlet.number(payload)))
    listen("fan_mode", lambda inlet: lambda payload: State(fan_mode=_word(inlet.text(payload))))
    listen("power", lambda inlet: lambda payload: on_state(inlet.text(payload), device.on, device.off))
    modes = device.modes if device.mode else ()
    return Traits(Kind.CLIMATE, device.encode, tuple(readers.found), device.capabilities(), modes)


def _mode_state(text: str) -> State | None:
    mode = _word(text)
    return None if mode is None else State(mode=mode, on=mode != "off")


def _word(text: str) -> str | None:
    return None if text in ("", "None") else text[:100]


def _needed(outlet: Outlet | None, command: Command, what: str) -> Outlet:
    if outlet is None:
        raise CannotCommand(f"{command.device}: it has no topic for its {what}")
    return outlet


def _one_of(command: Command, what: str, wanted: str, known: tuple[str, ...]) -> None:
    if wanted not in known:
        raise CannotCommand(f"{command.device}: {wanted!r} is not a {what} of it; it has {', '.join(known)}")


def _plain(temperature: float) -> float | int:
    return int(temperature) if temperature == int(temperature) else round(temperature, 2)
