import numpy as np
import pytest

from assistant.hearing.confidence import Evidence
from models.speech.calibrate import RIGHT, STRANGE, WRONG, Sample, fitted, table

PLAIN = "as recorded"


def _samples(kind: str, mean: float, margin: float, count: int = 200) -> list[Sample]:
    chance = np.random.default_rng(len(kind))
    return [
        Sample(kind, PLAIN, Evidence(mean + 0.3 * chance.standard_normal(), 3 * mean, margin))
        for _ in range(count)
    ]


def _accepted(samples: list[Sample], calibration, threshold: float) -> float:
    return float(np.mean([calibration.confidence(s.evidence) >= threshold for s in samples]))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [*_samples(RIGHT, -0.8, 4.0), *_samples(WRONG, -1.2, 0.5), *_samples(STRANGE, -3.0, 2.0)]


@pytest.mark.parametrize("threshold", [0.5, 0.65, 0.9])
def test_three_in_a_hundred_right_commands_are_refused_at_the_threshold(samples, threshold):
    calibration = fitted(samples, threshold, PLAIN)
    right = [s for s in samples if s.kind == RIGHT]
    assert _accepted(right, calibration, threshold) == pytest.approx(0.97, abs=0.01)


def test_strange_speech_is_refused_and_more_evidence_never_makes_less_sure(samples):
    calibration = fitted(samples, 0.65, PLAIN)
    assert _accepted([s for s in samples if s.kind == STRANGE], calibration, 0.65) < 0.02
    assert min(calibration.mean, calibration.worst, calibration.margin) >= 0
    assert calibration.margin > 0


def test_a_short_sentence_must_fit_better_where_strangers_are_short(samples):
    short = [
        Sample(STRANGE, PLAIN, Evidence(s.evidence.mean + 1.5, s.evidence.worst, 4.0, phones=4))
        for s in samples
        if s.kind == STRANGE
    ]
    calibration = fitted([*samples, *short], 0.65, PLAIN)
    assert calibration.length > 0
    sure = [calibration.confidence(Evidence(-1.4, -3.5, 2.0, phones=many)) for many in (2, 4, 8, 20)]
    assert sure == sorted(sure)


def test_the_table_counts_each_kind(samples):
    lines = table(samples, fitted(samples, 0.65, PLAIN), 0.65)
    assert [line.split()[0] for line in lines] == ["right", "strange", "wrong"]
    assert "194 of   200" in lines[0]
