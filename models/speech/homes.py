"""Made-up homes, so that what synthetic voices command never is one home's vocabulary."""

from __future__ import annotations

import random
from collections.abc import Sequence

from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.understanding.sentences import speech_sentences
from devices.defaults import default_capabilities
from devices.model import Area, Capability, Device, Home, Kind

PEOPLE = (
    "anna", "tom", "julia", "peter", "maria", "john", "sarah", "david", "emma", "michael", "laura", "james",
    "nina", "robert", "olivia", "daniel", "sophie", "william", "grace", "henry", "alice", "george", "chloe",
    "martin", "lucy", "oscar", "hannah", "victor", "zoe", "patrick", "ruth", "simon", "claire", "felix",
    "jasmine", "walter", "irene", "hugo", "vera", "leo", "mom", "dad", "grandma", "grandpa", "the kids",
    "the baby", "the dog", "the twins",
)  # fmt: skip
_AREAS = (
    "kitchen", "living room", "bedroom", "bathroom", "office", "hallway", "garage", "basement", "attic",
    "garden", "dining room", "nursery", "guest room", "laundry room", "study", "patio", "balcony", "porch",
    "den", "pantry", "workshop", "master bedroom", "library", "game room", "closet", "cellar", "terrace",
    "lounge", "landing", "shed", "entrance", "upstairs hall", "staircase", "greenhouse", "pool", "sauna",
    "gym", "playroom", "utility room", "guest bathroom", "kids room", "home theater", "front yard",
    "backyard", "driveway", "carport", "barn", "studio", "conservatory", "family room", "sunroom", "mudroom",
    "loft", "corridor", "ground floor", "first floor", "roof",
)  # fmt: skip
_WHICH = (
    "left", "right", "big", "small", "old", "new", "upper", "lower", "front", "back", "red", "blue", "green",
    "yellow", "white", "black", "corner", "window", "wall", "night", "christmas", "mood", "reading", "desk",
    "floor", "table", "bedside", "middle", "main", "spare", "tall", "round", "glass", "paper", "second",
    "third", "smart", "outdoor", "sofa", "piano", "mirror", "shelf", "counter", "stair", "east", "west",
    "north", "south", "sink", "hidden",
)  # fmt: skip
_THINGS = {
    Kind.LIGHT: (
        "lamp", "light", "spotlight", "chandelier", "ceiling light", "strip", "lantern", "lights", "bulb",
        "sconce", "floodlight", "spots", "night light", "torch", "candles", "pendant", "uplight", "ceiling",
    ),
    Kind.SWITCH: (
        "plug", "socket", "outlet", "coffee machine", "heater", "pump", "kettle", "charger", "printer",
        "toaster", "humidifier", "fountain", "washing machine", "dryer", "dishwasher", "router", "sprinkler",
        "freezer", "oven", "espresso maker", "aquarium", "boiler", "power strip", "doorbell", "fireplace",
        "rice cooker", "projector",
    ),
    Kind.COVER: (
        "blind", "blinds", "curtain", "curtains", "shutter", "shutters", "shade", "awning", "garage door",
        "gate", "window", "skylight",
    ),
    Kind.FAN: ("fan", "ventilator", "ceiling fan", "air purifier", "extractor", "cooker hood"),
    Kind.LOCK: ("door", "lock", "front door", "back door", "gate", "safe", "side door", "cellar door"),
    Kind.CLIMATE: (
        "thermostat", "heating", "air conditioner", "radiator", "heat pump", "floor heating", "boiler",
    ),
    Kind.MEDIA_PLAYER: (
        "television", "tv", "stereo", "radio", "soundbar", "projector", "speaker", "record player",
    ),
    Kind.VACUUM: ("vacuum", "robot", "cleaner", "vacuum cleaner"),
    Kind.SCENE: (
        "movie night", "good morning", "good night", "dinner", "party", "relax", "bedtime", "away", "focus",
        "sunrise", "romance", "welcome home",
    ),
    Kind.SCRIPT: (
        "party time", "leaving home", "wake up", "lock up", "cleaning day", "story time", "coffee break",
    ),
    Kind.SENSOR: (
        "temperature", "outdoor humidity", "power meter", "air quality", "water level", "rain gauge",
    ),
}  # fmt: skip
_WEIGHTS = {Kind.LIGHT: 6, Kind.SWITCH: 4, Kind.COVER: 3, Kind.FAN: 2, Kind.LOCK: 1, Kind.CLIMATE: 2}
_MEASURES = {"temperature": ("temperature", "°C"), "humidity": ("humidity", "%")}
_RICH = frozenset({Capability.ON_OFF, Capability.BRIGHTNESS, Capability.COLOR, Capability.COLOR_TEMPERATURE})


def random_home(chance: random.Random, words: Sequence[str] = (), devices: int = 14) -> Home:
    """A home of six areas and up to ``devices`` devices; ``words`` are wild names for some of them."""
    areas = [Area(name.replace(" ", "_"), name) for name in chance.sample(_AREAS, 6)]
    kinds = list(_THINGS)
    made: dict[str, Device] = {}
    for number, kind in enumerate(
        chance.choices(kinds, [_WEIGHTS.get(kind, 1) for kind in kinds], k=devices)
    ):
        name = _name(chance, kind, words)
        measure, unit = next((way for word, way in _MEASURES.items() if word in name), (None, None))
        made[name] = Device(
            f"{kind}.d{number}",
            name,
            kind,
            area=chance.choice(areas).id,
            device_class=measure if kind is Kind.SENSOR else None,
            unit=unit if kind is Kind.SENSOR else None,
            capabilities=_RICH if kind is Kind.LIGHT else default_capabilities(kind),
        )
    return Home.of(areas=areas, devices=list(made.values()))


def _name(chance: random.Random, kind: Kind, words: Sequence[str]) -> str:
    thing = chance.choice(_THINGS[kind])
    roll = chance.random()
    if kind in (Kind.SCENE, Kind.SCRIPT) or roll < 0.15:
        return thing
    if roll < 0.30:
        return f"{chance.choice(PEOPLE)}'s {thing}"
    if roll < 0.45 and words:
        return f"{chance.choice(words)} {thing}"
    if roll < 0.55:
        return f"{chance.choice(_AREAS)} {thing}"
    return f"{chance.choice(_WHICH)} {thing}"


def home_grammar(home: Home) -> Grammar:
    """Everything one can say in a home, as the product hears it."""
    spoken = speech_sentences(home, "en")
    return compile_grammar(spoken.intents, spoken.lists)


def command(chance: random.Random, grammar: Grammar) -> str:
    """A spoken command; of two drawn mostly the longer one, as a random walk stops early too often."""
    drawn = [grammar.sample(chance)[0] for _ in range(2)]
    said = max(drawn, key=len) if chance.random() < 0.7 else drawn[0]
    return said.replace(".", "")
