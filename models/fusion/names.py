"""What rooms and things in them are called, made up of common words; no name is in two splits."""

from __future__ import annotations

import zlib

import numpy as np

from devices.model import Kind

SPLITS = ("train", "dev", "test")
_SHARES = (0.7, 0.85)  # of all names: below the first train, below the second dev, above test

AREAS = (
    "kitchen", "living room", "bedroom", "bathroom", "office", "hallway", "garage", "dining room", "nursery",
    "basement", "attic", "study", "laundry", "guest room", "kids room", "master bedroom", "entrance", "porch",
    "garden", "terrace", "balcony", "library", "workshop", "pantry", "playroom", "den", "landing", "shed",
    "conservatory", "gym", "cellar", "family room", "lounge", "utility room", "sunroom", "studio", "corridor",
    "wardrobe", "music room", "back yard", "front yard", "patio", "foyer", "mudroom", "spare room", "toilet",
    "shower room", "boys room", "girls room", "cloakroom", "media room", "sewing room", "greenhouse", "loft",
)  # fmt: skip
_PEOPLE = ("anna", "ben", "chloe", "daniel", "emma", "felix", "grace", "henry", "isla", "jack", "kate", "leo",
           "mia", "noah", "olivia", "paul", "ruth", "sam", "tom", "zoe", "mum", "dad", "grandma")  # fmt: skip
_LOOKS = (
    "big", "small", "tall", "old", "new", "round", "white", "black", "red", "blue", "green", "yellow",
    "copper", "glass", "paper", "main", "second", "left", "right", "upper", "lower", "front", "back",
    "corner", "window", "wall", "ceiling", "floor", "desk", "table", "shelf", "bed", "sofa", "door",
    "stairs", "mirror", "closet", "counter", "sink", "stove", "fireplace", "piano", "aquarium", "plant",
    "picture", "reading", "night", "salt", "lava", "paper lantern", "spot", "arc", "pendant", "accent",
    "cabinet", "bench", "tree", "star", "moon", "heron", "cactus", "bamboo", "barrel", "anchor",
    "comet", "pebble", "velvet", "walnut", "cedar", "marble",
)  # fmt: skip
_THINGS: dict[Kind, tuple[str, ...]] = {
    Kind.LIGHT: ("light", "lamp", "lights", "spotlight", "chandelier", "strip", "bulb", "lantern", "uplight"),
    Kind.SWITCH: ("plug", "socket", "coffee maker", "kettle", "heater", "toaster", "radio", "pump", "printer",
                  "dehumidifier", "charger", "humidifier", "iron", "outlet", "fountain", "washing machine"),
    Kind.FAN: ("fan", "ventilator", "extractor"),
    Kind.COVER: ("blind", "curtains", "shutter", "awning", "shade", "garage door", "blinds", "gate"),
    Kind.LOCK: ("lock", "door lock", "door", "gate lock"),
    Kind.CLIMATE: ("thermostat", "heating", "radiator", "air conditioner", "ac"),
    Kind.MEDIA_PLAYER: ("tv", "speaker", "stereo", "television", "soundbar", "record player", "music box"),
    Kind.VACUUM: ("vacuum", "robot", "hoover", "robot cleaner"),
    Kind.SCENE: ("movie night", "good morning", "dinner", "party", "bedtime", "relax", "away", "cinema"),
}  # fmt: skip
_CLASSES = {
    "light": None, "curtains": "curtain", "garage door": "garage", "blind": "blind", "blinds": "blind",
    "shutter": "shutter", "awning": "awning", "shade": "shade", "gate": "gate", "plug": "outlet",
    "socket": "outlet", "outlet": "outlet", "tv": "tv", "television": "tv", "speaker": "speaker",
}  # fmt: skip


def split_of(name: str) -> str:
    """Which split a name belongs to, the same for ever."""
    share = zlib.crc32(f"name {name}".encode()) % 1000 / 1000
    return SPLITS[sum(share >= bound for bound in _SHARES)]


def thing_name(kind: Kind, split: str, rng: np.random.Generator) -> tuple[str, str | None]:
    """A name of this split for a thing of this kind, and Home Assistant's device class if it has one."""
    for _ in range(200):
        thing = _one(_THINGS[kind], rng)
        name = thing if kind is Kind.SCENE else _called(thing, rng)
        if split_of(name) == split:
            return name, _CLASSES.get(thing)
    return f"{split} {thing}", _CLASSES.get(thing)


def _called(thing: str, rng: np.random.Generator) -> str:
    chance = rng.random()
    if chance < 0.12:
        return thing
    if chance < 0.3:
        return f"{_one(_PEOPLE, rng)}s {thing}"
    if chance < 0.42:
        return f"{_one(_LOOKS, rng)} {_one(_LOOKS, rng)} {thing}"
    if chance < 0.5:
        return f"{thing} {int(rng.integers(1, 5))}"
    return f"{_one(_LOOKS, rng)} {thing}"


def areas_of(count: int, rng: np.random.Generator) -> list[str]:
    """Different rooms; few homes have two of a name, so these are shared by all splits."""
    return [AREAS[i] for i in rng.permutation(len(AREAS))[:count]]


def _one(words: tuple[str, ...], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]
