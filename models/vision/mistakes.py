"""What a finder takes for hands and is none, for the landmark net to learn from.

`python -m models.vision.mistakes --data DIR [--models DIR]` looks through the pictures to learn from whose
hands are all known, and writes DIR/packs/<source>.mistaken. The landmark net looks at every box of the finder
a second time: what it has to see through is this, more than any square of a wall. Run it again when the
finder is new.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from assistant.inference import ARTIFACTS
from assistant.seeing.boxes import Box, area
from assistant.seeing.models import HANDS, Finder
from models.vision.finding import known_hands
from models.vision.packs import Mistaken, Pack, write_mistaken
from models.vision.train import packs

LEAST = 0.15  # score; surer finds are shown, less sure ones are never asked about
MOST = 6  # of one picture
PARTLY = ("rps", "letters")  # sources in whose pictures other hands than the labelled ones are seen


def mistakes(finder: Finder, pack: Pack) -> Iterator[Mistaken]:
    """Finds that touch no hand, in pictures of the train split."""
    for index in () if pack.name in PARTLY else pack.of_split("train"):
        item = pack.items[index]
        if item.kind != "scene" or item.boxes is None:
            continue
        hands = known_hands(item)
        false = [f for f in finder.find(pack.luma(index), LEAST) if not any(_touch(f.box, h) for h in hands)]
        for found in false[:MOST]:
            yield Mistaken(index, found.box, found.score)


def _touch(found: Box, hand: Box) -> bool:
    """A third of a hand in a box is a hand to whoever looks, and a box on a hand's finger is no mistake."""
    width = min(found[2], hand[2]) - max(found[0], hand[0])
    height = min(found[3], hand[3]) - max(found[1], hand[1])
    if width <= 0 or height <= 0:
        return False
    return width * height > 0.3 * min(area(hand), area(found))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=ARTIFACTS, help="folder with the hand finder")
    args = parser.parse_args()
    finder = Finder(HANDS, args.models / HANDS)
    for pack in packs(args.data):
        found = list(mistakes(finder, pack))
        write_mistaken(args.data / "packs" / pack.name, found)
        if found:
            held = len({mistaken.index for mistaken in found})
            print(json.dumps({"pack": pack.name, "mistakes": len(found), "pictures": held}))


if __name__ == "__main__":
    main()
