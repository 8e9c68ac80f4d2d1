import json

import pytest

from models.speech.curves import curves, draw


def _log(folder, lines):
    folder.mkdir()
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_a_curve_goes_over_hours_of_sound_and_does_not_count_lost_steps_twice(tmp_path):
    common = {"sound_s": 36.0, "rate": 1e-3, "elapsed_s": 1}
    run = _log(
        tmp_path / "run",
        [
            {"step": 100, "ctc": 2.0, **common},
            {"step": 200, "ctc": 1.5, "dev": 0.5, **common},
            {"step": 150, "ctc": 1.6, **common},
            {"step": 300, "ctc": 1.0, **common},
        ],
    )
    found = {curve.name: curve for curve in curves(run)}
    assert set(found) == {"ctc", "dev"}
    assert found["ctc"].hours == pytest.approx((1.0, 2.0, 2.0, 3.0))
    assert found["dev"].values == (0.5,)
    draw([run, run], tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes()[:4] == b"\x89PNG"


def test_an_empty_log_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"log\.jsonl"):
        curves(_log(tmp_path / "run", []))
