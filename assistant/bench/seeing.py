"""``assistant bench seeing``: gestures, hands, directions and people on test pictures, and what it costs.

DATA is the folder that `make train-vision` fills (pictures of public repositories; none are in this one).
With --mediapipe the same pictures go through MediaPipe and plain rules, and with --vww through MLPerf Tiny's
Visual Wake Words, in the same run. Every picture stands alone here: no votes, no tracking. Composed and
turned pictures are said to be so.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.bench.seeing_peers import Peers
from assistant.bench.seeing_tables import TABLES, Benched
from assistant.inference import ARTIFACTS
from assistant.seeing.models import SeeingModels


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench seeing``."""
    parser.description = __doc__
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder of `make train-vision`"
    )
    parser.add_argument("--models", type=Path, default=ARTIFACTS, metavar="DIR", help="other models")
    parser.add_argument(
        "--mediapipe", type=Path, metavar="PYTHON", help="python of an environment with mediapipe"
    )
    parser.add_argument("--vww", type=Path, metavar="FILE", help="vww_96_int8.tflite of mlcommons/tiny")
    parser.add_argument("--sets", nargs="+", choices=list(TABLES), default=list(TABLES))
    parser.add_argument("--split", default="test", help="dev to choose thresholds (default %(default)s)")
    parser.add_argument("--every", type=int, default=1, help="every Nth picture of each set")
    parser.add_argument(
        "--scores", type=Path, metavar="FILE", help="write what was seen, one JSON object a picture"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the tables; returns 0. Raises LaresError."""
    peers = Peers(arguments.mediapipe, arguments.vww) if arguments.mediapipe else None
    bench = Benched(
        arguments.data,
        SeeingModels(arguments.models),
        peers,
        split=arguments.split,
        every=arguments.every,
        scores=arguments.scores,
    )
    for name in arguments.sets:
        TABLES[name](bench)
    return 0
