"""Vacuums and lawn mowers."""

from __future__ import annotations

from assistant.events import Decision, Intent, Refuse
from assistant.understanding.carrying import Cannot, carry_out
from assistant.understanding.slots import devices_named
from assistant.understanding.targets import Situation, find
from devices.model import Capability as Can
from devices.model import Device, Kind
from devices.state import Activity, State


def _start(kind: Kind, intent: Intent, situation: Situation) -> Decision:
    def wish(device: Device, state: State) -> State | Cannot:
        can = device.kind is kind and device.can(Can.START)
        return State(activity=Activity.WORKING) if can else Cannot("cannot_start")

    return carry_out(intent, situation, find(intent, situation, (kind,), only_one=True), wish)


def _dock(kind: Kind, intent: Intent, situation: Situation) -> Decision:
    def wish(device: Device, state: State) -> State | Cannot:
        can = device.kind is kind and device.can(Can.DOCK)
        return State(activity=Activity.RETURNING) if can else Cannot("cannot_dock")

    return carry_out(intent, situation, find(intent, situation, (kind,), only_one=True), wish)


def _clean_area(intent: Intent, situation: Situation) -> Decision:
    # MQTT has no common way to send a vacuum to one room, and cleaning the whole home instead
    # would be widening. The area is where it shall clean, not where it lives.
    texts, home, name = situation.texts, situation.home, intent.get("name")
    called = home.devices.values() if name is None else devices_named(home, str(name))
    vacuum = next((d for d in called if d.kind is Kind.VACUUM), None)
    if vacuum is None:
        say = texts.say("none_in_home", things=texts.things("vacuum"))
        return Refuse("no vacuum in this home", say, intent)
    say = texts.say("cannot_clean_area", name=vacuum.name)
    return Refuse(f"{vacuum.id} cannot be sent to one room over MQTT", say, intent)


HANDLERS = {
    "HassVacuumStart": lambda i, s: _start(Kind.VACUUM, i, s),
    "HassVacuumReturnToBase": lambda i, s: _dock(Kind.VACUUM, i, s),
    "HassVacuumCleanArea": _clean_area,
    "HassLawnMowerStartMowing": lambda i, s: _start(Kind.LAWN_MOWER, i, s),
    "HassLawnMowerDock": lambda i, s: _dock(Kind.LAWN_MOWER, i, s),
}
