"""The words alone, by HWU64's published folds: `python -m models.fusion.text_folds --text FILE --run DIR`.

For each fold a student is trained on the other nine (and CLINC's train, and our own phrases), from nothing,
on sentences in no home, and reads the fold's home-automation part. What it says is what the recipe reaches on
people's sentences it has not seen; the shipped model has learned from folds 1-8.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.shown import KINDS, WORDS, show
from models.fusion.batches import inputs
from models.fusion.echoes import Echoes
from models.fusion.marked import unmarked
from models.fusion.people import sayings_from
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, Maker, Stage
from models.fusion.sights import GestureTable
from models.fusion.task import FusionTask
from models.fusion.text_scores import Reading, scene_of, told, wanted
from models.language.corpora import cross_validation
from models.language.utterance import Utterance, read
from models.training import add_arguments, settings_of, train

_VERBS, _TAGS = tuple(Verb), tuple(Tag)
FOLDS = range(1, 11)


def _home(stage: Stage) -> Labelled:
    human = stage.pick(stage.sayings.human)
    said = unmarked(human.text)
    return Labelled(scene_of(said.text), "home", True, False, human.verb, frozenset(), True, said.tags,
                    human.kind, placed=False)  # fmt: skip


def _ours(stage: Stage) -> Labelled:
    needs = stage.sayings.needs
    text, verb, kind = needs[int(stage.rng.integers(len(needs)))]
    tags = (Tag.NONE,) * len(words_of(text))
    return Labelled(scene_of(text), "need", True, False, verb, frozenset(), True, tags, kind, placed=False)


def _other(stage: Stage) -> Labelled:
    text = stage.pick(stage.sayings.strange)
    tags = (Tag.NONE,) * len(words_of(text))
    return Labelled(scene_of(text), "other", True, False, Verb.NOTHING, frozenset(), True, tags)


KINDS_OF_SENTENCES: dict[str, tuple[float, Maker]] = {
    "home": (3.0, _home), "need": (0.4, _ours), "other": (3.0, _other),
}  # fmt: skip


@torch.no_grad()
def readings(net: nn.Module, texts: Sequence[str]) -> list[Reading]:
    """What a model says of sentences alone."""
    out: list[Reading] = []
    for start in range(0, len(texts), 200):
        part = texts[start : start + 200]
        verdict = net.eval()(**inputs([show(scene_of(text)) for text in part]))
        verbs, kinds = verdict.verb.argmax(dim=1).tolist(), verdict.kind.argmax(dim=1).tolist()
        for text, verb, kind, tags in zip(
            part, verbs, kinds, verdict.tags.argmax(dim=2).tolist(), strict=True
        ):
            words = words_of(text)[:WORDS]
            out.append(told(_VERBS[verb], KINDS[kind], words, [_TAGS[tag] for tag in tags[: len(words)]]))
    return out


def shares(found: Sequence[Reading], right: Sequence[Reading]) -> dict[str, float]:
    """Share of right intents, and of right intents with all slots."""
    pairs = list(zip(found, right, strict=True))
    return {
        "sentences": len(pairs),
        "intent": float(np.mean([one.intent == other.intent for one, other in pairs])),
        "slots": float(np.mean([one == other for one, other in pairs])),
    }


def _kept(utterances: Sequence[Utterance]) -> set[str]:
    return {one.text for one in utterances if one.corpus == "slurp" or one.split == "val"}


def fold_of(
    utterances: Sequence[Utterance], fold: int, args: argparse.Namespace, run: Path
) -> dict[str, float]:
    """Train without a fold, and read its home-automation part."""
    learned, tested = cross_validation(utterances, fold)
    texts = {one.text for one in tested}
    clinc = [one for one in utterances if one.corpus == "clinc" and one.split == "train"]
    more = [one for one in clinc if one.text not in texts]
    sayings = sayings_from("train", [*learned, *more])
    heard = Echoes.load(args.echoes, apart=texts | _kept(utterances)) if args.echoes else None
    task = FusionTask(args.variant, sayings, Sayings.of("dev"), GestureTable(), echoes=heard,
                      kinds=KINDS_OF_SENTENCES, things=2)  # fmt: skip
    net = train(task, run / f"fold{fold}", settings_of(args))
    home = [one for one in tested if one.scenario == "iot"]
    return shares(readings(net, [one.text for one in home]), [wanted(one) for one in home])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", type=Path, required=True, help="what models.language.corpora wrote")
    parser.add_argument("--echoes", type=Path, help="what models.fusion.echoes wrote")
    parser.add_argument("--variant", default="hybrid")
    parser.add_argument("--folds", type=int, nargs="*", default=list(FOLDS))
    add_arguments(parser)
    args = parser.parse_args()
    utterances = read(args.text)
    for fold in args.folds:
        told_of = {"fold": fold} | fold_of(utterances, fold, args, args.run)
        print(json.dumps(told_of), flush=True)


if __name__ == "__main__":
    main()
