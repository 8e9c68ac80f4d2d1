"""Sentences to intents, in four languages, over names of every sort."""

from __future__ import annotations

import pytest

from assistant.errors import LanguageError
from assistant.events import Intent, NotUnderstood
from assistant.understanding.sentences import Sentences, speech_sentences
from assistant.understanding.slots import devices_named
from devices.model import Area, Device, Floor, Home, Kind

Expected = tuple[str, dict[str, object]]


def _home() -> Home:
    devices = [
        Device("light.desk", "desk lamp", Kind.LIGHT, "office", ("work light",)),
        Device("light.read_1", "reading lamp", Kind.LIGHT, "office"),
        Device("light.read_2", "reading lamp", Kind.LIGHT, "kitchen"),
        Device("fan.tower", "tower fan", Kind.FAN, "office"),
        Device("cover.blinds", "big blinds", Kind.COVER, "kitchen", device_class="blind"),
        Device("lock.shed", "shed door", Kind.LOCK),
        Device("vacuum.robbie", "Robbie", Kind.VACUUM),
        Device("light.odd", "lamp (old) [x] {y}", Kind.LIGHT),
        Device("light.pepper", "salt and pepper lamp", Kind.LIGHT, "kitchen"),
    ]
    areas = [Area("kitchen", "kitchen", floor="ground"), Area("office", "office", ("study",))]
    return Home.of(floors=[Floor("ground", "ground floor")], areas=areas, devices=devices)


HOME = _home()
ENGLISH = Sentences(HOME)


def _understood(sentences: Sentences, text: str, area: str | None = None) -> list[Expected]:
    result = sentences.recognize(text, area=area)
    assert not isinstance(result, NotUnderstood), result
    return [(intent.name, {s.name: s.value for s in intent.slots}) for intent in result]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("switch the desk lamp on", ("HassTurnOn", {"name": "desk lamp"})),
        ("please turn off my work light", ("HassTurnOff", {"name": "desk lamp"})),
        ("set the desk lamp to 35 percent", ("HassLightSet", {"name": "desk lamp", "brightness": 35})),
        ("Turn the DESK LAMP red!", ("HassLightSet", {"name": "desk lamp", "color": "red"})),
        ("open the big blinds", ("HassTurnOn", {"name": "big blinds"})),
        ("lights off in the study", ("HassTurnOff", {"area": "office", "domain": "light"})),
        ("start Robbie", ("HassVacuumStart", {"name": "Robbie"})),
        ("unlock the shed door", ("HassTurnOff", {"name": "shed door"})),
        ("set a timer for ten minutes", ("HassStartTimer", {"minutes": 10})),
        ("what time is it", ("HassGetCurrentTime", {})),
        ("turn on lamp (old) [x] {y}", ("HassTurnOn", {"name": "lamp (old) [x] {y}"})),
    ],
)
def test_english_sentences_give_intent_and_slots(text: str, expected: Expected) -> None:
    assert _understood(ENGLISH, text) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "schalte die Stehlampe ein", ("HassTurnOn", {"name": "Stehlampe"})),
        ("de", "mach das Licht in der Küche aus", ("HassTurnOff", {"area": "kueche", "domain": "light"})),
        (
            "de",
            "dimme die Stehlampe auf 20 Prozent",
            ("HassLightSet", {"name": "Stehlampe", "brightness": 20}),
        ),
        ("de", "wie spät ist es", ("HassGetCurrentTime", {})),
        ("fr", "allume le lampadaire", ("HassTurnOn", {"name": "lampadaire"})),
        ("fr", "éteins les lumières de la cuisine", ("HassTurnOff", {"area": "kueche", "domain": "light"})),
        ("fr", "quelle heure est-il", ("HassGetCurrentTime", {})),
        ("es", "enciende la lámpara de pie", ("HassTurnOn", {"name": "lámpara de pie"})),
        ("es", "apaga las luces de la cocina", ("HassTurnOff", {"area": "kueche", "domain": "light"})),
        ("es", "qué hora es", ("HassGetCurrentTime", {})),
    ],
)
def test_other_languages_speak_of_the_same_home(language: str, text: str, expected: Expected) -> None:
    names = {
        "de": ("Stehlampe", "Küche"),
        "fr": ("lampadaire", "cuisine"),
        "es": ("lámpara de pie", "cocina"),
    }
    lamp, kitchen = names[language]
    home = Home.of(areas=[Area("kueche", kitchen)], devices=[Device("light.a", lamp, Kind.LIGHT, "kueche")])
    assert _understood(Sentences(home, language), text) == [expected]


def test_the_speakers_area_is_filled_in_and_marked_as_not_said() -> None:
    result = ENGLISH.recognize("turn on the lights", area="kitchen")
    assert isinstance(result, tuple)
    assert result[0].get("area") == "kitchen"
    assert result[0].context_area
    said = ENGLISH.recognize("turn on the lights in the kitchen", area="office")
    assert isinstance(said, tuple)
    assert (said[0].get("area"), said[0].context_area) == ("kitchen", False)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("turn on the moon beam", "moon beam"),
        ("turn off the lights in the attic", "attic"),
        ("set the flurb to 20 percent", "flurb"),
        ("lock the barn", "barn"),
    ],
)
def test_a_name_nobody_bears_is_named_and_never_widened(text: str, unknown: str) -> None:
    result = ENGLISH.recognize(text, area="kitchen")
    assert isinstance(result, NotUnderstood)
    assert result.unknown == unknown
    assert unknown in result.reason


@pytest.mark.parametrize("text", ["", "off", "purple monkeys", "turn", "?!", "x" * 5_000, "and", "\0"])
def test_what_is_no_sentence_is_not_understood(text: str) -> None:
    assert isinstance(ENGLISH.recognize(text, area="kitchen"), NotUnderstood)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "turn off the desk lamp and close the big blinds",
            [("HassTurnOff", {"name": "desk lamp"}), ("HassTurnOff", {"name": "big blinds"})],
        ),
        (
            "turn off the desk lamp and the tower fan",
            [("HassTurnOff", {"name": "desk lamp"}), ("HassTurnOff", {"name": "tower fan"})],
        ),
        (
            "turn on the desk lamp, the tower fan and the work light",
            [("HassTurnOn", {"name": n}) for n in ("desk lamp", "tower fan", "desk lamp")],
        ),
        (
            "set the desk lamp and the reading lamp to 40%",
            [("HassLightSet", {"name": n, "brightness": 40}) for n in ("desk lamp", "reading lamp")],
        ),
        (
            "the desk lamp and the tower fan off",
            [("HassTurnOff", {"name": "desk lamp"}), ("HassTurnOff", {"name": "tower fan"})],
        ),
        ("turn on the salt and pepper lamp", [("HassTurnOn", {"name": "salt and pepper lamp"})]),
        (
            "turn off the lights and the fans in the office",
            [
                ("HassTurnOff", {"area": "office", "domain": "light"}),
                ("HassTurnOff", {"area": "office", "domain": "fan"}),
            ],
        ),
    ],
)
def test_two_commands_in_one_sentence_are_two(text: str, expected: list[Expected]) -> None:
    assert _understood(ENGLISH, text, area="kitchen") == expected


def test_a_sentence_half_understood_is_not_half_done() -> None:
    result = ENGLISH.recognize("turn off the desk lamp and close the moon", area="kitchen")
    assert isinstance(result, NotUnderstood)


def test_two_commands_in_german_are_two() -> None:
    home = Home.of(
        devices=[Device("light.a", "Stehlampe", Kind.LIGHT), Device("fan.a", "Ventilator", Kind.FAN)],
    )
    result = _understood(Sentences(home, "de"), "schalte die Stehlampe aus und schalte den Ventilator ein")
    assert [name for name, _ in result] == ["HassTurnOff", "HassTurnOn"]


def test_a_name_that_two_share_stays_a_name_for_both() -> None:
    assert [d.id for d in devices_named(HOME, "Reading  Lamp")] == ["light.read_1", "light.read_2"]
    assert _understood(ENGLISH, "turn on the reading lamp") == [("HassTurnOn", {"name": "reading lamp"})]


def test_new_and_renamed_devices_are_known_with_the_next_sentence() -> None:
    home = _home()
    sentences = Sentences(home)
    assert isinstance(sentences.recognize("turn on the disco ball"), NotUnderstood)
    home.add(Device("light.disco", "disco ball", Kind.LIGHT))
    assert _understood(sentences, "turn on the disco ball")
    home.remove("light.disco")
    assert isinstance(sentences.recognize("turn on the disco ball"), NotUnderstood)


def test_a_language_without_sentences_lists_those_there_are() -> None:
    with pytest.raises(LanguageError, match=r"'tlh'.*there are: .*\bde\b"):
        Sentences(Home(), "tlh")
    with pytest.raises(LanguageError, match="'tlh'"):
        speech_sentences(Home(), "tlh")


def test_intents_can_be_asked_for_a_slot() -> None:
    assert Intent("X").get("name") is None
