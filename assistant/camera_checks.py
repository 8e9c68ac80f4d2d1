"""Tries out the cameras of a configuration, and the models that look through them."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from assistant.config import Config
from assistant.config.secret import secret
from assistant.config.seeing import CameraSection
from assistant.errors import CameraError, ConfigError, ModelError
from assistant.findings import Finding, Level
from assistant.seeing.cameras import camera_source
from assistant.seeing.live import CameraStatus, LiveCamera
from assistant.seeing.models import SeeingModels

_PICTURE_SECONDS = 12.0  # a network camera takes some to wake


async def camera_findings(config: Config) -> list[Finding]:
    """One for the models and one for each camera; one that there is none."""
    if not config.cameras:
        return [Finding("camera", Level.GOOD, "none is configured")]
    findings = []
    try:
        await asyncio.to_thread(SeeingModels)
        findings.append(Finding("seeing", Level.GOOD, "its four models load"))
    except ModelError as error:
        findings.append(Finding("seeing", Level.PROBLEM, str(error)))
    return findings + list(await asyncio.gather(*(_tried(section) for section in config.cameras)))


async def _tried(section: CameraSection) -> Finding:
    told: list[CameraStatus] = []
    try:
        camera = LiveCamera(
            camera_source(section.source),
            section.name,
            password=secret(section.password_from, f"cameras: {section.name}: password_from"),
            on_status=told.append,
        )
        async with asyncio.timeout(_PICTURE_SECONDS), aclosing(camera.frames()) as frames:
            async for _ in frames:
                return Finding("camera", Level.GOOD, told[-1].reason)
    except (CameraError, ConfigError) as error:
        return Finding("camera", Level.PROBLEM, str(error))
    except TimeoutError:
        pass
    reason = told[-1].reason if told else f"camera {section.name}: no picture within {_PICTURE_SECONDS:g} s"
    return Finding("camera", Level.PROBLEM, reason)
