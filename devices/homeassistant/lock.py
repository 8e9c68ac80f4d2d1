"""Component lock. Commands are never retained; unlocking asks first."""

from __future__ import annotations

from devices.homeassistant.cover import told
from devices.homeassistant.entity import Messages, Readers, Traits, only
from devices.homeassistant.options import Options
from devices.model import Capability, Command, Kind, Risk
from devices.state import State


def lock(options: Options) -> Traits:
    """A code, where the device wants one, is left empty: it belongs to people."""
    outlet = options.needed("command_topic", risky=True)
    locking, unlocking = options.text("payload_lock", "LOCK"), options.text("payload_unlock", "UNLOCK")

    def encode(command: Command, last: State) -> Messages:
        only(command, "locked")
        return (outlet.send(locking if command.desired.locked else unlocking, code=""),)

    readers = Readers()
    if (inlet := options.inlet("state_topic")) is not None:
        words = {
            options.text("state_locked", "LOCKED"): State(locked=True, jammed=False),
            options.text("state_unlocked", "UNLOCKED"): State(locked=False, jammed=False),
            options.text("state_jammed", "JAMMED"): State(jammed=True),
            # Under way: neither locked nor unlocked yet, so nothing is told of it.
            options.text("state_locking", "LOCKING"): State(jammed=False),
            options.text("state_unlocking", "UNLOCKING"): State(jammed=False),
        }
        reset = options.text("payload_reset", "None")
        words[reset] = State()
        readers.add(inlet.topic, lambda payload: told(inlet.text(payload), words))
    can = frozenset({Capability.LOCK})
    return Traits(Kind.LOCK, encode, tuple(readers.found), can, risk=Risk.CONFIRM)
