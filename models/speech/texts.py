"""What synthetic voices say: commands to made-up homes, people's own sentences, words at random.

`python -m models.speech.texts --count N --seed S [--sentences FILE...] > texts.txt`. FILE has one
human sentence a line (HWU64, SLURP's devel part, CLINC's train part); without any, that share goes
to the other two. Random dictionary words bring every pair of phones, which commands do not.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.hearing.lexicon import cmu_dictionary
from assistant.understanding.sentences import speech_sentences
from devices.defaults import default_capabilities
from devices.model import Area, Device, Home, Kind

_AREAS = (
    "kitchen", "living room", "bedroom", "bathroom", "office", "hallway", "garage", "basement", "attic", "garden",
    "dining room", "nursery", "guest room", "laundry room", "study", "patio", "balcony", "porch", "den", "pantry",
    "workshop", "master bedroom", "library", "game room", "closet", "cellar", "terrace", "lounge", "landing", "shed",
)  # fmt: skip
_WHOSE = ("", "", "", "left", "right", "big", "small", "old", "new", "upper", "lower", "front", "back", "red", "blue",
          "anna's", "tom's", "julia's", "the kids'", "corner", "window", "wall", "night", "christmas", "mood")  # fmt: skip
_THINGS = {
    Kind.LIGHT: ("lamp", "light", "spotlight", "chandelier", "ceiling light", "strip", "lantern", "lights"),
    Kind.SWITCH: ("plug", "socket", "outlet", "coffee machine", "heater", "pump", "kettle", "speaker", "printer"),
    Kind.COVER: ("blind", "curtain", "shutter", "shade", "awning", "garage door", "gate", "window"),
    Kind.FAN: ("fan", "ventilator", "ceiling fan", "air purifier"),
    Kind.LOCK: ("door", "lock", "front door", "back door"),
    Kind.CLIMATE: ("thermostat", "heating", "air conditioner", "radiator"),
    Kind.MEDIA_PLAYER: ("television", "stereo", "radio", "soundbar", "projector"),
}


def random_home(chance: random.Random, devices: int = 14) -> Home:
    """A home with invented names."""
    areas = [Area(name.replace(" ", "_"), name) for name in chance.sample(_AREAS, 6)]
    made: dict[str, Device] = {}
    for number in range(devices):
        kind = chance.choice(list(_THINGS))
        name = " ".join(part for part in (chance.choice(_WHOSE), chance.choice(_THINGS[kind])) if part)
        if name not in made:
            area = chance.choice(areas).id
            made[name] = Device(f"{kind}.d{number}", name, kind, area=area, capabilities=default_capabilities(kind))
    return Home.of(areas=areas, devices=list(made.values()))


def home_grammar(home: Home) -> Grammar:
    """Everything one can say in a home."""
    spoken = speech_sentences(home, "en")
    return compile_grammar(spoken.intents, spoken.lists)


def dictionary_words() -> list[str]:
    """Words of the pronunciation dictionary, without variants and abbreviations."""
    lines = cmu_dictionary().read_text(encoding="utf-8").splitlines()
    words = (line.split(" ", 1)[0] for line in lines)
    return [word for word in words if re.fullmatch(r"[a-z]{2,14}('s)?", word)]


def sentences(seed: int, human: list[str]) -> Iterator[str]:
    """Endless spoken sentences: a third of each kind, homes changed every 400 sentences."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    words = dictionary_words()
    while True:
        grammar = home_grammar(random_home(chance))
        for _ in range(400):
            yield grammar.sample(chance)[0]
            yield " ".join(chance.sample(words, chance.choice((1, 2, 2, 3, 4, 5, 6, 7))))
            if human:
                yield chance.choice(human)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Print sentences for synthetic voices to say.")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sentences", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    human = [line.strip().lower() for path in given.sentences for line in path.read_text().splitlines()]
    stream = sentences(given.seed, [line for line in human if re.fullmatch(r"[a-z' ]{3,90}", line)])
    for _ in range(given.count):
        print(next(stream))


if __name__ == "__main__":
    main()
