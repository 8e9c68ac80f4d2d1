"""The teacher's head: two attention layers from the encoder's rows to phones, trained with CTC."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.bench.hearing_teacher import FRAMES, HEAD, WIDTH, at_outputs, outputs_of
from assistant.hearing.phones import OUTPUTS
from models.speech.batches import open_source
from models.speech.evaluate import edits, greedy
from models.speech.packs import Pack


class Encoded:
    """The encoder's rows of a pack's clips, brought to the student's output times."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._start = np.load(pack.folder / "encoded.npy")
        self._rows = np.memmap(pack.folder / "encoded.f16", np.float16, "r").reshape(-1, WIDTH)

    def usable(self) -> npt.NDArray[np.int64]:
        """Clips that were encoded."""
        return np.flatnonzero(np.diff(self._start) > 0)

    def rows(self, clip: int) -> npt.NDArray[np.float32]:
        """[outputs, 288] by linear interpolation; output t is centred on 52.5 ms + 30 ms t."""
        own = np.asarray(self._rows[self._start[clip] : self._start[clip + 1]], np.float32)
        return at_outputs(own, outputs_of(len(self.pack.sound(clip))))


class Head(nn.Module):
    """Encoder rows to log probabilities of blank and phones, by two attention layers."""

    def __init__(self, width: int = 256, layers: int = 2, dropout: float = 0.3) -> None:
        super().__init__()
        self.shape = {"width": width, "layers": layers}
        self.drop = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(WIDTH)
        self.near = nn.Conv1d(WIDTH, width, 5, padding=2)
        layer = nn.TransformerEncoderLayer(width, 4, 2 * width, 0.15, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False) if layers else None
        self.out = nn.Linear(width, OUTPUTS)

    def forward(self, rows: Tensor, padding: Tensor | None = None) -> Tensor:
        """[batch, outputs, 288], true where padded, to [batch, outputs, 40]."""
        x = functional.relu(self.near(self.drop(self.norm(rows)).transpose(1, 2))).transpose(1, 2)
        if self.layers is not None:
            x = self.layers(x, src_key_padding_mask=padding)
        return functional.log_softmax(self.out(self.drop(x)).float(), dim=-1)


def _batches(packs: list[Encoded], frames: int, seed: int) -> Iterator[list[tuple[Encoded, int]]]:
    """Random groups of clips with known words, about ``frames`` outputs each, by like length."""
    chance = np.random.default_rng(seed)
    known = [
        (encoded, int(clip)) for encoded in packs for clip in encoded.usable()
        if len(encoded.pack.said(int(clip)))
    ]  # fmt: skip
    sizes = np.array([outputs_of(len(encoded.pack.sound(clip))) for encoded, clip in known])
    while True:
        # By the square root of the length: one-word clips are many and easy.
        order = chance.choice(len(known), 400, p=sizes / sizes.sum())
        order = order[np.argsort(sizes[order])]
        groups: list[list[int]] = [[]]
        for at in order:
            if groups[-1] and (len(groups[-1]) + 1) * sizes[at] > frames:
                groups.append([])
            groups[-1].append(int(at))
        chance.shuffle(groups)
        for group in groups:
            yield [known[at] for at in group]


def train_head(
    packs: list[Encoded],
    dev: list[Encoded],
    run: Path,
    steps: int,
    layers: int,
    *,
    frames: int = 4_000,
    seed: int = 1,
) -> Head:
    """CTC on clips whose words are known, ``frames`` outputs a step; the head is kept as ``run/head.pt``."""
    run.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(seed)
    head = Head(layers=layers).to(device)
    optimiser = torch.optim.AdamW(head.parameters(), 1e-3, weight_decay=0.05, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1.2e-3, steps, pct_start=0.1)
    total = 0.0
    for step, group in zip(range(1, steps + 1), _batches(packs, frames, seed), strict=False):
        rows = [torch.from_numpy(encoded.rows(clip)) for encoded, clip in group]
        said = [torch.from_numpy(encoded.pack.said(clip).astype(np.int64)) for encoded, clip in group]
        padded = nn.utils.rnn.pad_sequence(rows, batch_first=True).to(device)
        lengths = torch.tensor([len(r) for r in rows], device=device)
        padding = torch.arange(padded.shape[1], device=device)[None] >= lengths[:, None]
        padded = padded + 0.05 * torch.randn_like(padded)
        with torch.autocast(device.type, torch.bfloat16):
            logs = head(padded, padding)
        counts = torch.tensor([len(s) for s in said], device=device)
        loss = (
            functional.ctc_loss(
                logs.transpose(0, 1),
                torch.cat(said).to(device),
                lengths,
                counts,
                reduction="sum",
                zero_infinity=True,
            )
            / counts.sum()
        )
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        schedule.step()
        total += float(loss.detach())
        if step % 100 == 0 or step == steps:
            errors = (
                {d.pack.folder.name: round(head_errors(head, d), 4) for d in dev} if step % 300 == 0 else {}
            )
            print(json.dumps({"step": step, "ctc": round(total / 100, 4), **errors}), flush=True)
            total = 0.0
            torch.save({"shape": head.shape, "weights": head.state_dict()}, run / "head.pt")
    return head


@torch.no_grad()
def head_errors(head: Head, encoded: Encoded, most: int = 300) -> float:
    """Phone errors of the teacher, as `evaluate.phone_errors` counts them."""
    head.eval()
    errors = total = 0
    for clip in encoded.usable()[:: max(1, len(encoded.pack) // most)]:
        said = encoded.pack.said(int(clip))
        heard = greedy(head(torch.from_numpy(encoded.rows(int(clip)))[None])[0].numpy())
        errors += edits(said.tolist(), heard)
        total += len(said)
    head.train()
    return errors / max(1, total)


@torch.no_grad()
def teach(encoded: Encoded, head: Head, share: float = 1.0) -> None:
    """Write the teacher's probabilities of each clip: ``taught.f16`` and ``taught.npy``.

    With a ``share`` below 1 they are mixed with what is taught so far, for clips where something is.
    """
    head.eval()
    so_far = open_source(encoded.pack)
    start, written = [0], []
    usable = set(encoded.usable().tolist())
    for clip in range(len(encoded.pack)):
        said = np.zeros((0, OUTPUTS), np.float16)
        if clip in usable and len(rows := encoded.rows(clip)):
            said = head(torch.from_numpy(rows)[None])[0].exp().numpy().astype(np.float16)
        if share < 1.0 and so_far.taught is not None and so_far.taught_start is not None:
            before = so_far.taught[so_far.taught_start[clip] : so_far.taught_start[clip + 1]]
            if len(before) == len(said):
                said = (share * said + (1.0 - share) * before).astype(np.float16)
        written.append(said)
        start.append(start[-1] + len(said))
    with (encoded.pack.folder / "taught.new").open("wb") as out:
        out.writelines(said.tobytes() for said in written)
    (encoded.pack.folder / "taught.new").replace(encoded.pack.folder / "taught.f16")
    np.save(encoded.pack.folder / "taught.npy", np.array(start, np.int64))


def load_head(run: Path) -> Head:
    """The head that `train_head` kept in a run. Raises FileNotFoundError."""
    held = torch.load(run / "head.pt", map_location="cpu", weights_only=True)
    head = Head(**held["shape"])
    head.load_state_dict(held["weights"])
    return head.eval()


def export(head: Head, folder: Path) -> None:
    """Write the head as ONNX: rows [1, FRAMES, 288], true where padded, to logs [1, FRAMES, 40].

    Of one length, since torch's attention is exported with the length it was traced with.
    """
    torch.backends.mha.set_fastpath_enabled(False)  # the fused layer has no ONNX
    given = (torch.zeros(1, FRAMES, WIDTH), torch.zeros(1, FRAMES, dtype=torch.bool))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            head.eval(), given, folder / HEAD, input_names=["rows", "padding"], output_names=["logs"],
            dynamo=False,
        )  # fmt: skip
