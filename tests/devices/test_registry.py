"""The registry: one home out of what is declared and what is discovered."""

from __future__ import annotations

import pytest

from devices.errors import CannotCommand, DeviceError
from devices.messages import Announced, Change, Malformed, Message, Reported, Withdrawn
from devices.model import Area, Command, Device, Home, Kind, Risk
from devices.names import cleaned, slug
from devices.registry import DEVICE_LIMIT, Override, Registry
from devices.simulated import SimulatedDialect
from devices.state import State


class Announcer:
    """A dialect that announces what a test tells it to, on ``<name>/announce``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.next: tuple[Change, ...] = ()

    def subscriptions(self) -> tuple[str, ...]:
        return (f"{self.name}/+/announce",)

    def declare(self, device: Device, options: object) -> Announced:
        return Announced(device)

    def receive(self, message: Message) -> tuple[Change, ...]:
        if message.topic.endswith("/announce"):
            return self.next
        return (Reported("light.lamp", State(on=message.payload == b"on")),)

    def encode(self, command: Command) -> tuple[Message, ...]:
        return (Message(f"{self.name}/set", b"x"),)


def _lamp(**changes: object) -> Device:
    return Device(**({"id": "light.lamp", "name": "Lamp", "kind": Kind.LIGHT} | changes))  # type: ignore[arg-type]


def _announce(registry: Registry, dialect: Announcer, *changes: Change) -> tuple[Change, ...]:
    dialect.next = changes
    return registry.receive(Message(f"{dialect.name}/x/announce"), 1.0)


def _made(*names: str) -> tuple[Home, Registry, list[Announcer]]:
    home = Home.of(areas=[Area("kitchen", "Kitchen", ("Küche",))])
    dialects = [Announcer(name) for name in names]
    return home, Registry(home, [SimulatedDialect(), *dialects]), dialects


def test_a_discovered_device_is_in_the_home_and_its_states_arrive() -> None:
    home, registry, (native,) = _made("native")
    _announce(registry, native, Announced(_lamp(), ("lamp/state",)))
    assert registry.receive(Message("lamp/state", b"on"), 7.0) == (Reported("light.lamp", State(on=True)),)
    assert home.state("light.lamp") == State(on=True, changed_at=7.0)
    assert "lamp/state" in registry.subscriptions()


def test_a_withdrawn_device_is_gone_with_its_subscription() -> None:
    home, registry, (native,) = _made("native")
    _announce(registry, native, Announced(_lamp(), ("lamp/state",)))
    _announce(registry, native, Withdrawn("light.lamp"))
    assert not home.devices
    assert "lamp/state" not in registry.subscriptions()
    assert registry.receive(Message("lamp/state", b"on"), 7.0) == ()


def test_the_same_thing_announced_by_two_dialects_is_one_device() -> None:
    """zigbee2mqtt announces to Home Assistant as well; both use one state topic."""
    home, registry, (native, bridge) = _made("native", "bridge")
    _announce(registry, native, Announced(_lamp(), ("lamp/state",)))
    _announce(registry, bridge, Announced(_lamp(id="light.0x17"), ("lamp/state",)))
    assert list(home.devices) == ["light.lamp"]
    assert registry.counters.twins == 1


def test_the_native_dialect_takes_over_even_when_it_speaks_later() -> None:
    home, registry, (native, bridge) = _made("native", "bridge")
    both = [Announced(_lamp(id=f"light.{i}"), ("lamp/state",)) for i in ("a", "b")]
    _announce(registry, bridge, *both)
    _announce(registry, native, Announced(_lamp(), ("lamp/state",)))
    assert {d.id: d.dialect for d in home.devices.values()} == {"light.lamp": "native"}


def test_what_config_declares_is_never_replaced() -> None:
    home, registry, (native,) = _made("native")
    registry.declare(_lamp(name="Mine"), {})
    assert _announce(registry, native, Announced(_lamp(), ("lamp/state",))) == ()
    assert _announce(registry, native, Withdrawn("light.lamp")) == ()
    assert home.devices["light.lamp"].name == "Mine"


def test_declaring_twice_or_for_a_dialect_that_is_off_is_an_error() -> None:
    _, registry, _ = _made()
    registry.declare(_lamp(), {})
    with pytest.raises(DeviceError, match="twice"):
        registry.declare(_lamp(), {})
    with pytest.raises(DeviceError, match="'tasmota' is not switched on"):
        registry.declare(_lamp(id="light.b", dialect="tasmota"), {})


def test_the_owner_has_the_last_word_before_and_after_the_announcement() -> None:
    home, registry, (native,) = _made("native")
    registry.override(Override("light.lamp", name="Moon", area="kitchen", risk=Risk.CONFIRM))
    _announce(registry, native, Announced(_lamp()))
    assert home.devices["light.lamp"] == _lamp(
        name="Moon", area="kitchen", risk=Risk.CONFIRM, dialect="native"
    )
    registry.override(Override("light.lamp", hidden=True))
    assert not home.devices


@pytest.mark.parametrize(("said", "found"), [("Kitchen", "kitchen"), ("küche", "kitchen"), ("attic", None)])
def test_a_suggested_area_is_found_by_name_or_alias_or_dropped(said: str, found: str | None) -> None:
    home, registry, (native,) = _made("native")
    _announce(registry, native, Announced(_lamp(area=said)))
    assert home.devices["light.lamp"].area == found


def test_a_flood_of_announcements_is_bounded_and_told() -> None:
    home, registry, (native,) = _made("native")
    changes = _announce(
        registry, native, *(Announced(_lamp(id=f"light.l{i}")) for i in range(DEVICE_LIMIT + 100))
    )
    assert len(home.devices) == DEVICE_LIMIT
    assert registry.counters.full == 100
    assert isinstance(changes[-1], Malformed)
    assert "more than 5000 devices" in changes[-1].reason


def test_the_cost_of_a_state_does_not_grow_with_the_home() -> None:
    """A dialect is asked about a message only when one of its topics is meant."""
    _, registry, (native, bridge) = _made("native", "bridge")
    _announce(registry, native, Announced(_lamp(), ("lamp/state",)))
    asked: list[str] = []
    bridge.receive = lambda message: asked.append(message.topic) or ()  # type: ignore[assignment,func-returns-value]
    registry.receive(Message("lamp/state", b"on"), 1.0)
    assert asked == []


def test_an_unknown_device_cannot_be_commanded() -> None:
    _, registry, _ = _made()
    with pytest.raises(CannotCommand, match=r"light\.none"):
        registry.encode(Command("light.none"))


def test_names_are_safe_to_say_and_to_print() -> None:
    assert cleaned("<b>Desk</b>\x00 lamp\n\u202e") == "Desk lamp"
    assert len(cleaned("x" * 10_000)) == 100


def test_slugs_are_plain() -> None:
    assert slug("Küche / Größe #1") == "kuche_grosse_1"
    assert slug("灯") == "unnamed"


def test_a_lock_is_risky_unless_its_owner_says_it_is_not() -> None:
    home, registry, (native,) = _made("native")
    registry.override(Override("lock.shed", risk=Risk.NORMAL))
    _announce(registry, native, *(Announced(Device(f"lock.{i}", i, Kind.LOCK)) for i in ("door", "shed")))
    assert home.devices["lock.door"].risk is Risk.CONFIRM
    assert home.devices["lock.shed"].risk is Risk.NORMAL
