"""``assistant say``: decide on a sentence, and carry it out, as if it had been spoken."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.account import decision_account, log_line, outcome_account, step_words
from assistant.acting.replies import Replies
from assistant.config import Config, HomeSections, load_config, load_home
from assistant.errors import ConfigError
from assistant.events import Act, Decision, Outcome
from assistant.understanding.understanding import Understanding, UnderstandingSettings
from devices.model import Command, Home
from devices.simulated import check_options
from devices.simulated_home import with_consequences

DEFAULT_CONFIG = Path("config.yaml")
# A line longer than this is no sentence; what is beyond it is not kept.
_LONGEST_LINE = 2000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant say``."""
    parser.description = (
        "Carry out sentences as if they had been spoken. Several are one conversation: 'yes' answers the "
        "question before it, 'undo that' undoes what was done before. With --dry-run they are only decided "
        "on, from the states that the home file's 'mqtt: {initial: ...}' gives, as if the devices did as "
        "they are told, and each line of standard input stands for itself; otherwise the broker of the "
        "configuration is asked for the states, and devices are commanded."
    )
    help_text = "a sentence; - reads one a line from standard input"
    parser.add_argument("texts", metavar="TEXT", nargs="+", help=help_text)
    parser.add_argument("--home", type=Path, metavar="FILE", help="areas and devices, not the config's")
    help_config = f"broker, language, your own sentences (default {DEFAULT_CONFIG})"
    parser.add_argument("--config", type=Path, metavar="FILE", help=help_config)
    parser.add_argument("--area", help="where it is said: an area's id, name or alias")
    parser.add_argument("--language", help="of the sentences and replies, instead of the config's")
    parser.add_argument("--dry-run", action="store_true", help="decide only, send nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object a sentence")


@dataclass(frozen=True, slots=True)
class _Request:
    """What all sentences of one call have in common."""

    config: Config | None
    sections: HomeSections
    language: str
    settings: UnderstandingSettings

    def understanding(self, home: Home) -> Understanding:
        custom = self.config.custom if self.config else None
        return Understanding(home, self.language, custom, self.settings)


def run(arguments: argparse.Namespace) -> int:
    """Decide and carry out; returns 0 when every line was processed. Raises LaresError."""
    request = _request(arguments)
    if arguments.dry_run:
        return _dry(arguments, request)
    if request.config is None:
        raise ConfigError(
            f"no broker to carry it out on: give --config FILE, or --dry-run ({DEFAULT_CONFIG} not found)"
        )
    return asyncio.run(_live(arguments, request, request.config))


def _request(arguments: argparse.Namespace) -> _Request:
    path = arguments.config
    if path is None and (arguments.home is None or not arguments.dry_run) and DEFAULT_CONFIG.exists():
        path = DEFAULT_CONFIG
    config = load_config(path) if path is not None else None
    if arguments.home is not None:
        sections: HomeSections = load_home(arguments.home)
    elif config is not None:
        sections = config
    else:
        raise ConfigError(
            f"no home to speak to: give --home FILE or --config FILE ({DEFAULT_CONFIG} not found)"
        )
    language = arguments.language or (config.language if config else "en")
    return _Request(config, sections, language, _settings(config))


def _settings(config: Config | None) -> UnderstandingSettings:
    if config is None:
        return UnderstandingSettings()
    from assistant.build import custom_actions

    return UnderstandingSettings(config.understanding.question_seconds, custom_actions(config))


def _dry(arguments: argparse.Namespace, request: _Request) -> int:
    home = request.sections.home()
    now = time.time()
    for device, options in request.sections.declared():
        if device.dialect == "simulated":
            home.update(device.id, check_options(device.id, options), now)
    area = area_id(home, arguments.area)
    understanding, replies = request.understanding(home), Replies(request.language, home)
    for text, alone in _sentences(arguments.texts):
        decisions = understanding.decide(text, area=area, now=time.time())
        _print(text, [(d, ()) for d in decisions], replies, arguments.json, live=False)
        if alone:
            understanding.forget()
        else:
            _pretend(home, decisions)
    return 0


def _pretend(home: Home, decisions: Iterable[Decision]) -> None:
    """Let the devices have obeyed, so that the next sentence finds the home as it would be."""
    steps = [step for d in decisions if isinstance(d, Act) for step in d.steps if isinstance(step, Command)]
    for step in steps:
        home.update(step.device, with_consequences(step.desired), time.time())


async def _live(arguments: argparse.Namespace, request: _Request, config: Config) -> int:
    # Brokers and dialects take a while to import, which a dry run need not pay.
    from assistant.commands.say_live import LiveHome

    async with LiveHome(config, request.sections) as live:
        area = area_id(live.home, arguments.area)
        understanding, replies = request.understanding(live.home), Replies(request.language, live.home)
        loop = asyncio.get_running_loop()
        lines = (text for text, _ in _sentences(arguments.texts))
        # The link has to be served while the next line is waited for.
        while (text := await loop.run_in_executor(None, next, lines, None)) is not None:
            decisions = understanding.decide(text, area=area, now=time.time())
            told: list[tuple[Decision, tuple[Outcome, ...]]] = []
            for decision in decisions:
                steps = decision.steps if isinstance(decision, Act) else ()
                outcomes = tuple(await asyncio.gather(*map(live.carry_out, steps)))
                understanding.carried_out(decision, outcomes)
                told.append((decision, outcomes))
            _print(text, told, replies, arguments.json, live=True)
    return 0


def area_id(home: Home, said: str | None) -> str | None:
    """The id of an area given by id, name or alias. Raises ConfigError if there is none such."""
    if said is None:
        return None
    wanted = said.casefold().strip()
    for area in home.areas.values():
        if wanted in (n.casefold() for n in (area.id, area.name, *area.aliases)):
            return area.id
    raise ConfigError(f"--area {said!r}: no such area; there are: {', '.join(home.areas) or 'none'}")


def _sentences(texts: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each sentence, and whether it came as a line of standard input."""
    for text in texts:
        if text != "-":
            yield text, False
            continue
        for line in sys.stdin:
            if line.strip():
                yield line.strip()[:_LONGEST_LINE], True


def _print(
    text: str,
    told: Iterable[tuple[Decision, tuple[Outcome, ...]]],
    replies: Replies,
    as_json: bool,
    *,
    live: bool,
) -> None:
    told = list(told)
    if as_json:
        parts = [_account(text, decision, outcomes, replies, live=live) for decision, outcomes in told]
        print(json.dumps({**parts[0], "parts": parts}, ensure_ascii=False), flush=True)
        return
    for decision, outcomes in told:
        if isinstance(decision, Act) and decision.steps and not live:
            print(f'say "{text}" → {_steps(decision)} ({decision.reason})', flush=True)
        else:
            print(log_line("say", text, decision, outcomes, 1.0), flush=True)
        if reply := replies.reply(decision, outcomes):
            print(f"  {reply}", flush=True)


def _steps(act: Act) -> str:
    return "; ".join(step_words(step) for step in act.steps)


def _account(
    text: str, decision: Decision, outcomes: tuple[Outcome, ...], replies: Replies, *, live: bool
) -> dict[str, object]:
    account = decision_account(decision, text) | {"say": replies.reply(decision, outcomes)}
    return account | {"outcome": [outcome_account(o) for o in outcomes]} if live else account
