"""What a wish means for each kind of device, and what it cannot do."""

from __future__ import annotations

import pytest

from assistant.events import Decision, SlotValue
from assistant.understanding.plan import plan
from devices.state import Color, State
from tests.understanding.homes import NOW, act, home, intent, refused, wishes


def decide(
    intent_name: str, here: str | None = None, response: str = "default", **slots: SlotValue
) -> Decision:
    """What is decided when the microphone is in ``here``."""
    return plan(intent(intent_name, response, False, **slots), home(), area=here, now=NOW)


@pytest.mark.parametrize(
    ("on", "name", "wanted"),
    [
        (True, "Movie Night", "activate"),
        (True, "Party Time", "activate"),
        (True, "Door Bell", "activate"),
        (True, "Front Door", {"locked": True}),
        (True, "Blinds", {"open": True}),
        (False, "Garden Valve", {"open": False}),
        (False, "Thermostat", {"mode": "off"}),
        (True, "Thermostat", {"mode": "heat"}),
        (False, "TV", {"on": False}),
        (True, "Robo", {"activity": "working"}),
    ],
)
def test_on_and_off_mean_what_the_kind_can_do(on: bool, name: str, wanted: object) -> None:
    decision = decide("HassTurnOn" if on else "HassTurnOff", name=name)
    assert list(wishes(decision).values()) == [wanted]


def test_a_light_that_cannot_be_dimmed_is_refused_with_the_reason() -> None:
    assert (
        refused(decide("HassLightSet", name="Counter Light", brightness=40))
        == "Counter Light cannot be dimmed."
    )


def test_of_several_lights_those_that_can_be_dimmed_are() -> None:
    decision = plan(
        intent("HassLightSet", area="kitchen", domain="light", brightness=40), home(), area=None, now=NOW
    )
    assert wishes(decision) == {"light.ceiling": {"on": True, "brightness": 40.0}}
    assert "1 that cannot do this left out" in act(decision).reason


def test_colors_and_color_temperatures() -> None:
    assert wishes(decide("HassLightSet", name="Ceiling Light", color="red"))["light.ceiling"] == {
        "on": True,
        "color": Color(255, 0, 0),
    }
    assert wishes(decide("HassLightSet", name="Ceiling Light", temperature=2700))["light.ceiling"] == {
        "on": True,
        "color_temperature": 2700,
    }
    assert refused(decide("HassLightSet", name="Reading Lamp", area="living", color="red")) == (
        "Reading Lamp cannot change its color."
    )
    assert (
        refused(decide("HassLightSet", name="Ceiling Light", color="octarine"))
        == "I do not know the color octarine."
    )


def test_no_brightness_is_off() -> None:
    assert wishes(decide("HassLightSet", name="Ceiling Light", brightness=0)) == {
        "light.ceiling": {"on": False}
    }


@pytest.mark.parametrize(
    ("name", "slots", "said"),
    [
        ("HassLightSet", {"name": "Ceiling Light", "brightness": 300}, "0 to 100"),
        ("HassLightSet", {"name": "Ceiling Light", "temperature": 100}, "1000 to 10000"),
        ("HassSetPosition", {"name": "Blinds", "position": -5}, "0 to 100"),
        ("HassFanSetSpeed", {"name": "Bed Fan", "percentage": 101}, "0 to 100"),
        ("HassSetVolume", {"name": "TV", "volume_level": 1000}, "0 to 100"),
        ("HassClimateSetTemperature", {"name": "Thermostat", "temperature": 90}, "7 to 35"),
    ],
)
def test_values_out_of_range_are_refused_with_the_range(
    name: str, slots: dict[str, SlotValue], said: str
) -> None:
    assert said in refused(decide(name, None, "default", **slots))


def test_an_offline_device_is_refused_as_offline() -> None:
    made = home()
    made.update("switch.coffee", State(available=False), NOW)
    said = refused(plan(intent("HassTurnOn", name="Coffee Machine"), made, area=None, now=NOW))
    assert said == "Coffee Machine is offline."


def test_a_sensor_cannot_be_switched() -> None:
    assert (
        refused(decide("HassTurnOn", name="Outdoor Humidity"))
        == "Outdoor Humidity cannot be switched on or off."
    )


def test_toggling_a_known_state_is_a_wish_and_of_an_unknown_one_a_trigger() -> None:
    assert wishes(decide("HassToggle", name="Ceiling Light")) == {"light.ceiling": {"on": False}}
    assert wishes(decide("HassToggle", name="Coffee Machine")) == {"switch.coffee": "toggle"}


def test_positions_and_stopping() -> None:
    assert wishes(decide("HassSetPosition", name="Blinds", position=30)) == {
        "cover.blinds": {"position": 30.0}
    }
    assert wishes(decide("HassStopMoving", name="Blinds")) == {"cover.blinds": "stop"}


def test_fans_climate_vacuum_and_mower() -> None:
    assert wishes(decide("HassFanSetSpeed", name="Bed Fan", percentage=50)) == {
        "fan.bedroom": {"on": True, "speed": 50.0}
    }
    assert wishes(decide("HassClimateSetTemperature", temperature=22)) == {
        "climate.living": {"target_temperature": 22.0}
    }
    assert refused(decide("HassClimateSetFanMode", fan_mode="low")) == "Thermostat has no fan mode."
    assert wishes(decide("HassVacuumStart", name="Robo")) == {"vacuum.robo": {"activity": "working"}}
    assert wishes(decide("HassVacuumReturnToBase", name="Robo")) == {"vacuum.robo": {"activity": "returning"}}
    assert wishes(decide("HassLawnMowerStartMowing", name="Goat")) == {
        "lawn_mower.goat": {"activity": "working"}
    }
    assert wishes(decide("HassLawnMowerDock", name="Goat")) == {"lawn_mower.goat": {"activity": "returning"}}


def test_a_vacuum_is_not_sent_through_the_whole_home_to_clean_one_room() -> None:
    decision = plan(intent("HassVacuumCleanArea", area="kitchen"), home(), area=None, now=NOW)
    assert refused(decision) == "Robo cannot be sent to one room."


# --- media ---


def test_pause_means_what_plays_and_resume_what_is_paused() -> None:
    assert wishes(decide("HassMediaPause")) == {"media_player.tv": {"playback": "paused"}}
    assert wishes(decide("HassMediaUnpause")) == {"media_player.radio": {"playback": "playing"}}


def test_the_player_of_the_area_comes_first() -> None:
    decision = plan(
        intent("HassMediaNext", context_area=True, area="kitchen"), home(), area="kitchen", now=NOW
    )
    assert wishes(decision) == {"media_player.radio": "next"}


def test_louder_stays_within_bounds_and_needs_to_know_how_loud_it_is() -> None:
    louder = plan(intent("HassSetVolumeRelative", name="TV", volume_step="up"), home(), area=None, now=NOW)
    assert wishes(louder) == {"media_player.tv": {"volume": 100.0}}
    quieter = plan(intent("HassSetVolumeRelative", name="TV", volume_step=-20), home(), area=None, now=NOW)
    assert wishes(quieter) == {"media_player.tv": {"volume": 75.0}}
    assert (
        refused(decide("HassSetVolumeRelative", name="Radio", volume_step="up"))
        == "I do not know how loud Radio is now."
    )


def test_muting() -> None:
    assert wishes(decide("HassMediaPlayerMute", name="TV")) == {"media_player.tv": {"muted": True}}
