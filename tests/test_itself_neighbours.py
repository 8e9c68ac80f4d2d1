from __future__ import annotations

import json

import pytest

from assistant.events import Heard
from assistant.itself import COMMAND_LIMIT, Itself, Unusable
from assistant.itself_neighbours import CLAIM_LIMIT, Claim, ItselfAmongNeighbours, Presence
from devices.messages import Message

GOOD = {"name": "bedroom", "score": 0.9, "level_db": 21.5, "seconds_ago": 0.4, "wait_seconds": 0.08}
HEARD = Heard("lights on", 0.93456, level_db=21.456)


def kitchen() -> ItselfAmongNeighbours:
    return ItselfAmongNeighbours("kitchen")


def told(body: object, *, topic: str = "assistant/bedroom/claim", retain: bool = False) -> object:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return kitchen().receive(Message(topic, payload, retain=retain))


def own(event: Heard = HEARD) -> Claim:
    return Claim.of("kitchen", event, seconds_ago=0.41234, wait_seconds=0.08)


def test_a_claim_is_read_as_it_was_made() -> None:
    message = kitchen().claim(own(), HEARD, 1_700_000_000.0)
    assert kitchen().receive(message) == own()
    assert (message.topic, message.qos, message.retain) == ("assistant/kitchen/claim", 0, False)


def test_who_compares_a_claim_sees_the_very_numbers_that_were_sent() -> None:
    """Else two could each find themselves better by what was rounded away."""
    assert (own().score, own().level_db, own().seconds_ago) == (0.9346, 21.5, 0.412)


def test_a_claim_tells_people_what_was_heard_and_when() -> None:
    body = json.loads(kitchen().claim(own(), HEARD, 1_700_000_000.1234).payload)
    assert (body["name"], body["text"], body["ended_at"]) == ("kitchen", "lights on", 1_700_000_000.123)


def test_who_cannot_tell_how_loud_it_was_says_so() -> None:
    event = Heard("lights on", 0.9)
    message = kitchen().claim(own(event), event, 0.0)
    assert json.loads(message.payload)["level_db"] is None
    assert kitchen().receive(message) == own(event)


def test_the_longest_sentence_fits_into_a_claim() -> None:
    event = Heard("ß€" * COMMAND_LIMIT, 0.9)
    assert isinstance(kitchen().receive(kitchen().claim(own(event), event, 0.0)), Claim)


@pytest.mark.parametrize(("payload", "online"), [(b"online", True), (b"offline", False), (b"\xff", False)])
def test_a_status_tells_who_is_there(payload: bytes, online: bool) -> None:
    found = told(payload, topic="assistant/bedroom/status", retain=True)
    assert found == Presence("bedroom", online)


def test_its_birth_and_its_will_tell_the_neighbours_that_it_came_and_went() -> None:
    bedroom = Itself("bedroom")
    assert kitchen().receive(bedroom.online()) == Presence("bedroom", True)
    assert kitchen().receive(bedroom.offline()) == Presence("bedroom", False)


@pytest.mark.parametrize(
    "topic",
    ["assistant/bedroom/heard", "assistant/Bed room/claim", "assistant/a/camera/b/status", "x/bedroom/claim"],
)
def test_what_is_told_elsewhere_is_no_neighbours_matter(topic: str) -> None:
    assert told(GOOD, topic=topic) is None


def test_a_kept_claim_is_of_unknown_age_and_does_not_count() -> None:
    assert told(GOOD, retain=True) is None
    assert told(b"") is None


def test_what_a_later_version_may_add_is_ignored() -> None:
    assert told(GOOD | {"more": [1]}) == Claim("bedroom", 0.9, 21.5, 0.4, 0.08)


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"{oops",
        b"[" * 2_000,
        b"x" * (CLAIM_LIMIT + 1),
        b"x" * 1_000_000,
        [],
        {},
        GOOD | {"name": "hall"},
        GOOD | {"name": ["bedroom"]},
        {key: value for key, value in GOOD.items() if key != "score"},
        GOOD | {"score": 1.01},
        GOOD | {"score": -1},
        GOOD | {"score": "0.9"},
        GOOD | {"score": True},
        GOOD | {"score": float("nan")},
        GOOD | {"level_db": float("inf")},
        GOOD | {"level_db": "loud"},
        GOOD | {"seconds_ago": -0.1},
        GOOD | {"seconds_ago": 10**400},
        GOOD | {"wait_seconds": 3600},
    ],
)
def test_claims_that_cannot_be_used_are_unusable_and_say_why(body: object) -> None:
    unusable = told(body)
    assert isinstance(unusable, Unusable)
    assert "a claim" in unusable.reason
    assert len(unusable.reason) < 100
