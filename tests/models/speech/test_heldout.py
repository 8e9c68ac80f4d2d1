import json
from pathlib import Path

import numpy as np
import soundfile

from models.speech.heldout import CALIBRATE, SPEECH, chosen, lay_out, mix_talk


def _manifest(folder: Path, name: str, clips: list[dict]) -> None:
    lines = []
    for number, clip in enumerate(clips):
        path = folder / name / f"{number:06d}.flac"
        path.parent.mkdir(exist_ok=True)
        soundfile.write(path, 0.1 * np.sin(np.arange(16_000) * (0.02 + 0.01 * number)), 16_000)
        lines.append(json.dumps({"path": str(path), "text": "", "corpus": name, **clip}))
    (folder / f"{name}.jsonl").write_text("\n".join(lines))


def test_only_what_was_kept_back_is_laid_out(tmp_path):
    held = {"speaker": "a", "split": "dev", "role": "speech"}
    _manifest(tmp_path, "librispeech-test", [held, {**held, "split": "train", "speaker": "b"}, held])
    entries = chosen(tmp_path, SPEECH[0])
    assert {entry.speaker for entry in entries} == {"a"}
    assert lay_out(entries, tmp_path / "out") == 2 / 3600
    assert lay_out(entries, tmp_path / "out") == 2 / 3600  # again
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_what_calibrates_is_not_what_the_bench_takes(tmp_path):
    for name in ("gsc", "gsc2", "dsp20"):
        _manifest(tmp_path, name, [{"speaker": "a", "split": "dev", "role": "speech"}] * 20)
    words = next(group for group in SPEECH if group.name == "words")
    lay_out(chosen(tmp_path, words), tmp_path / "all")
    bench = sorted(path.name for path in (tmp_path / "all").iterdir())[::8]
    lay_out(chosen(tmp_path, CALIBRATE[0]), tmp_path / "some")
    some = {path.name for path in (tmp_path / "some").iterdir()}
    assert len(some) == 4
    assert not some & set(bench)


def test_talk_is_several_people_at_once_and_the_same_each_time(tmp_path):
    held = {"speaker": "a", "split": "dev", "role": "speech"}
    _manifest(tmp_path, "librispeech-dev", [held] * 4)
    entries = chosen(tmp_path, SPEECH[0])
    mix_talk(entries, tmp_path / "one")
    mix_talk(entries, tmp_path / "two")
    first, again = (soundfile.read(tmp_path / name / "three-0.wav")[0] for name in ("one", "two"))
    np.testing.assert_array_equal(first, again)
    assert 0.85 < np.abs(first).max() < 0.95
    assert not np.array_equal(first, soundfile.read(tmp_path / "one" / "three-1.wav")[0])
