"""What the daemon costs when nobody speaks."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from assistant.bench.broker import BenchBroker
from assistant.errors import AudioError

_START_SECONDS = 30.0
_HOME = """
name: bench
broker: {{host: 127.0.0.1, port: {port}}}
hearing: {{microphone: none}}
replies: {{speak: false}}
areas: [{{id: kitchen, name: kitchen}}]
devices:
  - {{id: light.kitchen, name: kitchen light, area: kitchen}}
  - {{id: light.table, name: table lamp, area: kitchen}}
  - {{id: cover.blinds, name: blinds, area: kitchen}}
"""


@dataclass(frozen=True, slots=True)
class Idle:
    """Share of one core, and resident bytes."""

    cpu_share: float
    rss: int


def measure_idle(seconds: float) -> Idle:
    """Start a daemon, let it settle, and watch it. Raises AudioError without psutil."""
    try:
        import psutil
    except ImportError as error:
        raise AudioError("psutil is missing; install the extra 'bench'") from error
    with tempfile.TemporaryDirectory() as folder, BenchBroker(Path(folder)) as mosquitto:
        config = Path(folder) / "config.yaml"
        config.write_text(_HOME.format(port=mosquitto.port))
        log = Path(folder) / "log"
        with log.open("wb") as out:
            command = [sys.executable, "-m", "assistant.cli", "run", str(config)]
            daemon = subprocess.Popen(command, stdout=out, stderr=out)  # noqa: S603 - ourselves
        try:
            _wait_for(log, "connected")
            time.sleep(3.0)  # grammar and models are loaded
            process = psutil.Process(daemon.pid)
            before, began = process.cpu_times(), time.monotonic()
            time.sleep(seconds)
            after, took = process.cpu_times(), time.monotonic() - began
            used = after.user + after.system - before.user - before.system
            return Idle(used / took, process.memory_info().rss)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(10)


def _wait_for(log: Path, word: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while word not in log.read_text(errors="replace"):
        if time.monotonic() > deadline:
            raise AudioError(f"the daemon did not start: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.1)
