"""That the microphone was muted survives a restart: who closed it does not expect it open."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path

log = logging.getLogger("assistant")


class MutedMark:
    """A file in systemd's $STATE_DIRECTORY, or the user's state folder, that says "muted"."""

    def __init__(self, name: str, environment: Mapping[str, str] = os.environ) -> None:
        state = environment.get("STATE_DIRECTORY", "").partition(":")[0]
        home = environment.get("XDG_STATE_HOME") or str(Path(environment.get("HOME", "/")) / ".local/state")
        self._file = (Path(state) if state else Path(home) / "lares") / f"{name}.muted"

    @property
    def is_set(self) -> bool:
        """Was it muted last?"""
        return self._file.exists()

    def set(self, muted: bool) -> None:
        """Remember. Where nothing can be written it is said and forgotten."""
        try:
            if muted:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch()
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("muting is not remembered over a restart: %s: %s", self._file, error.strerror)
