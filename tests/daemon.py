"""`assistant run` as a process of its own, the way a user or systemd starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

PATIENCE = 60.0  # seconds a test waits for what must come

HOME = """
name: test
broker: {{host: 127.0.0.1, port: {port}}}
hearing: {{microphone: none, area: kitchen}}
replies: {{speak: false}}
areas: [{{id: kitchen, name: kitchen}}, {{id: hall, name: hall}}]
devices:
  - {{id: light.kitchen, name: kitchen light, area: kitchen}}
  - {{id: light.hall, name: hall light, area: hall, mqtt: {{responds: false}}}}
  - {{id: lock.front, name: front door, area: hall}}
  - {{id: cover.blinds, name: blinds, area: kitchen}}
"""


class DaemonProcess:
    """``with DaemonProcess(config) as daemon``: running till the block ends, then stopped by SIGTERM."""

    def __init__(self, config: Path, **environment: str) -> None:
        self.config = config
        self._log = config.with_suffix(".log")
        self._environment = {**os.environ, "XDG_STATE_HOME": str(config.parent / "state"), **environment}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """Everything it has logged."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def __enter__(self) -> DaemonProcess:
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assistant.cli", "run", str(self.config)],
                stdout=out,
                stderr=out,
                env=self._environment,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self.stop()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.send(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended by itself."""
        assert self._process is not None
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def says(self, words: str, *, times: int = 1) -> str:
        """Wait until the log has these words so often; the last line that has them."""
        deadline = time.monotonic() + PATIENCE
        while self.log.count(words) < times:
            assert self._process is not None
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise AssertionError(f"{words!r} did not come; the log:\n{self.log}")
            time.sleep(0.02)
        return [line for line in self.log.splitlines() if words in line][-1]
