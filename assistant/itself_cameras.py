"""The assistant's cameras on MQTT: plain topics for scripts, and their parts of Home Assistant discovery.

All under ``assistant/<name>/camera/<camera>/``:

===============  =======================================================================
``occupancy``    ``ON`` / ``OFF``, retained; ``None`` while nobody knows
``gesture``      JSON of a gesture that was held long enough (never retained)
``observation``  JSON of what a frame shows; boxes in pixels of the picture (never retained)
``status``       JSON ``{"open": …, "reason": …}``, retained: is the camera open, if not why
===============  =======================================================================

Pure: builds messages, sends nothing. No picture is ever among them.
"""

from __future__ import annotations

import json

from assistant.events import Gesture, Gestured, Hand, Observation, Pointing
from devices.messages import Message

EVENT_TYPES = tuple(gesture.value for gesture in Gesture if gesture is not Gesture.OTHER)


class ItselfCamera:
    """Topics and messages of one camera. ``base``: `Itself.base`; ``camera``: a slug."""

    def __init__(self, base: str, camera: str) -> None:
        self.name = camera
        self.base = f"{base}/camera/{camera}"
        self.occupancy_topic = f"{self.base}/occupancy"
        self.gesture_topic = f"{self.base}/gesture"
        self.observation_topic = f"{self.base}/observation"
        self.status_topic = f"{self.base}/status"

    def occupancy(self, occupied: bool | None) -> Message:
        """Whether somebody is in view. None, when the camera is closed, is Home Assistant's "unknown"."""
        word = {True: b"ON", False: b"OFF", None: b"None"}[occupied]
        return Message(self.occupancy_topic, word, retain=True)

    def gesture(self, gestured: Gestured) -> Message:
        """A gesture that was meant; such a one is never ``other``."""
        body: dict[str, object] = {
            "event_type": gestured.gesture.value,
            "score": round(gestured.score, 3),
            "held_seconds": round(gestured.held_seconds, 2),
            **_pointing(gestured.pointing),
            "area": gestured.area,
        }
        del body["spread"]
        return _json(self.gesture_topic, body)

    def observation(self, observation: Observation) -> Message:
        """What a frame shows, without the keypoints. The next comes at once, so none is sent twice."""
        body: dict[str, object] = {
            "seconds": round(observation.seconds, 3),
            "moving": observation.moving,
            "presence": round(observation.presence, 3),
            "persons": observation.persons,
            "hands": [_hand(hand) for hand in observation.hands],
        }
        return _json(self.observation_topic, body, qos=0)

    def status(self, is_open: bool, reason: str = "") -> Message:
        """Whether the camera delivers; ``reason``: why not, for people."""
        return _json(self.status_topic, {"open": is_open, "reason": reason}, retain=True)

    def components(self) -> dict[str, dict[str, object]]:
        """Parts of the device discovery by key; availability and unique ids are those of `Itself`."""
        label = self.name.replace("_", " ").capitalize()
        return {
            f"camera_{self.name}_occupancy": {
                "platform": "binary_sensor",
                "name": f"{label} occupancy",
                "device_class": "occupancy",
                "state_topic": self.occupancy_topic,
            },
            f"camera_{self.name}_gesture": {
                "platform": "event",
                "name": f"{label} gesture",
                "icon": "mdi:hand-wave",
                "state_topic": self.gesture_topic,
                "event_types": list(EVENT_TYPES),
            },
        }


def _hand(hand: Hand) -> dict[str, object]:
    return {
        "box": [round(edge, 1) for edge in hand.box],
        "score": round(hand.score, 3),
        "gesture": hand.gesture.value,
        "scores": {g.value: round(s, 3) for g, s in zip(Gesture, hand.scores, strict=True)},
        **_pointing(hand.pointing),
    }


def _pointing(pointing: Pointing | None) -> dict[str, object]:
    if pointing is None:
        return {"pointing": None, "angle": None, "spread": None}
    return {
        "pointing": pointing.direction.value,
        "angle": round(pointing.angle, 1),
        "spread": round(pointing.spread, 1),
    }


def _json(topic: str, body: dict[str, object], *, qos: int = 1, retain: bool = False) -> Message:
    return Message(topic, json.dumps(body, ensure_ascii=False).encode(), qos=qos, retain=retain)
