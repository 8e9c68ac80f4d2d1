"""The daemon's seeing as one part: every camera of the configuration, opened, closed and muted together."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from assistant.config import Config
from assistant.config.secret import secret
from assistant.config.seeing import CameraSection
from assistant.errors import ModelError
from assistant.presence import Presence
from assistant.seeing.cameras import camera_source
from assistant.seeing.live import LiveCamera
from assistant.seeing.models import SeeingModels
from assistant.supervisor import Supervisor
from assistant.watched import Told, Watched

log = logging.getLogger("assistant")


class Watching:
    """``base``: `Itself.base`, under which cameras are published. ``told``: see there."""

    def __init__(self, config: Config, supervisor: Supervisor, told: Told, *, base: str) -> None:
        self.presence = Presence()
        self._config = config
        self._supervisor = supervisor
        self._told = told
        self._base = base
        self._watched: dict[str, Watched] = {}

    async def prepare(self) -> None:
        """Build everything that can fail. Without its models the assistant goes on blind, and says so.

        Raises ConfigError if a camera's password is nowhere.
        """
        if not self._config.cameras:
            return
        passwords = {
            c.name: secret(c.password_from, f"cameras: {c.name}: password_from") for c in self._config.cameras
        }
        try:
            models = await asyncio.to_thread(SeeingModels)
        except ModelError as error:
            log.warning("seeing is off: %s", error)
            return
        if self._config.seeing.debug_frames is not None:
            log.warning("seeing: frames with hands are written to %s", self._config.seeing.debug_frames)
        for section in self._config.cameras:
            camera = partial(
                LiveCamera,
                camera_source(section.source),
                section.name,
                frames_per_second=section.frames_per_second,
                password=passwords[section.name],
                masks=section.polygons(),
                on_retry=self._told.alive,
            )
            self._watched[section.name] = self._watch(section, models, camera)

    def _watch(self, section: CameraSection, models: SeeingModels, camera: partial[LiveCamera]) -> Watched:
        return Watched(
            section,
            self._config.seeing,
            models,
            self.presence,
            self._told,
            base=self._base,
            open_camera=lambda on_status: camera(on_status=on_status),
        )

    def start(self, *, muted: bool) -> None:
        """Open the cameras, unless muted."""
        for name, watched in self._watched.items():
            if muted:
                watched.closed()
            else:
                self._supervisor.run(_part(name), watched.run)

    async def switch(self, on: bool) -> None:
        """Open the cameras, or close them: muted, no stream is open and nobody is known to be there."""
        for name, watched in self._watched.items():
            if on:
                self._supervisor.run(_part(name), watched.run)
            else:
                await self._supervisor.end(_part(name))
                watched.closed()

    def announce(self) -> None:
        """Publish what is retained, after the link has come up."""
        for watched in self._watched.values():
            watched.announce()

    @property
    def status(self) -> str:
        """A few words for ``systemctl status``; none without cameras."""
        if not self._watched:
            return ""
        return f"{self.open} of {len(self._watched)} cameras"

    @property
    def open(self) -> int:
        """How many cameras deliver pictures now."""
        return sum(watched.camera.open for watched in self._watched.values())


def _part(camera: str) -> str:
    return f"camera {camera}"
