"""Trains one student of vision: `python -m models.vision.train landmarks|hands|people --data DIR --run DIR`.

See `models.training`. The same command goes on from where it was cut.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from models.training import add_arguments, settings_of, train
from models.vision.packs import Pack


def packs(data: Path, names: Sequence[str] = ()) -> list[Pack]:
    """The packs of DATA, all or those named."""
    found = sorted((data / "packs").glob("*.jsonl"))
    return [Pack(path.with_suffix("")) for path in found if not names or path.stem in names]


def main() -> None:
    """See the module."""
    from models.vision.tasks import TASKS

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--data", type=Path, required=True)
    add_arguments(parser)
    args = parser.parse_args()
    train(TASKS[args.task](packs(args.data)), args.run, settings_of(args))


if __name__ == "__main__":
    main()
