"""Why it was decided so: shares of the modalities, the likeliest things, and the words each looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from assistant.account import deciding
from assistant.errors import ConfigError
from assistant.events import Why
from assistant.understanding.fusion import Judgement
from assistant.understanding.grams import words_of
from assistant.understanding.scene import Scene
from assistant.understanding.shown import HYPOTHESES, WORDS

THINGS_TOLD, THINGS_DRAWN = 5, 20
WORDS_TOLD = 3
BAR = 24  # characters for the whole


@dataclass(frozen=True, slots=True)
class Thing:
    """An area or device, the chance 0-1 that it is meant, and the words it looked at most, by share."""

    id: str
    name: str
    chance: float
    words: tuple[tuple[str, float], ...] = ()


def words_shown(scene: Scene) -> tuple[str, ...]:
    """The words that the model was shown, of all that may have been said: the columns of `looked`."""
    hypotheses = scene.said.hypotheses[:HYPOTHESES] if scene.said else ()
    return tuple(word for one in hypotheses for word in words_of(one.text)[:WORDS])


def likeliest(scene: Scene, judged: Judgement, most: int = THINGS_TOLD) -> tuple[Thing, ...]:
    """The things that are meant most likely, the likeliest first."""
    words = words_shown(scene)
    found = []
    for row, (name, chance) in enumerate(judged.things.items()):
        shares: Counter[str] = Counter()
        for word, share in zip(words, judged.looked[row].tolist(), strict=False):
            shares[word] += share  # a word of several hypotheses is one word
        top = tuple((word, share) for word, share in shares.most_common(WORDS_TOLD) if share >= 0.005)
        found.append(Thing(name, _called(scene, name), chance, top))
    return tuple(sorted(found, key=lambda thing: -thing.chance)[:most])


def explanation(scene: Scene, judged: Judgement | None, why: Why) -> list[str]:
    """The lines that are printed below a scene."""
    shares = (("speech", why.speech), ("vision", why.vision), ("home", why.home))
    lines = [f"{name:6}  {share:4.2f}  {'█' * round(BAR * share)}".rstrip() for name, share in shares]
    by = deciding(why) or "nothing in particular"
    said = scene.said.hypotheses if scene.said else ()
    lines += [
        f"decided by {by}{' (templates)' * (why.by == 'templates')}",
        f'said  "{said[0].text}"' if said else "nothing was said",
    ]
    lines += [f'  or  "{other.text}" {other.confidence:.2f}' for other in said[1:HYPOTHESES]]
    for thing in likeliest(scene, judged) if judged else ():
        looked = ", ".join(f"{word} {share:.2f}" for word, share in thing.words)
        lines.append(f"{thing.chance:4.2f}  {thing.name} ({thing.id})" + (f"  ← {looked}" if looked else ""))
    return lines


def explanation_account(scene: Scene, judged: Judgement | None, why: Why) -> dict[str, object]:
    """The same as JSON."""
    things = [
        {
            "id": thing.id,
            "name": thing.name,
            "chance": round(thing.chance, 4),
            "looked": {word: round(share, 4) for word, share in thing.words},
        }
        for thing in (likeliest(scene, judged) if judged else ())
    ]
    return {"by": why.by, "deciding": deciding(why), "things": things}


class Drawer:
    """Draws where things looked among words. Raises ConfigError without matplotlib."""

    def __init__(self) -> None:
        try:
            # An extra: not there for the type checker either.
            module: Any = import_module("matplotlib.figure")
        except ImportError as error:
            raise ConfigError("--plot needs matplotlib: pip install 'lares[bench]'") from error
        self._figure = module.Figure

    def draw(self, title: str, scene: Scene, judged: Judgement, path: Path) -> None:
        """The likeliest things against the words. Raises ConfigError for a file that cannot be written."""
        words = words_shown(scene)
        things = likeliest(scene, judged, THINGS_DRAWN)
        rows = {name: row for row, name in enumerate(judged.things)}
        looked = judged.looked[[rows[thing.id] for thing in things]]
        names = [f"{thing.name} ({thing.id}) {thing.chance:.2f}" for thing in things]
        # Inches: rows and columns, and room for the names beside them.
        width = 2.5 + 0.4 * len(words) + 0.09 * max(map(len, names), default=0)
        height = 1.0 + 0.25 * len(things) + 0.09 * max(map(len, words), default=0)
        figure = self._figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        picture = axes.imshow(looked, aspect="auto", cmap="viridis", vmin=0.0)
        # A name is no formula, whatever signs are in it.
        axes.set_yticks(range(len(things)), names, parse_math=False)
        axes.set_xticks(range(len(words)), words, rotation=60, ha="right", parse_math=False)
        axes.set_title(title, parse_math=False)
        figure.colorbar(picture, ax=axes, label="share of the look")
        try:
            figure.savefig(path, dpi=150)
        except (OSError, ValueError) as error:
            raise ConfigError(f"--plot {path}: cannot be written ({error}); name a .png") from error


def _called(scene: Scene, name: str) -> str:
    """The name of an area or device, by its id."""
    known = scene.home.devices.get(name) or scene.home.areas.get(name)
    return known.name if known else name
