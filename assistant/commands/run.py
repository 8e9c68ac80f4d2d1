"""``assistant run``: start the assistant and stay up."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from importlib.resources import files
from pathlib import Path

from assistant.daemon import Daemon
from assistant.notify import Notifier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant run``."""
    parser.add_argument(
        "config", nargs="?", type=Path, default=Path("config.yaml"), help="default: config.yaml here"
    )
    parser.add_argument("--verbose", action="store_true", help="log more, for finding faults")


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C."""
    # Under systemd the journal has the time already.
    stamp = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "
    logging.basicConfig(
        stream=sys.stdout,
        level=logging.WARNING,
        format=stamp + "%(message)s",
        datefmt="%H:%M:%S",
    )
    for name in ("assistant", "devices"):
        logging.getLogger(name).setLevel(logging.DEBUG if args.verbose else logging.INFO)
    asyncio.run(_daemon(args.config))
    return 0


async def _daemon(config: Path) -> None:
    folder = Path(str(files("assistant"))) / "demo"
    recordings = tuple(sorted(folder.glob("*.flac")))
    await Daemon(config, notifier=Notifier(), recordings=recordings).run()
