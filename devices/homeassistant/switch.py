"""Components switch, siren, button and scene."""

from __future__ import annotations

import json

from devices.errors import CannotCommand
from devices.homeassistant.entity import Messages, Readers, Traits, only, toggled
from devices.homeassistant.options import Options
from devices.homeassistant.payloads import Payload, Unreadable
from devices.messages import Message
from devices.model import Capability, Command, Kind, Trigger
from devices.state import State


def on_state(text: str, on: str, off: str) -> State | None:
    """The state behind a word; None for nothing told. Raises Unreadable for any other word."""
    if text == on:
        return State(on=True)
    if text == off:
        return State(on=False)
    if text in ("", "None"):
        return None
    raise Unreadable(f"{text[:40]!r} is neither {on!r} nor {off!r}")


def switch(options: Options) -> Traits:
    """``command_topic`` is needed; states default to the payloads of the commands."""
    outlet = options.needed("command_topic")
    on, off = options.text("payload_on", "ON"), options.text("payload_off", "OFF")
    readers = Readers()
    if (inlet := options.inlet("state_topic")) is not None:
        told_on, told_off = options.text("state_on", on), options.text("state_off", off)
        readers.add(inlet.topic, lambda payload: on_state(inlet.text(payload), told_on, told_off))

    def encode(command: Command, last: State) -> Messages:
        only(command, "on", triggers=(Trigger.TOGGLE,))
        wanted = toggled(command, last) if command.trigger else command.desired.on
        return (outlet.send(on if wanted else off),)

    return Traits(Kind.SWITCH, encode, tuple(readers.found), frozenset({Capability.ON_OFF}))


def siren(options: Options) -> Traits:
    """A switch for us. Without a command template it is sent JSON; states come plain or as JSON."""
    outlet = options.needed("command_topic")
    on, off = options.text("payload_on", "ON"), options.text("payload_off", "OFF")
    told_on, told_off = options.text("state_on", on), options.text("state_off", off)
    inlet, readers = options.inlet("state_topic", "state_value_template", "value_template"), Readers()
    if inlet is not None:

        def read(payload: Payload) -> State | None:
            text = inlet.text(payload)
            body = Payload(text).json if text.startswith("{") else None
            if isinstance(body, dict):
                text = str(body.get("state", ""))
            return on_state(text, told_on, told_off)

        readers.add(inlet.topic, read)

    def encode(command: Command, last: State) -> Messages:
        only(command, "on", triggers=(Trigger.TOGGLE,))
        word = on if (toggled(command, last) if command.trigger else command.desired.on) else off
        if outlet.template is None:
            body = json.dumps({"state": word}).encode()
            return (Message(outlet.topic, body, outlet.qos, outlet.retain),)
        return (outlet.send(word),)

    return Traits(Kind.SWITCH, encode, tuple(readers.found), frozenset({Capability.ON_OFF}))


def button(options: Options) -> Traits:
    """Pressed by ACTIVATE; never retained, or it would be pressed at each reconnect."""
    outlet, press = options.needed("command_topic", risky=True), options.text("payload_press", "PRESS")

    def encode(command: Command, last: State) -> Messages:
        only(command, triggers=(Trigger.ACTIVATE,))
        return (outlet.send(press),)

    return Traits(Kind.BUTTON, encode, (), frozenset({Capability.ACTIVATE}))


def scene(options: Options) -> Traits:
    """Turned on by ACTIVATE."""
    outlet, on = options.needed("command_topic"), options.text("payload_on", "ON")

    def encode(command: Command, last: State) -> Messages:
        only(command, "on", triggers=(Trigger.ACTIVATE,))
        if command.desired.on is False:
            raise CannotCommand(f"{command.device}: a scene cannot be switched off")
        return (outlet.send(on),)

    return Traits(Kind.SCENE, encode, (), frozenset({Capability.ACTIVATE}))
