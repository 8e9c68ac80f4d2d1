"""A daemon whose fusion model is missing: it says so once, and goes on by sentence templates."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import pytest

from assistant.understanding import fusion
from tests.assembled import assembled
from tests.mosquitto import Mosquitto


@pytest.mark.real
def test_a_missing_model_is_said_once_and_commands_are_still_carried_out(
    tmp_path: Path, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fusion, "FUSION", "nowhere")

    async def commanded() -> None:
        async with assembled(tmp_path, mosquitto.port, "") as one:
            await one.sees("simulated/cover.blinds/state")
            for text in ("turn on the kitchen light", "close the blinds", "could you lose the kitchen light"):
                one.friend.say("assistant/test/command", text)
            await one.sees("simulated/light.kitchen/set", json.dumps({"on": True}).encode())
            await one.sees("simulated/cover.blinds/set")
            await one.until(lambda: one.friend.count("assistant/test/decision") == 3)

    with caplog.at_level(logging.WARNING, "assistant"):
        asyncio.run(commanded())
    said = [record.getMessage() for record in caplog.records if "templates alone" in record.getMessage()]
    assert len(said) == 1
    assert "model 'nowhere'" in said[0]
    assert "is missing" in said[0]
