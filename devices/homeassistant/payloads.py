"""Payloads as they come from the network: size, encoding, JSON; bounded, once a message."""

from __future__ import annotations

import json

from devices.errors import DeviceError
from devices.messages import Message

STATE_LIMIT = 65_536  # bytes; states of known firmwares are under 4 KiB
CONFIG_LIMIT = 524_288  # bytes; one message that announces 500 entities of 1 KiB each


class Unreadable(DeviceError):
    """A payload that says nothing its reader understands."""


class NotJson:
    """Stands for the JSON of a payload that is none; JSON's own null is None."""


NOT_JSON = NotJson()


class Payload:
    """The text of one message; its JSON is parsed when first asked for."""

    __slots__ = ("_json", "_parsed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._parsed = False
        self._json: object = NOT_JSON

    @property
    def json(self) -> object:
        """What the text says as JSON; NOT_JSON if it is none."""
        if not self._parsed:
            self._parsed = True
            try:
                self._json = json.loads(self.text)
            except (ValueError, RecursionError):
                self._json = NOT_JSON
        return self._json


def decoded(message: Message, limit: int) -> str:
    """The payload as text. Raises Unreadable for more than ``limit`` bytes or what is not UTF-8."""
    if len(message.payload) > limit:
        raise Unreadable(f"{len(message.payload)} bytes, more than {limit}; send less")
    try:
        return message.payload.decode()
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8; send text") from None
