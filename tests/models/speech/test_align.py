"""Forced alignment on made-up posteriors, and on the sound of a pack."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.bench.hearing_teacher import outputs_of
from assistant.hearing.phones import BLANK, OUTPUTS
from models.speech.align import align, as_taught, best_way, chain
from models.speech.batches import open_source
from models.speech.checkpoint import Settings, start
from models.speech.network import StudentShape
from models.speech.packs import open_pack, read_manifest, write_pack

DEMO = Path(__file__).parents[3] / "assistant" / "demo" / "1_light_on.flac"


def _logs(*outputs: int, sure: float = 0.9) -> np.ndarray:
    probs = np.full((len(outputs), OUTPUTS), (1 - sure) / (OUTPUTS - 1), np.float32)
    probs[np.arange(len(outputs)), outputs] = sure
    return np.log(probs)


def test_every_output_is_given_the_phone_that_is_said_then():
    aligned, fit = best_way(_logs(0, 5, 5, 7, 0, 0, 9, 9), chain([[[5, 7]], [[9]]]))
    assert aligned.tolist() == [0, 5, 5, 7, 0, 0, 9, 9]
    assert fit == pytest.approx(np.log(0.9), abs=1e-3)


def test_the_pronunciation_that_fits_is_taken():
    ways = [[[5, 7], [5, 8]], [[9], [10]]]
    aligned, _ = best_way(_logs(5, 5, 8, 8, 10, 10), chain(ways))
    assert aligned.tolist() == [5, 5, 8, 8, 10, 10]


def test_a_phone_said_twice_has_a_blank_between():
    aligned, _ = best_way(_logs(5, 5, 5, 5, 5), chain([[[5, 5]]]))
    assert sorted(aligned.tolist()) == [BLANK, 5, 5, 5, 5]
    assert BLANK in aligned[1:-1]
    across_words, _ = best_way(_logs(5, 5, 0, 5, 5), chain([[[5]], [[5]]]))
    assert across_words.tolist() == [5, 5, 0, 5, 5]


def test_silence_within_a_word_is_dearer_than_between_words():
    doubtful = _logs(5, 0, 7, sure=0.5)
    doubtful[1, [0, 5]] = np.log(0.4), np.log(0.3)
    within, _ = best_way(doubtful, chain([[[5, 7]]]))
    between, _ = best_way(doubtful, chain([[[5]], [[7]]]))
    assert within.tolist() == [5, 5, 7]
    assert between.tolist() == [5, 0, 7]


def test_a_clip_too_short_for_its_words_is_not_aligned():
    aligned, _ = best_way(_logs(5, 7), chain([[[5, 7, 9]]]))
    assert not len(aligned)


def test_what_is_taught_is_a_distribution_softer_at_boundaries():
    taught = as_taught(np.array([0, 5, 5, 5, 7])).astype(np.float32)
    np.testing.assert_allclose(taught.sum(1), 1.0, atol=5e-3)
    assert taught.argmax(1).tolist() == [0, 5, 5, 5, 7]
    assert taught[2, 5] > taught[1, 5] > 0.5
    assert (taught > 0).all()


def test_a_pack_is_aligned_clip_by_clip_and_sounds_are_taught_as_silence(tmp_path: Path):
    known = {"speaker": "x", "corpus": "demo", "split": "train", "path": str(DEMO)}
    clips = [
        {**known, "text": "turn on the kitchen light", "role": "speech"},
        {**known, "text": "", "role": "negative-silent"},
        {**known, "text": "", "role": "negative"},
    ]
    (tmp_path / "m.jsonl").write_text("\n".join(json.dumps(clip) for clip in clips))
    write_pack(list(read_manifest(tmp_path / "m.jsonl")), tmp_path / "pack")
    shape = StudentShape(width=16, hidden=32, kernel=5, ahead=(1,))
    start(tmp_path, shape, Settings(steps=1), torch.device("cpu")).save(tmp_path)

    assert align(tmp_path / "checkpoint.pt", open_pack(tmp_path / "pack")) == (1, 1)  # it knows nothing yet
    assert align(tmp_path / "checkpoint.pt", open_pack(tmp_path / "pack"), worst=-9.0) == (2, 1)

    source = open_source(open_pack(tmp_path / "pack"))
    assert source.taught is not None
    assert source.taught_start is not None
    outputs = outputs_of(len(source.pack.sound(0)))
    assert np.diff(source.taught_start).tolist() == [outputs, outputs, 0]
    spoken, silent = source.taught[:outputs].argmax(1), source.taught[outputs:].argmax(1)
    order = spoken[np.flatnonzero(np.diff(spoken, prepend=-1))]
    assert [int(p) for p in order if p] == source.pack.said(0).tolist()
    assert not silent.any()
