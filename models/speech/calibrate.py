"""Choose the curve from evidence to confidence of a speech model, and write it into its manifest.

`python -m models.speech.calibrate --data ../shared/data/real --home tests/homes/commands.yaml
--negatives DIR... [--noise DIR...] [--model DIR]` hears coffee and home_commands with their own grammar,
as recorded and in noise, each with the other's grammar, and the negatives with both, cut by voice activity
as in life. A logistic regression tells the right ones from all others; its bias is then set so that of the
right ones as recorded 3 % fall below the threshold that config.yaml has by default.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import optimize

from assistant.bench.hearing_items import AREA, SETS, Item, coffee_items, home_items
from assistant.bench.hearing_noise import (
    Condition,
    Noise,
    checked,
    noise_conditions,
    noise_kinds,
    recording_in,
)
from assistant.commands.hear import RecordingEar, recording_ear
from assistant.events import Heard
from assistant.hearing.audio import FRAME_SECONDS, AudioFrame, Framer
from assistant.hearing.confidence import Calibration, Evidence, terms
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.lares_engine import LaresRecognizer
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.quiet import voice_activity
from assistant.hearing.recordings import read_wav
from assistant.inference import ARTIFACTS

Floats = npt.NDArray[np.float64]
REFUSED = 0.03  # of right commands, at the default threshold
RIGHT, WRONG, STRANGE = "right", "wrong", "strange"


@dataclass
class Recorder:
    """Stands in for the calibration: keeps the evidence for each best guess, and trusts everything."""

    seen: list[Evidence] = field(default_factory=list)

    def confidence(self, evidence: Evidence) -> float:
        """Nearly 1: nothing is refused while evidence is collected."""
        self.seen.append(evidence)
        return 0.99


@dataclass(frozen=True)
class Sample:
    """The evidence for one guess: of a command heard right, heard wrong, or strange to the grammar."""

    kind: str
    condition: str
    evidence: Evidence


def guesses(ear: RecordingEar, model: SpeechModel, sound: AudioFrame) -> list[tuple[str, Evidence]]:
    """Text and evidence of every utterance that voice activity finds in a sound."""
    recorder = Recorder()
    recognizer = LaresRecognizer(ear.grammar, ear.lexicon, model=model, calibration=recorder)
    listener = Listener(recognizer, voice_activity(), settings=ListenerSettings(threshold=0.0))
    framer, found, now = Framer(), [], 0.0
    frames = [*framer.feed(sound), *framer.feed(np.empty(0, np.int16), last=True)]
    for frame in [*frames, None]:
        before = len(recorder.seen)
        now += FRAME_SECONDS
        event = listener.flush(now) if frame is None else listener.feed(frame, now)
        # An utterance's own evidence comes first, its alternatives' after it.
        if isinstance(event, Heard):
            found.append((event.text, recorder.seen[before]))
    return found


def commands(
    ear: RecordingEar,
    model: SpeechModel,
    items: Iterable[Item],
    condition: Condition,
    noises: Sequence[Noise],
) -> list[Sample]:
    """Samples of recorded commands heard with their own grammar."""
    samples = []
    for item in items:
        for text, evidence in guesses(ear, model, recording_in(item.path, condition, noises)):
            intents = ear.sentences.recognize(text, area=ear.area)
            right = item.intent is not None and isinstance(intents, tuple) and item.means(intents[0])
            samples.append(Sample(RIGHT if right else WRONG, condition.name, evidence))
    return samples


def strangers(ear: RecordingEar, model: SpeechModel, paths: Sequence[Path]) -> list[Sample]:
    """Samples of sound that says nothing of the grammar."""
    return [
        Sample(STRANGE, path.parent.name, evidence)
        for path in paths
        for _, evidence in guesses(ear, model, read_wav(path))
    ]


def _features(samples: Sequence[Sample]) -> Floats:
    return np.array([terms(s.evidence) for s in samples], np.float64)


def fitted(samples: Sequence[Sample], threshold: float, plain: str) -> Calibration:
    """Logistic regression, the three kinds weighing alike, then the bias by ``REFUSED``.

    ``plain``: the condition of which right commands count for the bias. Coefficients are kept at or
    above zero: more evidence never makes a guess less sure.
    """
    rows = _features(samples)
    kinds = np.array([s.kind for s in samples])
    right = kinds == RIGHT
    weight = sum((kinds == kind) / max(1, int((kinds == kind).sum())) for kind in (RIGHT, WRONG, STRANGE))

    def loss(given: Floats) -> float:
        logit = rows @ given
        return float((weight * np.logaddexp(0.0, np.where(right, -logit, logit))).sum())

    start = np.array([1.0, 1.0, 0.1, 0.1, 0.1])
    bounds = [(None, None), *[(0.0, None)] * 4]
    found = optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    own = np.array([s.kind == RIGHT and s.condition == plain for s in samples])
    lowest = float(np.quantile(rows[own][:, 1:] @ found[1:], REFUSED))
    bias = math.log(threshold / (1 - threshold)) - lowest
    return Calibration(round(bias, 3), *(round(float(each), 3) for each in found[1:]))


def table(samples: Sequence[Sample], calibration: Calibration, threshold: float) -> list[str]:
    """A line a kind and condition: guesses, and how many of them are accepted."""
    lines = []
    for kind, condition in sorted({(s.kind, s.condition) for s in samples}):
        some = [s for s in samples if (s.kind, s.condition) == (kind, condition)]
        passed = sum(calibration.confidence(s.evidence) >= threshold for s in some)
        lines.append(f"{kind:8} {condition:24} {passed:5} of {len(some):5} accepted")
    return lines


def collect(given: argparse.Namespace, model: SpeechModel) -> list[Sample]:
    """Samples of everything the command line names."""
    ears = {
        "coffee": recording_ear(None, given.data / "coffee" / "sentences.yaml", None, "lares"),
        "home": recording_ear(given.home, None, AREA, "lares"),
    }
    items = {
        "coffee": coffee_items(given.data / "coffee"),
        "home": home_items(given.data / "home_commands", ears["home"].sentences, ears["home"].area),
    }
    noises = noise_kinds(given.noise, by_kind=False)
    conditions = noise_conditions(given.snr, noises)
    strange = list(checked(given.negatives))[:: given.every]
    samples = []
    for name in SETS:
        for condition in conditions:
            samples += commands(ears[name], model, items[name][:: given.every], condition, noises)
        other = [item.path for each in SETS if each != name for item in items[each]]
        samples += strangers(ears[name], model, other[:: given.every])
        samples += strangers(ears[name], model, strange)
        print(f"{name}: {len(samples)} guesses", flush=True)
    return samples


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Calibrate the confidence of a speech model.")
    parser.add_argument("--model", type=Path, default=ARTIFACTS / "speech")
    parser.add_argument(
        "--data", type=Path, required=True, help="coffee/ and home_commands/: development data"
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--negatives", type=Path, nargs="+", required=True)
    parser.add_argument("--noise", type=Path, nargs="*", default=[])
    parser.add_argument("--snr", type=float, nargs="*", default=[15.0])
    parser.add_argument("--every", type=int, default=1, help="take every N-th recording")
    parser.add_argument("--threshold", type=float, default=ListenerSettings().threshold)
    given = parser.parse_args()
    samples = collect(given, SpeechModel(given.model))
    calibration = fitted(samples, given.threshold, Condition(None).name)
    print("\n".join(table(samples, calibration, given.threshold)))
    listing = given.model / "manifest.json"
    manifest = json.loads(listing.read_text(encoding="utf-8"))
    manifest["confidence"] = {
        **asdict(calibration),
        "threshold": given.threshold,
        "chosen_on": "development data: coffee, home_commands and strange speech (models.speech.calibrate)",
    }
    listing.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{listing}: {calibration}")


if __name__ == "__main__":
    main()
