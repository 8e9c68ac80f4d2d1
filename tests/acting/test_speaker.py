"""Replies where there is no loudspeaker; spoken ones are tested beside the microphone."""

from __future__ import annotations

import asyncio

import pytest

from assistant.acting.speaker import REPLY_LIMIT, Speaker, loudspeaker, shortened
from assistant.errors import AudioError


def test_without_a_loudspeaker_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    if loudspeaker() is not None:
        monkeypatch.setattr("sounddevice.default.device", 99)  # one that no machine has
    with pytest.raises(AudioError, match="the loudspeaker cannot be used"):
        asyncio.run(Speaker("en").say("hello"))


def test_without_espeak_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(AudioError, match="apt-get install espeak-ng"):
        asyncio.run(Speaker("en").say("hello"))


def test_a_long_reply_is_cut_between_words() -> None:
    short = shortened("word " * 200)
    assert len(short) <= REPLY_LIMIT + 2
    assert short.endswith("word …")
    assert shortened("  all   is well\n") == "all is well"
