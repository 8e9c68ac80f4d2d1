"""What Frigate's messages say, checked."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from devices.topics import topic_fault

_NAME_LIMIT = 100  # characters of a camera, zone or event; Frigate's own are far shorter
_ZONES_LIMIT = 50  # of one camera


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """A tracked person. ``places``: the camera first, then the zones the person is in; ``seconds``: wall
    clock of Frigate at that frame; ``over``: gone, or never was one."""

    id: str
    places: tuple[str, ...]
    seconds: float | None
    over: bool


def person_event(payload: bytes) -> PersonEvent | str | None:
    """What ``events`` tells of a person; None for a car or a dog, text for why it cannot be used."""
    body = _object(payload)
    after = body.get("after") if body is not None else None
    if body is None or not isinstance(after, dict):
        return 'is no JSON object with "after"; does anything but Frigate publish here?'
    if after.get("label") != "person":
        return None
    name, camera, zones = after.get("id"), after.get("camera"), after.get("current_zones")
    if not isinstance(name, str) or not 0 < len(name) <= _NAME_LIMIT:
        return 'has no "after.id" of a tracked person; does anything but Frigate publish here?'
    if not _is_place(camera):
        return 'has no "after.camera" that could stand in a topic; rename that camera'
    inside = [zone for zone in zones if _is_place(zone)] if isinstance(zones, list) else []
    return PersonEvent(
        name,
        tuple(dict.fromkeys([str(camera), *inside[:_ZONES_LIMIT]])),
        _seconds(after.get("frame_time")),
        body.get("type") == "end" or after.get("false_positive") is True or after.get("end_time") is not None,
    )


def person_count(payload: bytes) -> int | None:
    """How many persons ``<camera or zone>/person`` counts; None if that is no number."""
    return int(payload) if payload.isdigit() and len(payload) <= 6 else None


def online(payload: bytes) -> bool | None:
    """What ``available`` says; None if neither. A clean stop says "stopped" since Frigate 0.18."""
    return {b"online": True, b"offline": False, b"stopped": False}.get(payload.strip())


def clock(payload: bytes) -> float | None:
    """Wall-clock seconds at which ``stats`` was made; None if it does not tell."""
    body = _object(payload)
    service = body.get("service") if body is not None else None
    return _seconds(service.get("last_updated")) if isinstance(service, dict) else None


def _is_place(value: object) -> bool:
    named = isinstance(value, str) and len(value) <= _NAME_LIMIT and "/" not in value
    return named and not topic_fault(str(value))


def _seconds(value: object) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e11
    return float(value) if good and isinstance(value, int | float) and math.isfinite(value) else None


def _object(payload: bytes) -> dict[str, object] | None:
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
