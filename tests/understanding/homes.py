"""A home with everything a test asks about."""

from __future__ import annotations

from assistant.events import Act, Ask, Decision, Intent, Refuse, Slot, SlotValue
from devices.defaults import default_capabilities, default_risk
from devices.model import Area, Capability, Command, Device, Floor, Home, Kind
from devices.state import Playback, State

NOW = 1_700_000_000.0
Can = Capability
COLORFUL = frozenset({Can.ON_OFF, Can.BRIGHTNESS, Can.COLOR, Can.COLOR_TEMPERATURE})


def device(device_id: str, name: str, area: str | None = None, **more: object) -> Device:
    """A device with what its kind can do, unless told otherwise."""
    kind = Kind(device_id.partition(".")[0])
    device_class = more.get("device_class")
    more.setdefault("capabilities", default_capabilities(kind))
    risk = default_risk(kind, device_class if isinstance(device_class, str) else None)
    return Device(device_id, name, kind, area, risk=risk, **more)  # type: ignore[arg-type]


def home() -> Home:
    """Two storeys, a garage, and at least one of every kind."""
    made = Home.of(
        floors=[Floor("upper", "Upstairs"), Floor("ground", "Downstairs")],
        areas=[
            Area("kitchen", "Kitchen", floor="ground"),
            Area("living", "Living Room", ("lounge",), "ground"),
            Area("bedroom", "Bedroom", floor="upper"),
            Area("garage", "Garage"),
        ],
        devices=[
            device("light.ceiling", "Ceiling Light", "kitchen", capabilities=COLORFUL),
            device("light.counter", "Counter Light", "kitchen", capabilities=frozenset({Can.ON_OFF})),
            device("light.reading_bedroom", "Reading Lamp", "bedroom"),
            device("light.reading_living", "Reading Lamp", "living"),
            device("switch.coffee", "Coffee Machine", "kitchen"),
            device("fan.bedroom", "Bed Fan", "bedroom"),
            device("cover.blinds", "Blinds", "bedroom", device_class="blind"),
            device("cover.garage", "Garage Door", "garage", device_class="garage"),
            device("valve.garden", "Garden Valve"),
            device("lock.front", "Front Door", "living"),
            device("climate.living", "Thermostat", "living", modes=("off", "heat", "cool")),
            device("media_player.tv", "TV", "living"),
            device("media_player.radio", "Radio", "kitchen"),
            device("vacuum.robo", "Robo", "living"),
            device("lawn_mower.goat", "Goat"),
            device("scene.movie", "Movie Night"),
            device("script.party", "Party Time"),
            device("button.bell", "Door Bell"),
            device("sensor.humidity", "Outdoor Humidity", device_class="humidity", unit="%"),
            device("sensor.kitchen", "Kitchen Sensor", "kitchen", device_class="temperature", unit="°C"),
            device("binary_sensor.back", "Back Door", "kitchen", device_class="door"),
            device("person.alice", "Alice"),
        ],
    )
    states = {
        "light.ceiling": State(on=True, brightness=40.0),
        "light.counter": State(on=False),
        "light.reading_bedroom": State(on=False),
        "lock.front": State(locked=True),
        "cover.blinds": State(open=True, position=50.0),
        "climate.living": State(mode="heat", temperature=21.5, target_temperature=21.0),
        "media_player.tv": State(on=True, playback=Playback.PLAYING, volume=95.0),
        "media_player.radio": State(on=True, playback=Playback.PAUSED),
        "sensor.humidity": State(reading=55.0),
        "sensor.kitchen": State(reading=19.5),
        "binary_sensor.back": State(on=True),
        "person.alice": State(reading="home"),
    }
    for device_id, state in states.items():
        made.update(device_id, state, NOW)
    return made


def intent(
    intent_name: str, response: str = "default", context_area: bool = False, **slots: SlotValue
) -> Intent:
    """An intent as `Sentences` makes it."""
    made = tuple(Slot(key, value) for key, value in slots.items())
    return Intent(intent_name, made, "", response, context_area)


def act(decision: Decision) -> Act:
    """The decision, which has to be an act."""
    assert isinstance(decision, Act), decision
    return decision


def ask(decision: Decision) -> Ask:
    """The decision, which has to be a question."""
    assert isinstance(decision, Ask), decision
    return decision


def refused(decision: Decision) -> str:
    """What a refusal says; it has to be one."""
    assert isinstance(decision, Refuse), decision
    return decision.say


def wishes(decision: Decision) -> dict[str, object]:
    """What an act wants, by device: the told fields, or the trigger."""
    told: dict[str, object] = {}
    for step in act(decision).steps:
        assert isinstance(step, Command)
        fields = {name: getattr(step.desired, name) for name in step.desired.told()}
        told[step.device] = step.trigger.value if step.trigger else fields
    return told
