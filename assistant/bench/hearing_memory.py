"""The memory of a fresh ``assistant hear``, told by that process itself."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from assistant.bench.hearing_engines import Engine
from assistant.bench.made_home import made_home
from assistant.errors import AudioError

_SECONDS = 600.0  # a board that is busy with something else still answers within it
# getrusage() of a child counts what its parent held before exec(); VmHWM begins anew with the program.
_CHILD = """
import sys
from assistant.cli import main
status = main(sys.argv[1:])
sys.stderr.write("status %d\\n" % status + open("/proc/self/status").read())
"""


def peak_memory(engine: Engine, recording: Path, devices: int) -> int:
    """Peak resident bytes of hearing one recording in a made home of so many devices. Linux only.

    Raises AudioError with the last line of what the process said if it did not hear it.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home.yaml"
        home.write_text(home_file(devices), encoding="utf-8")
        words = ["hear", str(recording), "--home", str(home), "--engine", engine.engine]
        words += ["--model", str(engine.model)] if engine.model else []
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-c", _CHILD, *words],
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    peak = re.search(r"^status 0$.*^VmHWM:\s+(\d+) kB$", done.stderr, re.MULTILINE | re.DOTALL)
    if peak is None:
        said = re.split(r"^status", done.stderr, flags=re.MULTILINE)[0].strip().splitlines()
        raise AudioError(f"{recording}: assistant hear failed ({said[-1] if said else 'it said nothing'})")
    return int(peak[1]) * 1024


def home_file(devices: int) -> str:
    """A made home as a home file."""
    home = made_home(devices)
    areas = [f"  - {{id: {area.id}, name: {area.name}}}" for area in home.areas.values()]
    things = [
        f"  - {{id: {device.id}, name: {device.name}, kind: {device.kind}, area: {device.area}}}"
        for device in home.devices.values()
    ]
    return "\n".join(["areas:", *areas, "devices:", *things, ""])
