"""Sentences and phrases of our own making: orders, timers, digits, spelled letters, wake phrases."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from assistant.hearing.spoken import number_words
from models.speech.homes import PEOPLE

_LETTERS = "bcdefghijklmnopqrstuvwxyz"  # not "a": alone it is the article
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh")
_CALLS = ("hey", "okay", "hello", "hi", "yo", "listen", "wake up", "attention", "excuse me", "dear")
_NAMES = (
    "lares", "computer", "house", "home", "robot", "friend", "orion", "phoenix", "aurora", "marvin",
    "athena", "pixel", "butler", "captain", "darling", "assistant", "luna", "nova", "merlin", "raven",
    "domino", "cosmo", "winston",
)  # fmt: skip
_COURTESY = (
    "can i have", "i would like", "i'll take", "could you make me", "give me", "i want", "please bring us",
    "let me get", "we need", "prepare", "may i get", "fix me up", "i feel like",
)  # fmt: skip
_SIZES = ("small", "medium", "large", "tiny", "huge", "regular", "double", "single", "triple", "half")
_DRINKS = (
    "latte", "cappuccino", "espresso", "americano", "mocha", "flat white", "hot chocolate",
    "green tea", "black tea", "lemonade", "orange juice", "iced coffee", "milkshake", "decaf", "ginger ale",
    "sparkling water", "chai", "beer", "cider", "drip coffee", "cold brew",
)  # fmt: skip
_FOOD = (
    "pizza", "croissant", "bagel", "sandwich", "burger", "salad", "soup", "muffin", "pancakes", "noodles",
    "cheese cake", "tacos", "fries", "brownie", "apple pie", "omelet", "waffles", "sushi", "rice",
)  # fmt: skip
_EXTRAS = (
    "milk", "cream", "sugar", "cinnamon", "ice", "honey", "lemon", "foam", "whipped cream", "caramel syrup",
    "oat milk", "soy milk", "skim milk", "almond milk", "vanilla", "cheese", "onions", "pepper", "salt",
    "dark chocolate", "brown sugar", "hazelnut", "two shots", "one extra shot", "light roast beans",
)  # fmt: skip
_UNITS = ("seconds", "minutes", "hours", "days", "weeks")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_COLOURS = (
    "red", "orange", "yellow", "green", "turquoise", "cyan", "blue", "purple", "violet", "magenta", "pink",
    "white", "warm white", "cold white", "gold", "brown", "teal", "lavender",
)  # fmt: skip


def number(chance: random.Random, top: int = 100) -> str:
    """0 to ``top`` in words."""
    return " ".join(chance.choice(number_words(str(chance.randint(0, top)), "en")))


def order(chance: random.Random) -> str:
    """Something to eat or drink, with sizes and extras in any order."""
    amount = chance.choice(("a", "a", "one", "two", "three", "four", "another"))
    thing = f"{amount} {chance.choice((*_SIZES, ''))} {chance.choice((*_DRINKS, *_FOOD))}"
    for _ in range(chance.choice((0, 1, 1, 2))):
        how = chance.choice(
            ("with", "with extra", "without", "and no", "with some", "with a lot of", "with a bit of")
        )
        thing += f" {how} {chance.choice(_EXTRAS)}"
    said = (
        f"{chance.choice((*_COURTESY, ''))} {thing} {chance.choice(('', '', 'please', 'to go', 'right now'))}"
    )
    return " ".join(said.split())


def moment(chance: random.Random) -> str:
    """Timers, alarms, dates, sums of time."""
    minute = chance.choice(("", "thirty", "fifteen", "forty five", "oh five", number(chance, 59)))
    clock = f"{number(chance, 12)} {minute} {chance.choice(('', 'a m', 'p m', 'in the morning', 'at night'))}"
    span = f"{number(chance)} {chance.choice(_UNITS)}"
    rank = chance.choice(
        ("first", "second", "third", "fifth", "ninth", "twelfth", "twentieth", "thirty first")
    )
    said = chance.choice(
        (
            f"wake me at {clock}",
            f"set an alarm for {clock} on {chance.choice(_DAYS)}",
            f"remind me in {span}",
            f"{span} from now",
            f"count down {span} for the {chance.choice(_FOOD)}",
            f"half past {number(chance, 12)}",
            f"{chance.choice(_DAYS)} the {rank} of {chance.choice(_MONTHS)}",
            f"what day is {chance.choice(_MONTHS)} {rank}",
            f"quarter {chance.choice(('to', 'past'))} {number(chance, 12)} {chance.choice(_DAYS)}",
        )
    )
    return " ".join(said.replace(" a m", "").split()) if said.endswith(" a m") else " ".join(said.split())


def amount(chance: random.Random) -> str:
    """Percentages, degrees, colours, levels: the ends of commands, where recognisers go wrong."""
    said = (
        f"{number(chance)} percent",
        f"{number(chance, 40)} degrees {chance.choice(('', 'celsius', 'fahrenheit'))}",
        f"make it {chance.choice(_COLOURS)}",
        f"{chance.choice(_COLOURS)} and {number(chance)} percent",
        f"minus {number(chance, 30)}",
        f"{number(chance, 20)} point {number(chance, 9)}",
        f"volume {number(chance)}",
        f"level {number(chance, 10)}",
    )
    return " ".join(chance.choice(said).split())


def digits(chance: random.Random) -> str:
    """Two to ten digits."""
    return " ".join(chance.choices(_DIGITS, k=chance.randint(2, 10)))


def spelled(chance: random.Random) -> str:
    """Two to six letters."""
    return " ".join(chance.choices(_LETTERS, k=chance.randint(2, 6)))


def wake_phrase(chance: random.Random, words: Sequence[str]) -> str:
    """A call and a name, or two words of any kind."""
    name = chance.choice((*_NAMES, *PEOPLE)) if chance.random() < 0.5 else chance.choice(words)
    return f"{chance.choice(_CALLS)} {name}" if chance.random() < 0.6 else f"{chance.choice(words)} {name}"


MADE: tuple[Callable[[random.Random], str], ...] = (order, moment, amount)
