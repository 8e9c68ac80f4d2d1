"""Fusion models as the artefact that ships: the assistant judges by it as the network did."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.errors import ModelError
from assistant.understanding.fusion import FusionModel, arrays
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Scene
from assistant.understanding.shown import show
from devices.model import Home
from models.fusion.export import export
from models.fusion.kinds import KINDS
from models.fusion.network import MultimodalModel
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable
from models.fusion.variants import VARIANTS


@pytest.fixture(scope="module")
def scenes() -> list[Labelled]:
    rng = np.random.default_rng(8)
    return [compose("dev", Sayings.of("dev"), GestureTable(), rng, KINDS) for _ in range(10)]


@pytest.fixture(scope="module", params=sorted(VARIANTS))
def exported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[MultimodalModel, Path]:
    """A small untrained network, and "whole" and "8" of it."""
    torch.manual_seed(2)
    model = VARIANTS[request.param](16).eval()
    folder = tmp_path_factory.mktemp(request.param)
    export(model, folder / "whole", "1", whole=True)
    export(model, folder / "8", "1")
    return model, folder


def test_the_artefact_judges_as_the_network_does(
    exported: tuple[MultimodalModel, Path], scenes: list[Labelled]
) -> None:
    net, folder = exported
    for name, slack in (("whole", 1e-4), ("8", 0.1)):
        model = FusionModel(folder / name)
        for one in scenes:
            given = {key: torch.from_numpy(value) for key, value in arrays(show(one.scene)).items()}
            with torch.no_grad():
                wanted = net(**given)
            judged = model.judge(one.scene)
            assert judged.addressed == pytest.approx(float(wanted.addressed.sigmoid()), abs=slack)
            assert judged.clear == pytest.approx(float(wanted.clear.sigmoid()), abs=slack)
            np.testing.assert_allclose(judged.verbs, wanted.verb[0].softmax(0), atol=slack)
            chances = wanted.pointer[0].sigmoid().numpy()[: len(judged.things)]
            np.testing.assert_allclose(list(judged.things.values()), chances, atol=slack)


def test_a_moment_without_anything_is_judged_too(exported: tuple[MultimodalModel, Path]) -> None:
    judged = FusionModel(exported[1] / "8").judge(Scene(Home(), 0.0, 12.0))
    assert judged.things == {}
    assert judged.looked.shape == (0, 0)
    assert float(judged.verbs.sum()) == pytest.approx(1.0)
    assert judged.verb in Verb


def test_what_is_shown_is_what_is_judged(
    exported: tuple[MultimodalModel, Path], scenes: list[Labelled]
) -> None:
    model = FusionModel(exported[1] / "whole")
    one = next(one for one in scenes if one.scene.said)
    judged = model.judge(one.scene)
    assert list(judged.things) == [*one.scene.home.areas, *one.scene.home.devices]
    assert judged.looked.shape == (len(judged.things), len(show(one.scene).words))


def test_an_artefact_of_another_release_is_refused(
    exported: tuple[MultimodalModel, Path], tmp_path: Path
) -> None:
    for file in (exported[1] / "8").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"verbs": ["on", "off"]}))
    with pytest.raises(ModelError, match="model 'fusion': its verbs are those of another release"):
        FusionModel(tmp_path)
