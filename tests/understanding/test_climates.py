"""What sensors tell of their areas."""

from __future__ import annotations

import pytest

from assistant.understanding.climates import climates
from assistant.understanding.scene import Climate
from devices.model import Area, Home
from devices.state import State
from tests.understanding.homes import NOW, device
from tests.understanding.homes import home as whole_home


def of(*sensors: tuple[str, str | None, State], unit: str | None = None) -> dict[str, Climate]:
    """What sensors, each with its class and state, tell of the one room they are in."""
    home = Home.of(
        areas=[Area("den", "Den")],
        devices=[device(i, "a sensor", "den", device_class=kind, unit=unit) for i, kind, _ in sensors],
    )
    for sensor, _, state in sensors:
        home.update(sensor, state, NOW)
    return climates(home)


@pytest.mark.parametrize("device_class", ["motion", "occupancy", "presence"])
def test_a_sensor_of_people_tells_that_somebody_is_there_or_nobody(device_class: str) -> None:
    assert of(("binary_sensor.a", device_class, State(on=True))) == {"den": Climate(occupancy=1.0)}
    assert of(("binary_sensor.a", device_class, State(on=False))) == {"den": Climate(occupancy=0.0)}


def test_light_and_warmth_are_told_as_they_are_read() -> None:
    told = of(
        ("sensor.a", "illuminance", State(reading=120.0)), ("sensor.b", "temperature", State(reading=21.5))
    )
    assert told == {"den": Climate(lux=120.0, temperature=21.5)}


def test_without_a_class_the_words_of_the_id_tell() -> None:
    told = of(
        ("binary_sensor.den_motion", None, State(on=True)),
        ("sensor.den_illuminance", None, State(reading=7.0)),
        ("sensor.den_temperature_2", None, State(reading=19.0)),
    )
    assert told == {"den": Climate(1.0, 7.0, 19.0)}


def test_a_class_counts_more_than_the_id() -> None:
    assert of(("binary_sensor.den_motion", "vibration", State(on=True))) == {}


def test_of_several_any_that_says_somebody_counts_and_of_numbers_the_middle_one() -> None:
    told = of(
        ("binary_sensor.a", "motion", State(on=False)),
        ("binary_sensor.b", "presence", State(on=True)),
        *((f"sensor.{name}", "temperature", State(reading=value)) for name, value in
          (("a", 20.0), ("b", 21.0), ("c", 45.0))),
    )  # fmt: skip
    assert told == {"den": Climate(occupancy=1.0, temperature=21.0)}


def test_fahrenheit_is_told_in_celsius() -> None:
    told = of(("sensor.a", "temperature", State(reading=68.0)), unit="°F")
    assert told["den"].temperature == pytest.approx(20.0)


@pytest.mark.parametrize(
    "state",
    [
        State(),
        State(reading="warm"),
        State(reading=float("nan")),
        State(reading=220.0),
        State(reading=21.0, available=False),
    ],
)
def test_what_is_not_told_or_cannot_be_tells_nothing(state: State) -> None:
    assert of(("sensor.a", "temperature", state)) == {}


def test_only_sensors_in_areas_count() -> None:
    assert climates(whole_home()) == {"kitchen": Climate(temperature=19.5)}
    nowhere = Home.of(devices=[device("binary_sensor.a", "a sensor", "attic", device_class="motion")])
    nowhere.update("binary_sensor.a", State(on=True), NOW)
    assert climates(nowhere) == {}
