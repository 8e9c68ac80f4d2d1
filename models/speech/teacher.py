"""The teacher: a large non-streaming attention encoder with a phone head of our own on top.

The encoder is Moonshine tiny's (27 M parameters with its decoder, MIT licence, trained by its authors
on about 200,000 hours of people; Jeffries et al. 2024). It comes inside the package moonshine-voice
0.0.4 and is used as it is, in training only: nothing of it ships. The head, two attention layers, is
trained here with CTC on clips whose words are known; what encoder and head together say of every
clean clip is kept beside the pack, and the student learns it from the augmented clip.

    python -m models.speech.teacher encode --encoder FILE --packs DIR...
    python -m models.speech.teacher head   --packs DIR... --dev DIR... --run DIR --steps N
    python -m models.speech.teacher teach  --packs DIR... --run DIR
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.hearing.features import HOP, RATE, WINDOW
from assistant.hearing.phones import OUTPUTS
from models.speech.batches import OUTPUT_SECONDS, PATCH, STRIDE
from models.speech.evaluate import edits, greedy
from models.speech.packs import Pack, open_pack

WIDTH = 288  # of the encoder's rows
_FIRST, _EACH = 447 / RATE, 384 / RATE  # seconds: centre of its first row, and between rows
_NEGATIVE_SHARE = 4  # of clips nobody transcribed, one in this many is enough


def encode(pack: Pack, encoder: Path) -> None:
    """Write the encoder's rows of each clip: ``encoded.f16`` and the first row of each clip."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(encoder), options)
    start = [0]
    with (pack.folder / "encoded.f16").open("wb") as out:
        for clip in range(len(pack)):
            skip = pack.roles[clip] == "noise" or (not len(pack.said(clip)) and clip % _NEGATIVE_SHARE)
            rows = np.zeros((0, WIDTH), np.float16)
            if not skip:
                sound = pack.sound(clip).astype(np.float32)
                sound *= 0.6 / max(1.0, float(np.abs(sound).max()))
                sound = np.pad(sound, (RATE // 5, RATE // 5))[None]
                given = {"input_values": sound, "attention_mask": np.ones(sound.shape, np.int64)}
                rows = session.run(None, given)[0][0].astype(np.float16)
            out.write(rows.tobytes())
            start.append(start[-1] + len(rows))
    np.save(pack.folder / "encoded.npy", np.array(start, np.int64))


def outputs_of(samples: int) -> int:
    """How many outputs a student gives for a clip of so many samples."""
    rows = max(0, (samples - WINDOW) // HOP + 1)
    return max(0, (rows - PATCH) // STRIDE + 1)


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
        count = outputs_of(len(self.pack.sound(clip)))
        seconds = np.arange(count) * OUTPUT_SECONDS + WINDOW / 2 / RATE + 0.04 + 0.2  # 0.2: the pad above
        at = np.clip((seconds - _FIRST) / _EACH, 0, len(own) - 1.001)
        low = at.astype(np.int64)
        part = (at - low)[:, None].astype(np.float32)
        return np.asarray(own[low] * (1 - part) + own[np.minimum(low + 1, len(own) - 1)] * part, np.float32)


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
    packs: list[Encoded], dev: list[Encoded], run: Path, steps: int, layers: int, seed: int = 1
) -> Head:
    """CTC on the clips whose words are known; the head is kept as ``run/head.pt``."""
    run.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(seed)
    head = Head(layers=layers).to(device)
    optimiser = torch.optim.AdamW(head.parameters(), 1e-3, weight_decay=0.05, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1.2e-3, steps, pct_start=0.1)
    total = 0.0
    for step, group in zip(range(1, steps + 1), _batches(packs, 4_000, seed), strict=False):
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
def teach(encoded: Encoded, head: Head) -> None:
    """Write the teacher's probabilities of each clip: ``taught.f16`` and ``taught.npy``."""
    head.eval()
    start = [0]
    usable = set(encoded.usable().tolist())
    with (encoded.pack.folder / "taught.f16").open("wb") as out:
        for clip in range(len(encoded.pack)):
            count = 0
            if clip in usable and len(rows := encoded.rows(clip)):
                said = head(torch.from_numpy(rows)[None])[0].exp().numpy().astype(np.float16)
                out.write(said.tobytes())
                count = len(said)
            start.append(start[-1] + count)
    np.save(encoded.pack.folder / "taught.npy", np.array(start, np.int64))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="The speech model's teacher.")
    parser.add_argument("action", choices=("encode", "head", "teach"))
    parser.add_argument("--packs", type=Path, nargs="+", required=True)
    parser.add_argument("--dev", type=Path, nargs="*", default=[])
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--steps", type=int, default=4_000)
    parser.add_argument("--layers", type=int, default=2, help="attention layers of the head")
    given = parser.parse_args()
    packs = [open_pack(path) for path in given.packs]
    if given.action == "encode":
        for pack in packs:
            encode(pack, given.encoder)
            print(f"{pack.folder}: encoded", flush=True)
    elif given.action == "head":
        dev = [Encoded(open_pack(path)) for path in given.dev]
        train_head([Encoded(pack) for pack in packs], dev, given.run, given.steps, given.layers)
    else:
        held = torch.load(given.run / "head.pt", map_location="cpu", weights_only=True)
        head = Head(**held["shape"])
        head.load_state_dict(held["weights"])
        for pack in packs:
            teach(Encoded(pack), head)
            print(f"{pack.folder}: taught", flush=True)


if __name__ == "__main__":
    main()
