"""Component alarm_control_panel: its state is told in ``mode``. Every command asks first."""

from __future__ import annotations

from devices.errors import CannotCommand
from devices.homeassistant.entity import Messages, Readers, Traits, only
from devices.homeassistant.options import Options
from devices.homeassistant.payloads import Payload, Unreadable
from devices.model import Capability, Command, Kind, Risk
from devices.state import State

_ARMED = {
    "armed_away": ("arm_away", "payload_arm_away", "ARM_AWAY"),
    "armed_home": ("arm_home", "payload_arm_home", "ARM_HOME"),
    "armed_night": ("arm_night", "payload_arm_night", "ARM_NIGHT"),
    "armed_vacation": ("arm_vacation", "payload_arm_vacation", "ARM_VACATION"),
    "armed_custom_bypass": ("arm_custom_bypass", "payload_arm_custom_bypass", "ARM_CUSTOM_BYPASS"),
}
_STATES = frozenset([*_ARMED, "disarmed", "pending", "triggered", "arming", "disarming"])


def alarm(options: Options) -> Traits:
    """A panel that wants a code to be sent along cannot be commanded: the code belongs to people."""
    outlet = options.needed("command_topic", risky=True)
    features = options.texts("supported_features", tuple(feature for feature, _, _ in _ARMED.values()))
    words = {
        mode: options.text(key, default)
        for mode, (feature, key, default) in _ARMED.items()
        if feature in features
    }
    words["disarmed"] = options.text("payload_disarm", "DISARM")
    coded = options.has("code")
    coded_for_arming = coded and options.flag("code_arm_required", True)
    coded_for_disarming = coded and options.flag("code_disarm_required", True)

    def encode(command: Command, last: State) -> Messages:
        only(command, "mode")
        mode = str(command.desired.mode)
        if mode not in words:
            raise CannotCommand(f"{command.device}: {mode!r} is not a mode of it; it has {', '.join(words)}")
        if coded_for_disarming if mode == "disarmed" else coded_for_arming:
            raise CannotCommand(f"{command.device}: it wants a code, which is for people to enter")
        return (outlet.send(words[mode], action=words[mode], code=""),)

    readers = Readers()
    if (inlet := options.inlet("state_topic")) is not None:

        def read(payload: Payload) -> State | None:
            text = inlet.text(payload)
            if text in ("", "None"):
                return None
            if text not in _STATES:
                raise Unreadable(f"{text[:40]!r} is no state of an alarm")
            return State(mode=text)

        readers.add(inlet.topic, read)
    can = frozenset({Capability.MODE})
    return Traits(Kind.ALARM, encode, tuple(readers.found), can, tuple(words), Risk.CONFIRM)
