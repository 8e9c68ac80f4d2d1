"""``assistant decide``: scenes of what was said, seen and sensed, to what is decided there and why."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.build import custom_actions
from assistant.config import load_config
from assistant.errors import ConfigError, LaresError, ModelError
from assistant.explaining import Drawer, explanation, explanation_account, words_shown
from assistant.scene_file import parse_line, read_lines
from assistant.scene_home import SceneHomes
from assistant.scene_senses import SceneEyes
from assistant.scene_verdict import SceneJudge, SceneSettings, Verdict
from assistant.seeing.models import SeeingModels
from assistant.understanding.fusion import FusionModel
from assistant.understanding.understanding import UnderstandingSettings

_HEAD = "scene             decision  sure  for us  speech vision home  what"
_TITLE = 80  # characters; what is longer would be cut by the picture's edge


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant decide``."""
    parser.description = (
        'Decide on scenes, each by itself, one JSON object a line: {"id", "home": path or object, "area", '
        '"now": POSIX seconds or ISO 8601, "speech": {"wav": path} or {"text": words} or null, "frames": '
        '[pictures, 0.1 s apart] or null, "sensors": {entity: state} or null}. Paths are relative to the '
        "file. Words count as heard by a microphone: not all that is said is meant for the assistant. "
        "Nothing is sent."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="SCENE.jsonl", help="files of scenes")
    parser.add_argument("--json", action="store_true", help="one JSON object a scene")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="what spoke for it, the likeliest things, and which words each looked at",
    )
    parser.add_argument(
        "--plot",
        type=Path,
        metavar="OUT.png",
        help="draw which words things looked at; further scenes to OUT-2.png, OUT-3.png …",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="language, and your own sentences")
    parser.add_argument("--language", help="of the sentences, instead of the config's (default en)")


def run(arguments: argparse.Namespace) -> int:
    """Decide on every scene; returns 0, or 2 if any was unreadable. Raises LaresError."""
    plots = None if arguments.plot is None else _Plots(arguments.plot)
    settings = _settings(arguments)
    # Built here, where a test can put other models in their place.
    judge = SceneJudge(_model(), settings, SceneEyes(lambda: SeeingModels()), SceneHomes())
    status, told = 0, 0
    for path in arguments.files:
        for place, verdict in _verdicts(path, judge):
            try:
                if isinstance(verdict, LaresError):
                    raise verdict
                for ignored in verdict.ignored:
                    _complain(f"{place}: {ignored}")
                _print(verdict, arguments, head=told == 0)
                told += 1
                if plots is not None:
                    plots.draw(place, verdict)
            except LaresError as error:
                _complain(f"{place}: {_one_line(error)}")
                status = 2
    return status


def _settings(arguments: argparse.Namespace) -> SceneSettings:
    config = None if arguments.config is None else load_config(arguments.config)
    if config is None:
        return SceneSettings(arguments.language or "en")
    understanding = UnderstandingSettings(config.understanding.question_seconds, custom_actions(config))
    return SceneSettings(arguments.language or config.language, config.custom, understanding)


def _model() -> FusionModel | None:
    try:
        return FusionModel()
    except ModelError as error:
        _complain(f"{error}; until then the words alone decide, by templates")
        return None


def _verdicts(path: Path, judge: SceneJudge) -> Iterator[tuple[str, Verdict | LaresError]]:
    """Each scene of a file with its place in it; what is unreadable is an error, and the others go on."""
    try:
        for number, raw in read_lines(path):
            place = f"{path}:{number}"
            try:
                yield place, judge.decide(parse_line(raw, number, path.parent, time.time()))
            except LaresError as error:
                yield place, error
            except OSError as error:  # a name that no file can have, a folder that may not be entered
                yield place, ConfigError(f"{error}; check the path")
    except LaresError as error:
        yield f"{path}:1", error


def _print(verdict: Verdict, arguments: argparse.Namespace, *, head: bool) -> None:
    of = (verdict.scene, verdict.judged, verdict.why)
    if arguments.json:
        told = verdict.account()
        if arguments.explain:
            told |= {"explanation": explanation_account(*of)}
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    if head:
        print(_HEAD)
    print(_row(verdict), flush=True)
    for line in explanation(*of) if arguments.explain else ():
        print(f"    {line}", flush=True)


def _row(verdict: Verdict) -> str:
    told, why = verdict.account(), verdict.why
    what = " ".join(str(word) for word in (told["intent"], ", ".join(verdict.targets)) if word)
    return (
        f"{told['id']!s:16}  {told['decision']:8}  {verdict.confidence:4.2f}  {verdict.addressed:6.2f}  "
        f"{why.speech:6.2f} {why.vision:6.2f} {why.home:4.2f}  {what or verdict.decisions[0].reason}"
    )


class _Plots:
    """Where the pictures go, a file a scene."""

    def __init__(self, path: Path) -> None:
        self._path, self._drawer, self._count = path, Drawer(), 0

    def draw(self, place: str, verdict: Verdict) -> None:
        """Draw what was looked at, if anything was. Raises ConfigError."""
        if verdict.judged is None or not verdict.judged.things or not words_shown(verdict.scene):
            _complain(f"{place}: nothing to draw: it takes words, things and the model to look")
            return
        self._count += 1
        number = "" if self._count == 1 else f"-{self._count}"
        path = self._path.with_name(f"{self._path.stem}{number}{self._path.suffix}")
        self._drawer.draw(f'{verdict.id}: "{verdict.text}"'[:_TITLE], verdict.scene, verdict.judged, path)


def _complain(line: str) -> None:
    print(f"assistant decide: {line}", file=sys.stderr, flush=True)


def _one_line(error: LaresError) -> str:
    """The first of what is wrong, and how much more there is."""
    first, *others = str(error).splitlines()
    return f"{first} (and {len(others)} more)" if others else first
