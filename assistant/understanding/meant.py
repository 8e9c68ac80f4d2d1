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
    BRIGHTNESS = "brightness"
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
    START = "start"
    DOCK = "dock"
    STATE = "state"
    NOTHING = "nothing"  # nothing that a home can do
