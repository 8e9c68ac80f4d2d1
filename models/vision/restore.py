"""From the student that ships back to a run that training goes on from, where the checkpoint is gone.

`python -m models.vision.restore landmarks|hands|people --data DIR --run DIR`. In what ships the weights
have 8 bits and batch norm is folded into them: each norm is given the statistics that its layer has on
train batches, and a scale and shift that leave the function as it was. The optimiser begins anew.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from assistant.inference import ARTIFACTS, find
from models.training import Task, save_run
from models.vision.export import export_plain
from models.vision.tasks import TASKS
from models.vision.train import packs

PICTURES = 256  # for the statistics

Weights = tuple[NDArray[np.float32], NDArray[np.float32]]


def restore(task: Task, artefact: Path, *, pictures: int = PICTURES, seed: int = 1) -> nn.Module:
    """A network that computes what the artefact's file does, but for the rounding of its activations.

    Raises ValueError if it is of another network.
    """
    net = task.network()
    layers = _layers(net, task.batch(1, np.random.default_rng(seed))[0])
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        export_plain(net, plain)
        places = [place for place, _ in _weights(onnx.load(plain))]
    shipped = dict(_weights(onnx.load(artefact)))
    if len(places) != len(layers) or shipped.keys() != set(places):
        raise ValueError(f"{artefact}: its layers are not those of this release's network")
    shifts: dict[nn.Module, Tensor] = {}
    for (layer, norm), place in zip(layers, places, strict=True):
        weight, bias = shipped[place]
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight).reshape(layer.weight.shape))
            if norm is None:
                layer.bias.copy_(torch.from_numpy(bias))
            else:
                shifts[norm] = torch.from_numpy(bias)
    _measure(net, shifts, task.batch(pictures, np.random.default_rng(seed))[0])
    return net.eval()


def _layers(net: nn.Module, picture: Tensor) -> list[tuple[Any, Any]]:
    """Every layer with weights in the order they run, with the norm that follows it."""
    ran: list[nn.Module] = []
    hooks = [
        module.register_forward_hook(lambda module, given, told: ran.append(module))
        for module in net.modules()
        if isinstance(module, nn.Conv2d | nn.Linear | nn.BatchNorm2d)
    ]
    with torch.no_grad():
        net.eval()(picture)
    for hook in hooks:
        hook.remove()
    following = [*ran[1:], None]
    return [
        (module, after if isinstance(after, nn.BatchNorm2d) else None)
        for module, after in zip(ran, following, strict=True)
        if not isinstance(module, nn.BatchNorm2d)
    ]


def _weights(model: onnx.ModelProto) -> list[tuple[str, Weights]]:
    """Weights and biases of all convolutions and linear layers, in 32 bits again, each with its place:
    its shape and the places that feed it. Quantizing leaves these, but not names and order."""
    held = {value.name: numpy_helper.to_array(value) for value in model.graph.initializer}
    made_by = {name: node for node in model.graph.node for name in node.output}
    places: dict[str, str] = {}

    def plain(name: str) -> NDArray[np.float32]:
        if name in held:
            return np.asarray(held[name], np.float32)
        if made_by[name].op_type == "Identity":
            return plain(made_by[name].input[0])
        values, scale, zero = (np.asarray(held[i], np.float32) for i in made_by[name].input)
        shape = (-1,) + (1,) * (values.ndim - 1) if scale.size > 1 else ()
        return np.asarray((values - zero.reshape(shape)) * scale.reshape(shape), np.float32)

    def place(name: str) -> str:
        """Of the layers that an edge comes from."""
        if name not in made_by:
            return ""
        if name not in places:
            node = made_by[name]
            layer = node.op_type in _LAYERS
            above = "+".join(sorted({place(i) for i in (node.input[:1] if layer else node.input)} - {""}))
            shape = "x".join(map(str, plain(node.input[1]).shape)) if layer else ""
            told = f"{shape}({above})"
            places[name] = hashlib.sha256(told.encode()).hexdigest()[:16] if layer else above
        return places[name]

    return [
        (place(node.output[0]), (plain(node.input[1]), plain(node.input[2])))
        for node in model.graph.node
        if node.op_type in _LAYERS
    ]


_LAYERS = ("Conv", "Gemm")


@torch.no_grad()
def _measure(net: nn.Module, shifts: Mapping[nn.Module, Tensor], pictures: Tensor) -> None:
    """One layer after the other: what comes in decides its statistics, and these its scale and shift."""

    def settle(module: nn.Module, given: tuple[Tensor, ...]) -> None:
        assert isinstance(module, nn.BatchNorm2d)  # noqa: S101 - only these have the hook
        mean, variance = given[0].mean(dim=(0, 2, 3)), given[0].var(dim=(0, 2, 3))
        module.running_mean, module.running_var = mean, variance
        module.weight.copy_((variance + module.eps).sqrt())
        module.bias.copy_(mean + shifts[module])

    hooks = [m.register_forward_pre_hook(settle) for m in shifts]
    net.eval()(pictures)
    for hook in hooks:
        hook.remove()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=ARTIFACTS)
    args = parser.parse_args()
    task = TASKS[args.task](packs(args.data))
    net = restore(task, find(args.task, args.models / args.task).file)
    save_run(args.run, net)
    print(f"{args.run}: restored; `python -m models.vision.train {args.task}` goes on from it")


if __name__ == "__main__":
    main()
