"""A real PulseAudio for tests: what is played into its null sink is what the microphone hears."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType

_START_SECONDS = 10.0
_SINK = "module-null-sink sink_name=mic rate=16000 channels=1 format=s16le"


class Pulse:
    """``with Pulse(folder) as pulse``: a sound server of its own, and this process' environment set
    so that PortAudio finds it (restart PortAudio before use, it lists devices only when it starts)."""

    def __init__(self, folder: Path) -> None:
        self.server = f"unix:{folder}/native"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._before = os.environ.get("PULSE_SERVER")

    def __enter__(self) -> Pulse:
        os.environ["PULSE_SERVER"] = self.server
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self._before is None:
            del os.environ["PULSE_SERVER"]
        else:
            os.environ["PULSE_SERVER"] = self._before

    def start(self) -> None:
        """Start the server, with a null sink called ``mic`` whose monitor is the default input."""
        modules = (
            f"module-native-protocol-unix auth-anonymous=1 socket={self._folder}/native",
            _SINK,
        )
        loads = [word for module in modules for word in ("-L", module)]
        home = {"HOME": str(self._folder), "XDG_RUNTIME_DIR": str(self._folder)}
        self._process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", *loads],
            env={**os.environ, **home},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while self._pactl("info", check=False).returncode:
            assert time.monotonic() < deadline, "PulseAudio did not start"
            time.sleep(0.05)
        self._choose()

    def kill(self) -> None:
        """The server dies, as when a session ends."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        (self._folder / "native").unlink(missing_ok=True)

    def unplug(self) -> None:
        """The microphone is pulled out; the server lives on."""
        self._pactl("unload-module", "module-null-sink")

    def plug(self) -> None:
        """The microphone is back."""
        self._pactl("load-module", *_SINK.split())
        self._choose()

    def play(self, recording: Path) -> None:
        """Play a recording into the sink, to its end."""
        subprocess.run(["paplay", f"--server={self.server}", "--device=mic", str(recording)], check=True)

    def _choose(self) -> None:
        self._pactl("set-default-source", "mic.monitor")
        self._pactl("set-default-sink", "mic")

    def recorders(self) -> int:
        """How many streams record now."""
        return len(self._pactl("list", "short", "source-outputs").stdout.splitlines())

    def _pactl(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", "-s", self.server, *words], check=check, capture_output=True)
