"""Vectors of sentences, as learned from: what is kept apart is not among them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from models.fusion.echoes import WIDTH, Echo, Echoes

TEXTS = ("kill the lamp", "lamp", "how is the weather", "mach das licht an")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file as the encoder's program writes it; the vector of each sentence begins with its number."""
    vectors = np.zeros((len(TEXTS), WIDTH), np.float16)
    vectors[:, 0] = np.arange(len(TEXTS))
    path = tmp_path / "echoes.npz"
    np.savez_compressed(path, texts=np.array(TEXTS), vectors=vectors)
    return path


def _all_of(echoes: Echoes) -> dict[str, Echo]:
    return {one.text: one for one in echoes.some(200, np.random.default_rng(0))}


def test_every_sentence_comes_with_its_own_vector(file: Path) -> None:
    found = _all_of(Echoes.load(file))
    assert set(found) == set(TEXTS)
    for number, text in enumerate(TEXTS):
        assert found[text].vector.shape == (WIDTH,)
        assert found[text].vector[0] == number


def test_what_is_kept_apart_is_left_out_and_the_others_keep_their_vectors(file: Path) -> None:
    found = _all_of(Echoes.load(file, apart={"lamp", "never said"}))
    assert set(found) == set(TEXTS) - {"lamp"}
    assert found["how is the weather"].vector[0] == 2


def test_only_whole_sentences_are_kept_apart(file: Path) -> None:
    assert "kill the lamp" in _all_of(Echoes.load(file, apart=["lamp", "kill"]))


def test_as_many_are_given_as_are_asked_for_the_same_for_the_same_numbers(file: Path) -> None:
    echoes = Echoes.load(file)
    first, again = (echoes.some(7, np.random.default_rng(3)) for _ in range(2))
    assert [one.text for one in first] == [one.text for one in again]
    assert len(first) == 7
    assert echoes.some(0, np.random.default_rng(3)) == []


def test_the_encoder_is_not_needed_to_load_what_it_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)  # an import of it would fail
    assert len(Echoes.load(file).some(3, np.random.default_rng(0))) == 3


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Echoes.load(tmp_path / "none.npz")
