"""What a person may want of a home, in the few verbs that the fusion model tells apart."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """What is to be done; the order is that of the model's outputs. Values (how bright, which colour) are
    read from the words."""

    ON = "on"
    OFF = "off"
    BRIGHTER = "brighter"
    DIMMER = "dimmer"
    LEVEL = "level"  # how bright, loud, open or fast, as said
    COLOR = "color"
    WARMER = "warmer"
    COOLER = "cooler"
    TEMPERATURE = "temperature"
    OPEN = "open"
    CLOSE = "close"
    LOCK = "lock"
    UNLOCK = "unlock"
    PLAY = "play"
    PAUSE = "pause"
    LOUDER = "louder"
    QUIETER = "quieter"
    MUTE = "mute"
    UNMUTE = "unmute"
    NEXT = "next"
    START = "start"
    DOCK = "dock"
    STATE = "state"
    TIME = "time"
    DATE = "date"
    NEVERMIND = "nevermind"
    TIMER = "timer"
    NOTHING = "nothing"  # nothing that a home can do


class Tag(StrEnum):
    """What a word of a sentence tells, by the slot that it is part of; the order is that of the model's
    outputs."""

    NONE = "none"
    NAME = "name"
    AREA = "area"
    COLOR = "color"
    LEVEL = "level"  # to be set: "fifty percent", "full power"
    AMOUNT = "change_amount"  # more or less by so much
    TEMPERATURE = "temperature"
    WHEN = "when"
    DURATION = "duration"
    MOOD = "mood"
    COFFEE = "coffee_type"
    OLD_COLOR = "old_color"
