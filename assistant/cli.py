"""The ``assistant`` command: one sub-command a file in ``assistant/commands``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from assistant.errors import LaresError


@dataclass(frozen=True, slots=True)
class SubCommand:
    """A sub-command; ``module`` is imported only when it is the one asked for."""

    name: str
    module: str
    help: str


COMMANDS = (
    SubCommand("run", "assistant.commands.run", "start the assistant and stay up"),
    SubCommand("check", "assistant.commands.check", "check a configuration and the machine it runs on"),
    SubCommand("hear", "assistant.commands.hear", "recognise the command in recordings"),
    SubCommand("wake", "assistant.commands.wake", "find a wake phrase in recordings"),
    SubCommand("see", "assistant.commands.see", "tell people and gestures in pictures and videos"),
    SubCommand("say", "assistant.commands.say", "carry out a sentence as if it had been spoken"),
    SubCommand("decide", "assistant.commands.decide", "decide on scenes of what was said, seen and sensed"),
    SubCommand("devices", "assistant.commands.devices", "list what can be commanded, and its state"),
    SubCommand("bench", "assistant.commands.bench", "measure, and print tables"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; returns the exit status (0 good, 1 problems found, 2 unusable input)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((c for c in COMMANDS if words and words[0] == c.name), None)
    parser = argparse.ArgumentParser(
        prog="assistant",
        description="Lares, a home assistant on one small board. Nothing leaves your home.",
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help)
        if command is chosen:
            import_module(command.module).add_arguments(subparser)
    parsed = parser.parse_args(words)
    try:
        return int(import_module(_module_of(parsed.command)).run(parsed))
    except LaresError as error:
        print(f"assistant {parsed.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output, head for one, has gone
        return 0
    except KeyboardInterrupt:
        return 130


def _module_of(name: str) -> str:
    return next(c.module for c in COMMANDS if c.name == name)


if __name__ == "__main__":
    sys.exit(main())
