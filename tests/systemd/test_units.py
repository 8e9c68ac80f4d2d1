"""The units, as systemd's own tools judge them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
WORST = 2.0  # of 10; systemd calls it "OK"


def _installed(unit: Path, folder: Path) -> Path:
    """A copy whose programs exist here: verify looks for them."""
    text = unit.read_text().replace("/opt/lares/.venv/bin/assistant", "/bin/true")
    copy = folder / unit.name
    copy.write_text(text.replace("%E/lares/config.yaml", ""))
    return copy


@pytest.mark.parametrize("unit", ["assistant.service", "user/assistant.service"])
def test_systemd_finds_nothing_wrong_with_a_unit(unit: str, tmp_path: Path) -> None:
    scope = ["--user"] if unit.startswith("user/") else []
    told = subprocess.run(
        ["systemd-analyze", "verify", *scope, str(_installed(UNITS / unit, tmp_path))],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
    )
    ours = [line for line in told.stderr.splitlines() if "assistant" in line]
    assert (told.returncode, ours) == (0, []), told.stderr


def test_the_service_is_locked_up_tightly() -> None:
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNITS / "assistant.service")],
        capture_output=True,
        text=True,
        check=True,
    )
    exposure = re.search(r"Overall exposure level for assistant\.service: ([\d.]+)", told.stdout)
    assert exposure is not None, told.stdout
    assert float(exposure[1]) <= WORST


@pytest.mark.parametrize("unit", ["assistant.service", "user/assistant.service"])
def test_a_home_without_a_password_is_no_reason_not_to_start(unit: str) -> None:
    """A credential by absolute path, or an environment file without "-", has to exist (systemd.exec(5))."""
    text = (UNITS / unit).read_text()
    credentials = re.findall(r"^LoadCredential=\w+:(.+)$", text, re.MULTILINE)
    environments = re.findall(r"^EnvironmentFile=(.+)$", text, re.MULTILINE)
    assert credentials or environments
    assert not [path for path in credentials if path.startswith(("/", "%"))]
    assert all(path.startswith("-") for path in environments)


def test_the_watchdog_leaves_room_for_a_missing_microphone() -> None:
    """While a lost microphone is looked for, the watchdog is fed at each attempt."""
    from assistant.hearing.microphone import DEAD_AIR_SECONDS, RETRY_SECONDS

    watchdog = re.search(r"^WatchdogSec=(\d+)$", (UNITS / "assistant.service").read_text(), re.MULTILINE)
    assert watchdog is not None
    assert int(watchdog[1]) > max(RETRY_SECONDS) + DEAD_AIR_SECONDS
