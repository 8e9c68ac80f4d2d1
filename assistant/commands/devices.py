"""``assistant devices``: list what can be commanded, and its state."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.account import state_words
from assistant.commands.say import DEFAULT_CONFIG, area_id
from assistant.config import load_config, load_home
from devices.model import Device, Home
from devices.simulated import check_options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant devices``."""
    parser.description = (
        "List every device of the home, as the broker of the configuration knows it: those that config "
        "declares and those that announced themselves. With --home the file alone is read, no broker asked."
    )
    parser.add_argument(
        "--config", type=Path, default=DEFAULT_CONFIG, metavar="FILE", help="default %(default)s"
    )
    parser.add_argument("--home", type=Path, metavar="FILE", help="a home file instead")
    parser.add_argument("--area", help="only of this area: its id, name or alias")
    parser.add_argument("--json", action="store_true", help="one JSON object a device")


def run(arguments: argparse.Namespace) -> int:
    """Print the devices. Raises LaresError."""
    home = _from_file(arguments.home) if arguments.home else asyncio.run(_from_broker(arguments.config))
    area = area_id(home, arguments.area)
    devices = [d for d in home.devices.values() if area is None or d.area == area]
    devices.sort(key=lambda d: (d.area or "~", d.id))
    if arguments.json:
        for device in devices:
            print(json.dumps(_account(device, home), ensure_ascii=False))
    else:
        _print_table([_row(device, home) for device in devices])
    return 0


def _from_file(path: Path) -> Home:
    sections = load_home(path)
    home = sections.home()
    for device, options in sections.declared():
        if device.dialect == "simulated":
            home.update(device.id, check_options(device.id, options), time.time())
    return home


async def _from_broker(path: Path) -> Home:
    # Brokers and dialects take a while to import, which reading a file need not pay.
    from assistant.commands.say_live import LiveHome

    config = load_config(path)
    async with LiveHome(config, config) as live:
        return live.home


def _account(device: Device, home: Home) -> dict[str, object]:
    state = home.state(device.id)
    return {
        "id": device.id,
        "name": device.name,
        "aliases": list(device.aliases),
        "kind": device.kind.value,
        "area": device.area,
        "dialect": device.dialect,
        "device_class": device.device_class,
        "capabilities": sorted(device.capabilities),
        "risk": device.risk.value,
        "available": state.available,
        "state": state_words(state, device.unit),
    }


def _row(device: Device, home: Home) -> tuple[str, ...]:
    state = state_words(home.state(device.id), device.unit)
    names = ", ".join((device.name, *device.aliases))
    return (device.area or "-", device.id, names, device.dialect, state or "not known")


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    head = ("area", "id", "names", "dialect", "state")
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"{len(rows)} devices")
