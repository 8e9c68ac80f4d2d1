"""States as Home Assistant writes them, taken into a home."""

from __future__ import annotations

import pytest

from assistant.scene_states import sensed
from assistant.understanding.scene import Climate
from devices.state import Activity, Color, Moving, Playback, State
from tests.understanding.homes import NOW, home


def state(entity: str, value: object) -> State:
    """What is known of a device that told nothing before, after it told this."""
    made = home()
    made.states.clear()
    _, ignored = sensed(made, {entity: value}, NOW)
    assert ignored == []
    return State().merged(made.state(entity))


def told(entity: str, value: object) -> dict[str, object]:
    found = state(entity, value)
    return {name: getattr(found, name) for name in found.told()}


@pytest.mark.parametrize(
    ("entity", "value", "known"),
    [
        ("light.ceiling", "on", {"on": True}),
        ("light.ceiling", " OFF", {"on": False}),
        ("light.ceiling", True, {"on": True}),
        ("light.ceiling", {"state": "on", "brightness": 102}, {"on": True, "brightness": 40.0}),
        ("light.ceiling", {"state": "off", "brightness": None}, {"on": False}),
        ("light.ceiling", {"state": "on", "attributes": {"brightness": 255, "friendly_name": "x"}},
         {"on": True, "brightness": 100.0}),
        ("light.ceiling", {"state": "on", "rgb_color": [1, 2, 3], "color_temp_kelvin": None},
         {"on": True, "color": Color(1, 2, 3)}),
        ("light.ceiling", "unavailable", {"available": False}),
        ("light.ceiling", "unknown", {}),
        ("fan.bedroom", {"percentage": 50}, {"on": True, "speed": 50.0}),
        ("cover.blinds", "open", {"open": True, "position": 100.0, "moving": Moving.STOPPED}),
        ("cover.blinds", "closed", {"open": False, "position": 0.0, "moving": Moving.STOPPED}),
        ("cover.blinds", {"state": "opening", "current_position": 30},
         {"open": True, "position": 30.0, "moving": Moving.OPENING}),
        ("lock.front", "locked", {"locked": True}),
        ("lock.front", "unlocked", {"locked": False}),
        ("lock.front", "jammed", {"jammed": True}),
        ("climate.living", {"state": "heat", "current_temperature": 19.5, "temperature": 21},
         {"on": True, "mode": "heat", "temperature": 19.5, "target_temperature": 21.0}),
        ("climate.living", "off", {"on": False, "mode": "off"}),
        ("media_player.tv", {"state": "playing", "volume_level": 0.35, "is_volume_muted": False},
         {"on": True, "playback": Playback.PLAYING, "volume": 35.0, "muted": False}),
        ("media_player.tv", "standby", {"on": False}),
        ("vacuum.robo", "cleaning", {"activity": Activity.WORKING}),
        ("lawn_mower.goat", "docked", {"activity": Activity.DOCKED}),
        ("sensor.kitchen", "21.5", {"reading": 21.5}),
        ("sensor.kitchen", 21.5, {"reading": 21.5}),
        ("person.alice", "Work", {"reading": "Work"}),
        ("scene.movie", "2026-11-25T20:30:00+00:00", {}),
    ],
)  # fmt: skip
def test_a_state_is_read_by_the_kind_of_the_device(
    entity: str, value: object, known: dict[str, object]
) -> None:
    assert told(entity, value) == known


def test_what_is_told_replaces_what_was_known_and_leaves_the_rest() -> None:
    made = home()
    sensed(made, {"light.ceiling": "off", "cover.blinds": "closed"}, NOW)
    assert made.state("light.ceiling").on is False
    assert made.state("light.ceiling").brightness == 40.0
    assert made.state("cover.blinds").position == 0.0
    assert made.state("lock.front").locked is True


def test_a_state_is_old_unless_it_says_when_it_began() -> None:
    assert state("light.ceiling", "on").changed_at == NOW - 86_400
    changed = {"state": "on", "last_changed": "2026-11-25T21:30:00+01:00"}
    assert state("light.ceiling", changed).changed_at == 1_795_638_600


def test_sensors_of_the_home_and_strangers_tell_of_their_areas() -> None:
    made = home()
    sensors = {
        "sensor.kitchen": "18",
        "binary_sensor.living_motion": "on",
        "binary_sensor.hue_bedroom_occupancy": {"state": "off"},
        "sensor.bedroom_lamp": {"state": "70", "device_class": "temperature", "unit_of_measurement": "°F"},
        "sensor.bedroom_illuminance": 4,
    }
    found, ignored = sensed(made, sensors, NOW)
    assert ignored == []
    assert found.pop("bedroom").temperature == pytest.approx(21.1, abs=0.1)
    assert found == {"kitchen": Climate(temperature=18.0), "living": Climate(occupancy=1.0)}
    assert "binary_sensor.living_motion" not in made.devices  # it can be neither commanded nor asked about


def test_a_stranger_is_in_the_area_of_the_longest_whole_words() -> None:
    made = home()
    made.areas["living_room"] = made.areas.pop("living")
    found, ignored = sensed(made, {"binary_sensor.living_room_motion": "on"}, NOW)
    assert found["living_room"] == Climate(occupancy=1.0)
    _, ignored = sensed(made, {"binary_sensor.kitchenette_motion": "on"}, NOW)
    assert len(ignored) == 1


@pytest.mark.parametrize(
    ("entity", "value", "why"),
    [
        ("binary_sensor.moon_motion", "on", "none of its areas is named in its id"),
        ("sensor.kitchen_power", "3", "tells neither of people, light nor warmth"),
        ("light.kitchen_other", "on", "the home has no such device"),
        ("nonsense", "on", "the home has no such device"),
        ("light.ceiling", "purple", "'purple' is no state of a light (on, off)"),
        ("light.ceiling", ["on"], "['on'] is no state; give text, a number, or"),
        ("light.ceiling", None, "None is no state"),
        ("light.ceiling", {"state": "on", "brightness": "much"}, "brightness: 'much' is not a number"),
        ("light.ceiling", {"state": "on", "brightness": 900}, "brightness: '352.9' is not a percentage"),
        ("sensor.kitchen", "nan", "reading: 'nan' is not a number"),
    ],
)
def test_what_says_nothing_is_ignored_with_a_word_why(entity: str, value: object, why: str) -> None:
    made = home()
    before = dict(made.states)
    _, (line,) = sensed(made, {entity: value}, NOW)
    assert line.startswith(f"sensors: {entity}: ")
    assert line.endswith("; ignored")
    assert why in line
    assert made.states == before
