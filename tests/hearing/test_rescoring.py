"""The forward recursion against every alignment counted one by one."""

import itertools

import numpy as np
import pytest

from assistant.hearing.phones import OUTPUTS
from assistant.hearing.rescoring import NEVER, forward_scores


def _logs(frames: int, seed: int) -> np.ndarray:
    weights = np.random.default_rng(seed).normal(0, 2, (frames, OUTPUTS)).astype(np.float32)
    return weights - np.log(np.exp(weights).sum(axis=1, keepdims=True))


def _counted(logs: np.ndarray, wanted: tuple[int, ...]) -> float:
    total = 0.0
    for outputs in itertools.product(sorted({0, *wanted}), repeat=len(logs)):
        said = tuple(o for i, o in enumerate(outputs) if o and (i == 0 or outputs[i - 1] != o))
        if said == wanted:
            total += np.exp(float(logs[np.arange(len(logs)), list(outputs)].sum()))
    return float(np.log(total)) if total else NEVER


@pytest.mark.parametrize("seed", range(4))
def test_all_alignments_are_counted_whatever_stands_beside_them_in_the_list(seed: int):
    logs = _logs(6, seed)
    sequences = [(3,), (3, 7), (7, 7), (3, 7, 3), (9, 3, 7, 9), (4, 4, 4, 4)]
    found = forward_scores(logs, sequences)
    np.testing.assert_allclose(found, [_counted(logs, each) for each in sequences], atol=1e-4)
    assert found[-1] == NEVER  # four times the same needs seven frames


def test_a_minute_of_sound_does_not_run_out_of_numbers():
    logs = _logs(2_000, 1)
    phones = np.random.default_rng(2).integers(1, OUTPUTS, 300).tolist()
    (score,) = forward_scores(logs, [phones])
    assert np.isfinite(score)
    assert NEVER < score < float(logs.max(axis=1).sum())


def test_nothing_to_score_is_nothing():
    assert forward_scores(_logs(3, 0), []).shape == (0,)
    assert forward_scores(_logs(0, 0), [(3,)]).tolist() == [NEVER]
