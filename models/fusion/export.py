"""A trained fusion model as the artefact that ships.

`python -m models.fusion.export VARIANT --run DIR --version V`. Linear layers and the table of letters get
8-bit weights; activations are quantized by call, as measured best for Transformers here
(`models.speech.export`).
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from assistant.inference import ARTIFACTS
from assistant.understanding.fusion import FUSION, INPUTS, OUTPUTS, THERE
from assistant.understanding.meant import Verb
from models.fusion.batches import inputs, shown_of
from models.fusion.kinds import KINDS
from models.fusion.network import MultimodalModel
from models.fusion.sayings import Sayings
from models.fusion.scenes import compose
from models.fusion.sights import GestureTable
from models.fusion.variants import VARIANTS, WIDTH
from models.quantize import errors_only, shorten, write_manifest

UNFITTED = [1.0, 1.0, 1.0, 1.0, 0.0]  # of the confidence, until `models.fusion.choose` has fitted them


class _Flat(nn.Module):
    """Inputs and outputs one by one, in order, as ONNX has them."""

    def __init__(self, model: MultimodalModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, *given: Tensor) -> tuple[Tensor, ...]:
        """Logits, in the order of OUTPUTS."""
        verdict = self.model(**dict(zip(INPUTS, given, strict=True)))
        return tuple(getattr(verdict, name) for name in OUTPUTS)


def export(model: MultimodalModel, out: Path, version: str, *, whole: bool = False) -> Path:
    """``fusion.onnx`` and its manifest in ``out``. ``whole``: in 32 bits, for comparison."""
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{FUSION}.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        _export_plain(model, plain)
        if whole:
            target.write_bytes(plain.read_bytes())
        else:
            with errors_only():
                quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True,
                                 op_types_to_quantize=["MatMul", "Gemm", "Gather"])  # fmt: skip
            shorten(target)
    more = {"verbs": [verb.value for verb in Verb], "confidence": UNFITTED, "thresholds": {}}
    write_manifest(target, FUSION, version, "python -m models.fusion.export", more)
    return target


def _export_plain(model: MultimodalModel, path: Path) -> None:
    rng = np.random.default_rng(4)
    scenes = [compose("train", Sayings.of("train"), GestureTable(), rng, KINDS) for _ in range(2)]
    given = inputs(shown_of(scenes)[0])
    counts = {"words": "words", "word_features": "words", "sights": "sights", "sight_areas": "sights",
              "names": "things", "areas": "things", "things": "things"}  # fmt: skip
    counts |= {there: rows for rows, there in THERE.items()}
    axes: dict[str, dict[int, str]] = {name: {0: "scenes"} for name in (*INPUTS, *OUTPUTS)}
    for name, count in counts.items():
        axes[name][1] = count
    axes["pointer"][1], axes["looked"][1], axes["looked"][2] = "things", "things", "words"
    axes["tags"][1] = "words"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Flat(model).eval(), tuple(given[name] for name in INPUTS), str(path), opset_version=17,
            input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes, dynamo=False,
        )  # fmt: skip


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("variant", choices=sorted(VARIANTS))
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", type=Path, default=ARTIFACTS / FUSION)
    parser.add_argument("--whole", action="store_true", help="32 bits, for comparison")
    args = parser.parse_args()
    model = VARIANTS[args.variant](WIDTH)
    held = torch.load(args.run / "checkpoint.pt", map_location="cpu", weights_only=True)
    model.load_state_dict(held["average"])
    target = export(model, args.out, args.version, whole=args.whole)
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
