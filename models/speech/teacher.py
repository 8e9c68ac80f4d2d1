"""The teacher: a large non-streaming attention encoder with a phone head of our own on top.

The encoder is Moonshine tiny's (27 M parameters with its decoder, MIT licence, trained by its authors
on about 200,000 hours of people; Jeffries et al. 2024). It comes inside the package moonshine-voice
0.0.4 and is used as it is, in training only: nothing of it ships. The head, two attention layers, is
trained here with CTC on clips whose words are known; what encoder and head together say of every
clean clip is kept beside the pack, and the student learns it from the augmented clip.

    python -m models.speech.teacher encode --encoder FILE --packs DIR...
    python -m models.speech.teacher head   --packs DIR... --dev DIR... --run DIR --steps N
    python -m models.speech.teacher teach  --packs DIR... --run DIR
    python -m models.speech.teacher export --encoder FILE --run DIR

The last puts it where `assistant bench hearing --models teacher=DIR` sets it beside its pupil.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np

from assistant.bench.hearing_teacher import ENCODER, WIDTH, encoded, one_thread
from models.speech.packs import Pack, open_pack
from models.speech.teacher_head import Encoded, export, load_head, teach, train_head

_NEGATIVE_SHARE = 4  # of clips nobody transcribed, one in this many is enough


def encode(pack: Pack, encoder: Path) -> None:
    """Write the encoder's rows of each clip: ``encoded.f16`` and the first row of each clip."""
    session = one_thread(encoder)
    start = [0]
    with (pack.folder / "encoded.f16").open("wb") as out:
        for clip in range(len(pack)):
            skip = pack.roles[clip] == "noise" or (not len(pack.said(clip)) and clip % _NEGATIVE_SHARE)
            rows = np.zeros((0, WIDTH), np.float16)
            if not skip:
                rows = encoded(session, pack.sound(clip)).astype(np.float16)
            out.write(rows.tobytes())
            start.append(start[-1] + len(rows))
    np.save(pack.folder / "encoded.npy", np.array(start, np.int64))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="The speech model's teacher.")
    parser.add_argument("action", choices=("encode", "head", "teach", "export"))
    parser.add_argument("--packs", type=Path, nargs="+")
    parser.add_argument("--dev", type=Path, nargs="*", default=[])
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--steps", type=int, default=4_000)
    parser.add_argument(
        "--share", type=float, default=1.0,
        help="of the teacher's word in what is taught; the rest is what was taught before (see align)",
    )  # fmt: skip
    parser.add_argument("--layers", type=int, default=2, help="attention layers of the head")
    given = parser.parse_args()
    packs = [open_pack(path) for path in given.packs or ()]
    if given.action == "encode":
        for pack in packs:
            encode(pack, given.encoder)
            print(f"{pack.folder}: encoded", flush=True)
    elif given.action == "head":
        dev = [Encoded(open_pack(path)) for path in given.dev]
        train_head([Encoded(pack) for pack in packs], dev, given.run, given.steps, given.layers)
    else:
        head = load_head(given.run)
        if given.action == "export":
            export(head, given.run)
            shutil.copyfile(given.encoder, given.run / f"{ENCODER}{given.encoder.suffix}")
        for pack in packs:
            teach(Encoded(pack), head, given.share)
            print(f"{pack.folder}: taught", flush=True)


if __name__ == "__main__":
    main()
