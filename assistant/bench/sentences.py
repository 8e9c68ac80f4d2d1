"""``assistant bench sentences``: the sentence tests of OHF-Voice/intents, through `assistant say`.

Each of their test files brings a home of its own; it is written as a home file, and the sentences go
line by line to ``assistant say --dry-run --json -``, as a user's would. Fetch the tests with
``git clone https://github.com/OHF-Voice/intents`` and give the folder ``intents/tests``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from assistant.bench.ohf import Expected, TestFile, read_tests
from assistant.bench.table import print_table
from assistant.errors import ConfigError
from assistant.understanding.plan import UNSUPPORTED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench sentences``."""
    parser.description = __doc__
    parser.add_argument("--tests", type=Path, required=True, help="the folder 'tests' of OHF-Voice/intents")
    parser.add_argument("--language", default="en", help="default %(default)s")
    parser.add_argument("--misses", action="store_true", help="print every sentence that was missed")
    parser.add_argument("--processes", type=int, default=2, help="default %(default)s")


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence with another intent or other slots than expected; ``why`` is the class of miss."""

    sentence: str
    expected: Expected
    why: str
    got: str


def run(arguments: argparse.Namespace) -> int:
    """Run all tests of a language and print the shares."""
    files = read_tests(arguments.tests / arguments.language)
    if not files:
        raise ConfigError(
            f"{arguments.tests / arguments.language}: no sentence tests; give the folder 'tests'"
        )
    mine = [file for file in files if file.intent not in UNSUPPORTED]
    with ThreadPoolExecutor(arguments.processes) as pool:
        judged = list(pool.map(lambda file: list(_judged(file, arguments.language)), mine))
    counts: Counter[str] = Counter()
    right: Counter[str] = Counter()
    misses: list[Miss] = []
    for file, results in zip(mine, judged, strict=True):
        counts[file.intent] += len(results)
        right[file.intent] += sum(miss is None for miss in results)
        misses += [miss for miss in results if miss is not None]
    _report(arguments.language, counts, right, misses, [f for f in files if f not in mine])
    if arguments.misses:
        for miss in misses:
            print(f"{miss.why}: {miss.sentence!r}: {miss.got}; expected {miss.expected}")
    return 0


def _report(
    language: str,
    counts: Counter[str],
    right: Counter[str],
    misses: Sequence[Miss],
    left_out: Sequence[TestFile],
) -> None:
    rows = [(name, f"{right[name]}", f"{counts[name]}") for name in sorted(counts)]
    print_table(f"sentence tests, {language}: intent and slots right", ("intent", "right", "of"), rows)
    total, good = counts.total(), right.total()
    print(f"\n{good} of {total} right: {100 * good / max(1, total):.1f} %")
    why = Counter(miss.why for miss in misses)
    print_table("classes of miss", ("class", "sentences"), [(w, str(n)) for w, n in why.most_common()])
    apart = Counter[str]()
    for file in left_out:
        apart[file.intent] += len(file.sentences)
    title = "not counted: no home on MQTT can do these (lists, weather, broadcasts, searching for music)"
    print_table(title, ("intent", "sentences"), [(name, str(n)) for name, n in sorted(apart.items())])


def _judged(file: TestFile, language: str) -> Iterator[Miss | None]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home.yaml"
        home.write_text(json.dumps(file.home, ensure_ascii=False), encoding="utf-8")
        area = ["--area", file.area] if file.area else []
        command = [sys.executable, "-m", "assistant.cli", "say", "-", "--dry-run", "--json"]
        told = subprocess.run(  # noqa: S603 - ourselves
            [*command, "--home", str(home), "--language", language, *area],
            input="\n".join(sentence for sentence, _ in file.sentences),
            capture_output=True,
            text=True,
            check=False,
        )
    if told.returncode != 0:
        raise ConfigError(f"{file.path}: assistant say failed: {told.stderr.strip()}")
    for (sentence, expected), line in zip(file.sentences, told.stdout.splitlines(), strict=True):
        yield _miss(sentence, expected, json.loads(line))


def _miss(sentence: str, expected: Expected, answer: dict[str, object]) -> Miss | None:
    intent, slots, parts = answer["intent"], answer["slots"], answer["parts"]
    assert isinstance(slots, dict)  # noqa: S101 - our own output
    assert isinstance(parts, list)  # noqa: S101
    got = f"{intent} {slots}"
    if len(parts) > 1:
        return Miss(sentence, expected, "taken for several commands", f"{len(parts)} parts")
    if intent is None:
        return Miss(sentence, expected, "not understood", str(answer["reason"]))
    if intent != expected.intent:
        return Miss(sentence, expected, "another intent", got)
    if difference := expected.difference(slots):
        return Miss(sentence, expected, f"slot {difference}", got)
    return None
