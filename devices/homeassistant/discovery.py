"""Discovery messages taken apart: which topic announces what, keys in full, names put together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from devices.homeassistant.abbreviations import DEVICE_KEYS, KEYS, expanded
from devices.homeassistant.payloads import Unreadable
from devices.names import cleaned, slug

COMPONENTS_LIMIT = 500  # in one device's message; the largest known gateways have about 200
SHARED = frozenset(
    """
    availability availability_mode availability_template availability_topic payload_available
    payload_not_available command_topic state_topic qos retain encoding ~
    """.split()  # noqa: SIM905
)
"""Keys of a device's message that hold for each of its components."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a config topic says. ``component`` is "device" for a whole device."""

    topic: str
    component: str
    object_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One component announced; ``options`` None means it is taken away."""

    component: str
    key: str
    options: Mapping[str, object] | None
    device: Mapping[str, object]


def address(topic: str, prefix: str) -> Address | None:
    """The address in ``<prefix>/<component>/[<node>/]<object>/config``, or None for another topic."""
    if not (topic.startswith(f"{prefix}/") and topic.endswith("/config")):
        return None
    levels = topic[len(prefix) + 1 :].split("/")
    if len(levels) not in (3, 4) or not all(levels):
        return None
    return Address(topic, levels[0], levels[-2])


def entries(where: Address, text: str) -> list[Entry]:
    """What a non-empty config payload announces. Raises Unreadable saying what is wrong."""
    try:
        body = json.loads(text)
    except ValueError as error:
        raise Unreadable(f"is not JSON ({str(error)[:60]}); send one JSON object") from None
    except RecursionError:
        raise Unreadable("is JSON nested too deeply; send one flat object") from None
    if not isinstance(body, dict):
        raise Unreadable("is JSON, but not an object; send one JSON object")
    config = expanded(body, KEYS)
    device = config.get("device")
    described = expanded(device, DEVICE_KEYS) if isinstance(device, dict) else {}
    if config.get("migrate_discovery") is True and len(config) == 1:
        return []  # the device's own message takes over
    if where.component != "device":
        return [Entry(where.component, "", with_base(config), described)]
    return _of_device(config, described)


def _of_device(config: Mapping[str, object], device: Mapping[str, object]) -> list[Entry]:
    components = config.get("components")
    if not isinstance(components, dict):
        raise Unreadable("components: is missing or no object; give a mapping of components")
    if len(components) > COMPONENTS_LIMIT:
        raise Unreadable(f"components: {len(components)} are more than {COMPONENTS_LIMIT}; send fewer")
    shared = {key: value for key, value in config.items() if key in SHARED}
    found = []
    for key, value in components.items():
        if not isinstance(value, dict):
            raise Unreadable(f"components.{key[:60]}: is no object; give a mapping with platform")
        own = expanded(value, KEYS)
        platform = own.pop("platform", None)
        if not isinstance(platform, str):
            raise Unreadable(f"components.{key[:60]}.platform: is missing; give light, switch, …")
        options = with_base(_overlaid(shared, own)) if own else None
        found.append(Entry(platform, key, options, device))
    return found


def _overlaid(shared: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """Own keys over shared ones; availability is one matter, a topic or a list, and comes from one side."""
    if "availability" in own or "availability_topic" in own:
        shared = {key: value for key, value in shared.items() if not key.startswith("availability")}
    return {**shared, **own}


def with_base(config: Mapping[str, object]) -> dict[str, object]:
    """The config with ``~`` at the start or end of topics replaced by the base topic it stands for."""
    base = config.get("~")
    full = {key: value for key, value in config.items() if key != "~"}
    listed = full.get("availability")
    items = [listed] if isinstance(listed, dict) else listed
    if isinstance(items, list):
        full["availability"] = [expanded(i, KEYS) if isinstance(i, dict) else i for i in items]
    if not isinstance(base, str):
        return full
    for key, value in full.items():
        if key.endswith("_topic") and isinstance(value, str):
            full[key] = _based(value, base)
    for item in full.get("availability") or ():  # type: ignore[attr-defined]
        if isinstance(item, dict) and isinstance(item.get("topic"), str):
            item["topic"] = _based(item["topic"], base)
    return full


def _based(topic: str, base: str) -> str:
    if topic.startswith("~"):
        return base + topic[1:]
    return topic[:-1] + base if topic.endswith("~") else topic


def full_name(options: Mapping[str, object], device: Mapping[str, object], fallback: str) -> str:
    """Home Assistant's composition: the device's name and the entity's; the device's alone where the
    entity's is null. An entity without a name is called by its device class, if any."""
    owner = _name(device.get("name"))
    own = _name(options.get("name"))
    if not own and "name" not in options:
        own = _name(options.get("device_class")).replace("_", " ")
    if own and own.casefold() != owner.casefold() and owner:
        if own.casefold().startswith(f"{owner.casefold()} "):
            own = own[len(owner) :].strip()
        return cleaned(f"{owner} {own}")
    return own or owner or _name(fallback.replace("_", " ")) or "unnamed"


def id_part(options: Mapping[str, object], name: str, fallback: str) -> str:
    """What follows the dot in the device's id: told by the config, else made from the name."""
    wanted = options.get("default_entity_id")
    if isinstance(wanted, str) and "." in wanted:
        return slug(wanted.split(".", 1)[1])
    told = options.get("object_id")
    if isinstance(told, str) and told:
        return slug(told)
    made = slug(name)
    return slug(fallback) if made == "unnamed" else made


def area_of(device: Mapping[str, object]) -> str | None:
    """The slug of the area the device suggests."""
    area = _name(device.get("suggested_area"))
    return slug(area) if area else None


def _name(value: object) -> str:
    return cleaned(str(value)) if isinstance(value, (str, int, float)) else ""
