"""What a verb with the words of a sentence becomes: an intent that this home's plans know."""

from __future__ import annotations

import pytest

from assistant.events import Act, Ask, Intent, Refuse
from assistant.understanding.meant import Verb
from assistant.understanding.plan import SUPPORTED, plan
from assistant.understanding.targets import Chosen, Referent
from assistant.understanding.verbs import WITHOUT_THINGS, Unsaid, Wording, intent_of
from devices.model import Kind
from devices.state import State
from models.fusion.sayings import VERBS
from tests.understanding.homes import NOW, home

FULL = Wording("so it was said", "en", level="fifty percent", amount="ten percent", color="deep red",
               temperature="twenty one degrees")  # fmt: skip
BARE = Wording("so it was said", "en")
ALLOWED = [(kind, verb) for kind, verbs in VERBS.items() for verb in verbs]
A_DEVICE = {
    Kind.LIGHT: "light.ceiling", Kind.SWITCH: "switch.coffee", Kind.FAN: "fan.bedroom",
    Kind.COVER: "cover.blinds", Kind.LOCK: "lock.front", Kind.CLIMATE: "climate.living",
    Kind.MEDIA_PLAYER: "media_player.tv", Kind.VACUUM: "vacuum.robo", Kind.SCENE: "scene.movie",
}  # fmt: skip


def intent(verb: Verb, kind: Kind, said: Wording = FULL) -> Intent:
    made = intent_of(verb, kind, said)
    assert isinstance(made, Intent), made
    return made


@pytest.mark.parametrize(("kind", "verb"), ALLOWED)
def test_what_can_be_done_with_a_kind_is_an_intent_that_such_a_device_obeys(kind: Kind, verb: Verb) -> None:
    made, house = intent(verb, kind), home()
    assert made.name in SUPPORTED
    assert made.text == "so it was said"
    device = house.devices[A_DEVICE[kind]]
    decision = plan(
        made, house, area=None, now=NOW, meant=Referent(Chosen((device,), "as meant"), strict=False)
    )
    assert isinstance(decision, Act | Ask), decision
    chosen = decision if isinstance(decision, Act) else decision.options[0]
    assert chosen.targets == (device.id,)


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in (Verb.NOTHING, Verb.TIMER)])
def test_every_verb_is_an_intent_that_plans_know_for_a_kind_that_has_it(verb: Verb) -> None:
    kind = next((kind for kind, allowed in ALLOWED if allowed is verb), Kind.LIGHT)
    assert intent(verb, kind).name in SUPPORTED


@pytest.mark.parametrize("verb", [Verb.NOTHING, Verb.TIMER])
def test_what_is_nothing_or_needs_a_duration_is_no_intent(verb: Verb) -> None:
    assert intent_of(verb, Kind.LIGHT, FULL) is None


@pytest.mark.parametrize("verb", sorted(WITHOUT_THINGS))
def test_what_concerns_no_thing_is_answered_in_a_home_without_any(verb: Verb) -> None:
    house = home()
    for device in tuple(house.devices):
        house.remove(device)
    assert isinstance(plan(intent(verb, Kind.LIGHT, BARE), house, area=None, now=NOW), Act)


@pytest.mark.parametrize(
    ("kind", "name", "slot"),
    [
        (Kind.LIGHT, "HassLightSet", "brightness"), (Kind.COVER, "HassSetPosition", "position"),
        (Kind.VALVE, "HassSetPosition", "position"), (Kind.FAN, "HassFanSetSpeed", "percentage"),
        (Kind.MEDIA_PLAYER, "HassSetVolume", "volume_level"),
    ],
)  # fmt: skip
def test_a_level_is_what_the_kind_has_levels_of(kind: Kind, name: str, slot: str) -> None:
    made = intent(Verb.LEVEL, kind)
    assert (made.name, made.get(slot)) == (name, 50)
    assert isinstance(made.get(slot), int)


def test_words_for_a_change_stand_in_for_a_level_that_is_not_told() -> None:
    made = intent(Verb.LEVEL, Kind.LIGHT, Wording("set it", "en", amount="half"))
    assert made.get("brightness") == 50


@pytest.mark.parametrize("kind", [Kind.LOCK, Kind.SWITCH, Kind.SCENE, Kind.CLIMATE])
def test_what_has_no_level_is_not_set_to_one(kind: Kind) -> None:
    assert intent_of(Verb.LEVEL, kind, FULL) is None


@pytest.mark.parametrize(
    ("verb", "kind", "said", "missing"),
    [
        (Verb.LEVEL, Kind.LIGHT, BARE, Unsaid("brightness", "")),
        (Verb.LEVEL, Kind.FAN, Wording("so", "en", level="purple"), Unsaid("percentage", "purple")),
        (Verb.COLOR, Kind.LIGHT, BARE, Unsaid("color", "")),
        (Verb.COLOR, Kind.LIGHT, Wording("so", "en", color="chequered"), Unsaid("color", "chequered")),
        (Verb.TEMPERATURE, Kind.CLIMATE, BARE, Unsaid("temperature", "")),
        (Verb.TEMPERATURE, Kind.CLIMATE, Wording("so", "en", temperature="warm"),
         Unsaid("temperature", "warm")),
    ],
)  # fmt: skip
def test_a_value_that_no_word_tells_is_told_to_be_missing(
    verb: Verb, kind: Kind, said: Wording, missing: Unsaid
) -> None:
    assert intent_of(verb, kind, said) == missing


def test_colours_and_temperatures_are_read_from_their_words() -> None:
    assert intent(Verb.COLOR, Kind.LIGHT).get("color") == "red"
    assert intent(Verb.TEMPERATURE, Kind.CLIMATE).get("temperature") == 21
    half = Wording("so", "en", temperature="21.5")
    assert intent(Verb.TEMPERATURE, Kind.CLIMATE, half).get("temperature") == 21.5


@pytest.mark.parametrize(("verb", "brightness"), [(Verb.BRIGHTER, 50.0), (Verb.DIMMER, 30.0)])
def test_brightness_changes_by_as_much_as_is_said(verb: Verb, brightness: float) -> None:
    assert _wanted(intent(verb, Kind.LIGHT), "light.ceiling").brightness == brightness


@pytest.mark.parametrize(("verb", "brightness"), [(Verb.BRIGHTER, 55.0), (Verb.DIMMER, 25.0)])
def test_and_by_a_usual_step_if_nothing_is_said(verb: Verb, brightness: float) -> None:
    assert _wanted(intent(verb, Kind.LIGHT, BARE), "light.ceiling").brightness == brightness


@pytest.mark.parametrize(
    ("verb", "amount", "volume"),
    [
        (Verb.QUIETER, "twenty percent", 75.0), (Verb.QUIETER, "", 85.0), (Verb.LOUDER, "three", 98.0),
        (Verb.LOUDER, "", 100.0),
    ],
)  # fmt: skip
def test_the_volume_changes_by_as_much_as_is_said_or_by_a_step(
    verb: Verb, amount: str, volume: float
) -> None:
    made = intent(verb, Kind.MEDIA_PLAYER, Wording("so", "en", amount=amount))
    assert _wanted(made, "media_player.tv").volume == volume


@pytest.mark.parametrize(("verb", "temperature"), [(Verb.WARMER, 22.0), (Verb.COOLER, 20.0)])
def test_a_temperature_changes_by_a_degree_whatever_share_is_said(verb: Verb, temperature: float) -> None:
    assert _wanted(intent(verb, Kind.CLIMATE), "climate.living").target_temperature == temperature


def test_a_lock_is_opened_by_unlocking_and_closed_by_locking() -> None:
    assert intent(Verb.OPEN, Kind.LOCK) == intent(Verb.UNLOCK, Kind.LOCK)
    assert intent(Verb.CLOSE, Kind.LOCK) == intent(Verb.LOCK, Kind.LOCK)
    assert intent(Verb.OPEN, Kind.COVER).name == "HassOpenCover"


def test_a_mower_starts_and_docks_as_mowers_do_and_a_switch_starts_by_switching_on() -> None:
    assert intent(Verb.START, Kind.LAWN_MOWER).name == "HassLawnMowerStartMowing"
    assert intent(Verb.DOCK, Kind.LAWN_MOWER).name == "HassLawnMowerDock"
    assert intent(Verb.START, Kind.SWITCH).name == "HassTurnOn"
    assert intent(Verb.START, Kind.VACUUM).name == "HassVacuumStart"


def test_values_are_read_in_the_language_they_are_said_in() -> None:
    german = Wording("mach", "de", level="die hälfte", color="dunkles grün")
    assert intent(Verb.LEVEL, Kind.LIGHT, german).get("brightness") == 50
    assert intent(Verb.COLOR, Kind.LIGHT, german).get("color") == "green"


def _wanted(made: Intent, device: str) -> State:
    house = home()
    meant = Referent(Chosen((house.devices[device],), "as meant"), strict=False)
    decision = plan(made, house, area=None, now=NOW, meant=meant)
    assert not isinstance(decision, Refuse), decision
    assert isinstance(decision, Act)
    (step,) = decision.steps
    desired = getattr(step, "desired", None)
    assert isinstance(desired, State)
    return desired
