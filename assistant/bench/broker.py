"""A mosquitto of its own for a measurement, on a free port of this machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from devices.errors import BrokerError

_START_SECONDS = 5.0


class BenchBroker:
    """``with BenchBroker(folder) as broker``: listening at 127.0.0.1:``port`` till the block ends."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nlog_dest none\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> BenchBroker:
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        if not Path(program).exists():
            raise BrokerError("the bench needs mosquitto; run: apt-get install mosquitto")
        self._process = subprocess.Popen([program, "-c", str(self._config)])  # noqa: S603 - fixed words
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise BrokerError(f"mosquitto did not start on port {self.port}; is there an old one?")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_START_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
