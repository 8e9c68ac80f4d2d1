"""Clones of the three corpora, tiny and made up, laid out like the real ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.language.corpora import collect
from models.language.utterance import Utterance
from tests.models.vision.making import clone

HWU, SLURP, CLINC = "xliuhw+NLU-Evaluation-Data", "pswietojanski+slurp", "clinc+oos-eval"
COLUMNS = ("userid;answerid;scenario;intent;status;answer_annotation;notes;suggested_entities;"
           "answer_normalised;answer;question")  # fmt: skip


def entity(text: str, name: str, said: str) -> dict[str, object]:
    start = text.index(said)
    return {"start": start, "end": start + len(said), "value": said, "entity": name}


def fold(number: int, label: str, *sentences: tuple[str, Mapping[str, str]]) -> dict[str, str]:
    """The file of a fold's test set for one label; each sentence with its entities."""
    told = [{"text": text, "intent": label, "entities": [entity(text, n, s) for n, s in named.items()]}
            for text, named in sentences]  # fmt: skip
    name = f"CrossValidation/autoGeneFromRealAnno/x/CrossValidation/KFold_{number}/testset/annotated/{label}"
    return {f"{name}/{label}_anno_1.json": json.dumps({"test_data_annotation": told})}


def rows(*lines: tuple[str, str, str, str]) -> dict[str, str]:
    """The file of all annotations: scenario, intent, status, annotated sentence."""
    text = "\n".join(f'1;1;{s};{i};{status};"{told}";;;;;' for s, i, status, told in lines)
    return {"AnnotatedData/NLU-Data-Home-Domain-Annotated-All.csv": f"{COLUMNS}\n{text}\n"}


def slurp_lines(*lines: tuple[str, str, str]) -> str:
    """Scenario, action, annotated sentence."""
    told = ({"scenario": s, "action": a, "intent": a, "sentence_annotation": t} for s, a, t in lines)
    return "".join(json.dumps(line) + "\n" for line in told)


def clinc_file(**parts: Sequence[tuple[str, str]]) -> dict[str, str]:
    domains = {"home": ["smart_home", "next_song"], "utility": ["timer"]}
    return {"data/data_full.json": json.dumps(parts), "data/domains.json": json.dumps(domains)}


def collected(folder: Path, **clones: Mapping[str, str]) -> list[Utterance]:
    """What is read of clones ``hwu``, ``slurp`` and ``clinc`` with these files."""
    for name, files in clones.items():
        clone(folder / {"hwu": HWU, "slurp": SLURP, "clinc": CLINC}[name], dict(files))
    return collect(folder)
