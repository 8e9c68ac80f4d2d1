"""Who says that somebody is there, and a camera's occupancy."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.events import Observation
from assistant.presence import HALF_LIFE, SENSORS_LIMIT, CameraOccupancy, Presence
from devices.messages import Reported
from devices.model import Area, Device, Home, Kind
from devices.state import State
from devices.zigbee2mqtt.exposes import entities_of

PIR = "binary_sensor.pir"


def _home(device_class: str | None = "motion", area: str = "hall", kind: Kind = Kind.BINARY_SENSOR) -> Home:
    device = Device(PIR, "sensor", kind, area, device_class=device_class)
    return Home.of(areas=[Area("hall", "hall"), Area("attic", "attic")], devices=[device])


def _told(home: Home, presence: Presence, now: float, state: State) -> None:
    """As the house does it: the registry first, then whoever wants to know."""
    home.update(PIR, state, 1e9 + now)
    presence.report(Reported(PIR, state), now)


def _frame(score: float, seconds: float, *, camera: str = "door", area: str | None = "hall") -> Observation:
    return Observation(camera, seconds, True, score, 1, area=area)


def test_an_area_without_any_source_is_one_nobody_knows_of() -> None:
    seen = Presence().look(_home(area="attic"), "hall", 1.0)
    assert (seen.area, seen.score, seen.sources) == ("hall", 0.0, ())


def test_a_camera_tells_of_its_own_area_only() -> None:
    presence, home = Presence(), _home(area="attic")
    presence.feed(_frame(0.9, 5.0))
    presence.feed(_frame(0.8, 5.0, camera="lost", area=None))
    assert presence.look(home, "hall", 5.0).sources == (("door", 0.9, 0.0),)
    assert presence.look(home, "attic", 5.0).sources == ()


@pytest.mark.parametrize("device_class", ["motion", "occupancy", "presence"])
def test_a_sensor_that_is_on_is_sure_of_it(device_class: str) -> None:
    home = _home(device_class)
    home.update(PIR, State(on=True), 1.0)
    seen = Presence().look(home, "hall", 50.0)
    assert (seen.score, seen.sources) == (1.0, ((PIR, 1.0, 0.0),))


@pytest.mark.parametrize("device_class", ["door", "smoke", None])
def test_a_door_or_a_smoke_detector_is_no_sign_of_people(device_class: str | None) -> None:
    home = _home(device_class)
    home.update(PIR, State(on=True), 1.0)
    assert Presence().look(home, "hall", 1.0).sources == ()


@pytest.mark.parametrize("property_name", ["occupancy", "presence", "motion"])
def test_what_zigbee2mqtt_finds_of_people_counts(property_name: str) -> None:
    exposed = {"type": "binary", "name": property_name, "property": property_name, "value_on": True}
    (entity,) = entities_of("x", [exposed])
    home = Home.of(devices=[Device(PIR, "x", entity.kind, "hall", device_class=entity.device_class)])
    home.update(PIR, State(on=True), 1.0)
    assert Presence().look(home, "hall", 1.0).score == 1.0


def test_motion_fades_after_it_has_ended() -> None:
    home, presence = _home(), Presence()
    _told(home, presence, 10.0, State(on=True))
    _told(home, presence, 100.0, State(on=False))
    assert presence.look(home, "hall", 100.0).score == 1.0
    (source,) = presence.look(home, "hall", 100.0 + HALF_LIFE).sources
    assert (source.score, source.age) == (0.5, HALF_LIFE)
    assert presence.look(home, "hall", 100.0 + 10 * HALF_LIFE).score == 0.0


def test_a_sensor_that_says_off_again_does_not_begin_anew() -> None:
    home, presence = _home(), Presence()
    for now, on in ((10.0, True), (20.0, False), (70.0, False)):
        _told(home, presence, now, State(on=on))
    assert presence.look(home, "hall", 20.0 + HALF_LIFE).score == 0.5


def test_without_reports_what_was_on_at_one_look_fades_from_the_next() -> None:
    home, presence = _home(), Presence()
    home.update(PIR, State(on=True), 1.0)
    presence.look(home, "hall", 10.0)
    home.update(PIR, State(on=False), 2.0)
    assert presence.look(home, "hall", 12.0).score == 1.0
    assert presence.look(home, "hall", 12.0 + HALF_LIFE).score == 0.5


def test_a_sensor_that_was_never_on_has_nothing_to_fade() -> None:
    """At the start all report off, and no room was just left."""
    home, presence = _home(), Presence()
    _told(home, presence, 1.0, State(on=False))
    assert presence.look(home, "hall", 1.0).sources == ((PIR, 0.0, 0.0),)


def test_who_can_tell_that_nobody_is_there_is_believed_at_once() -> None:
    home, presence = _home("presence"), Presence()
    _told(home, presence, 1.0, State(on=True))
    _told(home, presence, 2.0, State(on=False))
    assert presence.look(home, "hall", 2.0).score == 0.0


def test_when_in_doubt_somebody_is_there() -> None:
    home, presence = _home("presence"), Presence()
    home.update(PIR, State(on=False), 1.0)
    presence.feed(_frame(0.7, 3.0))
    seen = presence.look(home, "hall", 3.0)
    assert seen.score == 0.7
    assert [source.name for source in seen.sources] == ["door", PIR]


@pytest.mark.parametrize("state", [State(on=True, available=False), State(available=True)])
def test_a_sensor_that_is_away_or_has_told_nothing_is_no_source(state: State) -> None:
    home = _home()
    home.update(PIR, state, 1.0)
    assert Presence().look(home, "hall", 1.0).sources == ()


def test_a_camera_that_hangs_fades_and_a_closed_one_is_forgotten() -> None:
    home, presence = _home(area="attic"), Presence()
    presence.feed(_frame(0.8, 0.0))
    assert presence.look(home, "hall", HALF_LIFE).score == pytest.approx(0.4)
    presence.forget("door")
    assert presence.look(home, "hall", HALF_LIFE).sources == ()


def test_only_so_many_sensors_are_remembered() -> None:
    home, presence = _home(), Presence()
    _told(home, presence, 1.0, State(on=True))
    _told(home, presence, 1.0, State(on=False))
    for i in range(SENSORS_LIMIT):
        presence.report(Reported(f"binary_sensor.n{i}", State(on=True)), 1.0)
    assert presence.look(home, "hall", 1.0).score == 0.0


# --- a camera's occupancy ----------------------------------------------------------------------


def _changes(
    occupancy: CameraOccupancy, scores: Sequence[float | None], start: float = 0.0
) -> list[bool | None]:
    """A frame each second."""
    return [occupancy.feed(score, start + i) for i, score in enumerate(scores)]


def test_two_looks_of_three_make_somebody() -> None:
    assert _changes(CameraOccupancy(), [0.9, 0.1, 0.9, 0.9]) == [None, None, True, None]
    assert _changes(CameraOccupancy(), [0.9, 0.1, 0.1, 0.9]) == [None] * 4


def test_one_look_that_is_repeated_is_one_look() -> None:
    occupancy = CameraOccupancy()
    assert [occupancy.feed(0.9, i / 10) for i in range(5)] == [None] * 5
    assert [occupancy.feed(None, 1.0 + i) for i in range(9)] == [None] * 9


def test_nobody_is_there_when_no_score_was_over_the_lower_threshold_for_long_enough() -> None:
    occupancy = CameraOccupancy(0.5, off=0.3, hold_seconds=30.0)
    _changes(occupancy, [0.9, 0.9])
    assert _changes(occupancy, [0.4] * 60, 2.0) == [None] * 60
    changes = _changes(occupancy, [0.2] * 40, 62.0)
    assert changes.index(False) == 29  # 30 s after second 61
    assert changes.count(None) == 39


def test_who_comes_back_within_the_hold_was_never_away() -> None:
    occupancy = CameraOccupancy()
    assert _changes(occupancy, [0.9, 0.9]) == [None, True]
    assert _changes(occupancy, [0.0] * 29 + [0.9] + [0.0] * 29, 2.0) == [None] * 59


def test_who_sits_still_stays_and_who_left_before_the_stillness_is_gone() -> None:
    still: list[float | None] = [None] * 100
    sitting = CameraOccupancy()
    assert _changes(sitting, [0.9, 0.9, *still])[2:] == [None] * 100
    leaving = CameraOccupancy()
    assert False in _changes(leaving, [0.9, 0.9, 0.1, *still])


def test_an_empty_room_is_known_to_be_empty_only_after_a_while() -> None:
    occupancy = CameraOccupancy(hold_seconds=5.0)
    assert _changes(occupancy, [0.0] * 5) == [None] * 5
    assert occupancy.occupied is None
    assert occupancy.feed(0.0, 5.0) is False


def test_a_reset_forgets_who_was_there() -> None:
    occupancy = CameraOccupancy()
    _changes(occupancy, [0.9, 0.9])
    occupancy.reset()
    assert occupancy.occupied is None
    assert occupancy.feed(0.9, 3.0) is None
