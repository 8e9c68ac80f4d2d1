"""Corpora out of small git repositories laid out like the real ones."""

import json
import subprocess
from pathlib import Path

import numpy as np
import soundfile

from models.speech.corpora import CORPORA, bring
from models.speech.readings import split_by


def _repository(folder: Path, texts: dict[str, str], sounds: list[str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for number, name in enumerate(sounds):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        tone = 0.3 * np.sin(np.arange(16_000) * (0.05 + 0.01 * number))
        soundfile.write(folder / name, tone, 16_000, format="FLAC" if name.endswith("flac") else "WAV")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


def _brought(name: str, clone: Path, out: Path) -> list[dict]:
    corpus = next(corpus for corpus in CORPORA if corpus.name == name)
    bring(corpus, clone, out)
    return [json.loads(line) for line in (out / f"{name}.jsonl").read_text().splitlines() if line]


def test_librispeech_is_read_with_its_transcripts_and_speakers(tmp_path):
    folder = "LibriSpeech/test-clean/61/70968"
    clone = _repository(
        tmp_path / "clone",
        {f"{folder}/61-70968.trans.txt": "61-70968-0000 HE BEGAN\n61-70968-0001 NOBODY RECORDED THIS\n"},
        [f"{folder}/61-70968-0000.flac", f"{folder}/61-70968-0007.flac"],
    )
    (clip,) = _brought("librispeech-test", clone, tmp_path)
    assert (clip["text"], clip["speaker"]) == ("he began", "librispeech-61")
    assert clip["split"] == split_by("librispeech-61")
    assert soundfile.info(clip["path"]).frames == 16_000


def test_speechocean_is_read_by_its_lists(tmp_path):
    clone = _repository(
        tmp_path / "clone",
        {"train/text": "000010011\tWE CALL IT BEAR\n", "test/text": "000020011 ZERO THREE\nbroken\n"},
        ["WAVE/SPEAKER0001/000010011.WAV", "WAVE/SPEAKER0002/000020011.WAV", "WAVE/SPEAKER0002/999.WAV"],
    )
    said = {clip["text"]: clip["speaker"] for clip in _brought("ocean", clone, tmp_path)}
    assert said == {"we call it bear": "ocean-SPEAKER0001", "zero three": "ocean-SPEAKER0002"}


def test_an4_has_its_words_between_marks(tmp_path):
    clone = _repository(
        tmp_path / "clone",
        {
            "etc/an4_train.transcription": "<s> R E W </s> (an253-fash-b)\n",
            "etc/an4_test.transcription": "GO (an1-x-b)\n",
        },
        [
            "wav/an4_clstk/fash/an253-fash-b.wav",
            "wav/an4test_clstk/x/an1-x-b.wav",
            "wav/an4_clstk/x/cen9.wav",
        ],
    )
    said = {clip["speaker"]: clip["text"] for clip in _brought("an4", clone, tmp_path)}
    assert said == {"an4-fash": "r e w", "an4-x": "go"}


def test_speech_in_a_collection_of_noise_is_not_called_noise(tmp_path):
    clone = _repository(tmp_path / "clone", {}, ["musan/speech/librivox/a.wav", "musan/music/fma/b.wav"])
    roles = {clip["speaker"]: clip["role"] for clip in _brought("musan", clone, tmp_path)}
    assert roles == {"librivox": "negative", "fma": "noise"}


def test_arctic_has_its_prompts_from_another_repository(tmp_path):
    clone = _repository(
        tmp_path / "clone", {}, ["datasets/arctic/bdl/arctic_a0001.wav", "datasets/arctic/slt/x.wav"]
    )
    (tmp_path / "prompts").mkdir()
    corpus = next(corpus for corpus in CORPORA if corpus.name == "arctic")
    prompts = _repository(
        tmp_path / "prompts", {corpus.prompts[1]: '( arctic_a0001 "Tom, he\'d won." )\n'}, []
    )
    bring(corpus, clone, tmp_path, prompts)
    (clip,) = [json.loads(line) for line in (tmp_path / "arctic.jsonl").read_text().splitlines()]
    assert (clip["text"], clip["speaker"]) == ("tom he'd won", "arctic-bdl")


def test_many_voices_read_one_text(tmp_path):
    clone = _repository(
        tmp_path / "clone",
        {"samples/en_US/vctk_low/sample.txt": "It is multi-colored.\n"},
        ["samples/en_US/vctk_low/sample_p1.wav", "samples/en_US/vctk_low/sample_p2.wav"],
    )
    said = {clip["speaker"]: clip["text"] for clip in _brought("mimic3", clone, tmp_path)}
    assert said == dict.fromkeys(
        ("vits-vctk_low-sample_p1", "vits-vctk_low-sample_p2"), "it is multi colored"
    )
