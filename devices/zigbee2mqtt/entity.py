"""One thing of a Zigbee device that can be commanded or read, with the properties it goes by."""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.defaults import default_risk
from devices.model import Capability, Device, Kind


@dataclass(frozen=True, slots=True)
class Property:
    """A key of the state JSON. ``on``/``off`` are the values of a binary one, ``largest`` of a
    numeric one, ``values`` those of an enum."""

    key: str
    on: object = "ON"
    off: object = "OFF"
    largest: float = 254.0
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """``friendly`` is the Zigbee device's name in topics; ``properties`` by what they are for."""

    kind: Kind
    friendly: str
    suffix: str = ""  # tells several entities of one device apart: an endpoint or a property
    properties: dict[str, Property] = field(default_factory=dict)
    capabilities: frozenset[Capability] = frozenset()
    device_class: str | None = None
    unit: str | None = None

    def device(self, device_id: str, name: str) -> Device:
        """The device as the home knows it."""
        mode = self.properties.get("mode")
        return Device(
            id=device_id,
            name=name,
            kind=self.kind,
            device_class=self.device_class,
            unit=self.unit,
            capabilities=self.capabilities,
            modes=mode.values if mode else (),
            risk=default_risk(self.kind, self.device_class),
            dialect="zigbee2mqtt",
        )
