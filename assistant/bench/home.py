"""``assistant bench home``: from text to published command, many devices, state traffic, the idle daemon.

Every speed stands beside a peer measured in the same run, because machines differ: hassil as Home
Assistant uses it for text, a plain paho client for state traffic.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence

from assistant.bench.idle import measure_idle
from assistant.bench.made_home import made_home
from assistant.bench.table import print_table, quantile
from assistant.bench.text import TextTimes, measure_text
from assistant.bench.traffic import measure_traffic
from assistant.errors import AudioError

_PARTS = ("text", "traffic", "idle")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench home``."""
    parser.description = __doc__
    parser.add_argument("--devices", type=int, nargs="+", default=[10, 100, 1000], help="sizes of the home")
    parser.add_argument("--sentences", type=int, default=100, help="sentences for each size")
    parser.add_argument("--messages", type=int, default=50_000, help="state messages")
    parser.add_argument(
        "--idle-seconds", type=float, default=30.0, help="how long the idle daemon is watched"
    )
    parser.add_argument("--only", choices=_PARTS, help="one part of it")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    wanted = (arguments.only,) if arguments.only else _PARTS
    if "text" in wanted:
        _text(arguments.devices, arguments.sentences)
    if "traffic" in wanted:
        _traffic(arguments.devices[-1], arguments.messages)
    if "idle" in wanted:
        _idle(arguments.idle_seconds)
    return 0


def _text(sizes: Sequence[int], count: int) -> None:
    measured = [(size, asyncio.run(measure_text(made_home(size), count))) for size in sizes]
    rows = []
    for size, times in measured:
        for what, values in _steps(times):
            median, p95 = quantile(values, 0.5), quantile(values, 0.95)
            rows.append((f"{size} devices: {what}", f"{1000 * median:.2f}", f"{1000 * p95:.2f}"))
        ratio = quantile(times.intent, 0.5) / quantile(times.peer, 0.5)
        rows.append(("  our intent / hassil's", f"{ratio:.2f}", ""))
    print_table("text to command, milliseconds", ("step", "median", "95 %"), rows)


def _steps(times: TextTimes) -> list[tuple[str, list[float]]]:
    return [
        ("text to intent", times.intent),
        ("  refusal of an unknown name", times.refusal),
        ("  hassil over all names (peer)", times.peer),
        ("text to decision and message", times.message),
        ("text to acknowledged by the broker", times.acknowledged),
    ]


def _traffic(size: int, count: int) -> None:
    traffic = asyncio.run(measure_traffic(size, count))
    rows = [
        ("Lares: link, registry and live home", f"{traffic.ours:,.0f}", f"{traffic.received:,}"),
        ("plain paho client with json.loads (peer)", f"{traffic.peer:,.0f}", f"{traffic.peer_received:,}"),
        ("  ours / peer", f"{traffic.ours / traffic.peer:.2f}", ""),
    ]
    title = f"state traffic of {size} devices on mosquitto, QoS 0, {count:,} messages sent to both at once"
    print_table(title, ("client", "messages/s", "received"), rows)


def _idle(seconds: float) -> None:
    try:
        idle = measure_idle(seconds)
    except AudioError as error:
        print(f"\nidle daemon: not measured: {error}")
        return
    rows = [
        ("CPU, per cent of one core", f"{100 * idle.cpu_share:.2f}"),
        ("memory (RSS), MB", f"{idle.rss / 1e6:.0f}"),
    ]
    print_table(f"idle daemon with the shipped home, no microphone, {seconds:g} s", ("what", "figure"), rows)
