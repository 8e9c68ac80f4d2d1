"""``assistant check``: is the configuration right, and does everything it needs work here?"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

from assistant.checks import checks
from assistant.config import load_config
from assistant.document import Problem
from assistant.errors import ConfigError
from assistant.findings import Finding, Level

_MARKS = {Level.GOOD: "ok", Level.WARNING: "warning", Level.PROBLEM: "PROBLEM"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant check``."""
    parser.description = (
        "Print every mistake in the configuration at once; if there is none, try everything it needs: "
        "sentences, microphone, loudspeaker, broker, models. Status 1 if something has to be mended."
    )
    parser.add_argument(
        "config", nargs="?", type=Path, default=Path("config.yaml"), help="default: config.yaml here"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a finding")


def run(arguments: argparse.Namespace) -> int:
    """Check and print. Status 2 if the file cannot be read at all."""
    if not arguments.config.is_file():
        raise ConfigError(f"{arguments.config}:1: there is no such file; check the path")
    try:
        config = load_config(arguments.config)
    except ConfigError as error:
        mistakes = [_mistake(problem) for problem in error.problems]
        _print(mistakes, as_json=arguments.json)
        return 1
    findings = [
        Finding("config", Level.GOOD, f"{arguments.config}: {len(config.declared())} devices declared")
    ]
    findings += asyncio.run(checks(config))
    _print(findings, as_json=arguments.json)
    return int(any(finding.level is Level.PROBLEM for finding in findings))


def _mistake(problem: object) -> Finding:
    mend = problem.mend if isinstance(problem, Problem) else ""
    return Finding("config", Level.PROBLEM, str(problem), mend)


def _print(findings: Iterable[Finding], *, as_json: bool) -> None:
    for finding in findings:
        if as_json:
            told = {"check": finding.check, "level": finding.level.value, "message": finding.message}
            print(json.dumps(told | {"mend": finding.mend}, ensure_ascii=False))
        elif finding.level is Level.PROBLEM and finding.check == "config":
            print(finding.message)
        else:
            print(f"{_MARKS[finding.level]:8} {finding.check:12} {finding.message}")
