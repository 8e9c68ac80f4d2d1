"""Whether a device is there: one topic or a list of them, and how they count together."""

from __future__ import annotations

from collections.abc import Callable

from devices.errors import DeviceError
from devices.homeassistant.entity import Reader
from devices.homeassistant.options import Inlet, Options
from devices.homeassistant.payloads import Payload
from devices.state import State

_LIMIT = 20  # topics


def availability(options: Options) -> tuple[Reader, ...]:
    """Readers of all availability topics. Raises DeviceError for keys that cannot be used."""
    listed = options.raw("availability")
    if listed is None:
        sources = [_source(options, "availability_topic", "availability_template")]
    elif isinstance(listed, (list, tuple)) and len(listed) <= _LIMIT:
        sources = [_item(item) for item in listed]
    else:
        raise DeviceError(f"availability: is not a list of at most {_LIMIT}; give a list of topics")
    mode = options.one_of("availability_mode", ("latest", "all", "any"))
    given = [source for source in sources if source is not None]
    return _Together(mode, len(given)).readers(given)


class _Together:
    """Remembers what each topic said last."""

    def __init__(self, mode: str, count: int) -> None:
        self._mode = mode
        self._online: list[bool | None] = [None] * count

    def readers(self, sources: list[tuple[Inlet, str, str]]) -> tuple[Reader, ...]:
        return tuple(Reader(s[0].topic, self._reader(i, *s)) for i, s in enumerate(sources))

    def _reader(self, index: int, inlet: Inlet, here: str, gone: str) -> Callable[[Payload], State | None]:
        def read(payload: Payload) -> State | None:
            told = inlet.text(payload)
            if told not in (here, gone):
                return None
            self._online[index] = told == here
            if self._mode == "latest":
                return State(available=told == here)
            together = all if self._mode == "all" else any
            return State(available=together(online is True for online in self._online))

        return read


def _item(item: object) -> tuple[Inlet, str, str]:
    if not isinstance(item, dict):
        raise DeviceError("availability: holds what is no mapping; give mappings with topic")
    source = _source(Options(item), "topic", "value_template")
    if source is None:
        raise DeviceError("availability.topic: is missing; give the topic")
    return source


def _source(options: Options, topic_key: str, template_key: str) -> tuple[Inlet, str, str] | None:
    inlet = options.inlet(topic_key, template_key)
    if inlet is None:
        return None
    here = options.text("payload_available", "online")
    return inlet, here, options.text("payload_not_available", "offline")
