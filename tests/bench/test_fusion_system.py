"""What becomes of composed scenes in all of understanding: how it is counted, and what is never done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assistant.bench.fusion_fits import Outcome, fits, outcome
from assistant.bench.fusion_models import Bench, Contender
from assistant.bench.fusion_risky import RISKY, risky, risky_scenes, unasked
from assistant.bench.fusion_system import Recalling, decided, system, weighing_of
from assistant.events import Act, Ask, Decision, Hypothesis, Ignore, Intent, Refuse, TimerOrder, TimerVerb
from assistant.understanding.fusion import Judgement
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Commanded, Said, Scene
from devices.defaults import default_capabilities
from devices.model import Area, Command, Device, Home, Kind, Risk, Trigger
from devices.state import Activity, Color, Playback, State
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled
from models.fusion.sights import GestureTable
from tests.bench.fusion_oracle import YES, bench_of_oracle, judgement

ON = Intent("HassTurnOn")
LAMP, DESK = "light.lamp", "light.desk"


def _device(name: str, kind: Kind = Kind.LIGHT, risk: Risk = Risk.NORMAL) -> Device:
    return Device(
        f"{kind.value}.{name}", name, kind, "den", capabilities=default_capabilities(kind), risk=risk
    )


def _scene(text: str = "turn on the lamp", **label: Any) -> Labelled:
    home = Home.of(areas=[Area("den", "Den")], devices=[
        _device("lamp"), _device("desk"), _device("door", Kind.LOCK, Risk.CONFIRM)])  # fmt: skip
    scene = Scene(home, 1000.0, 12.0, Said((Hypothesis(text, 0.9),), 0.9), area="den")
    told: dict[str, Any] = {"kind": "full name", "addressed": True, "clear": True, "verb": Verb.ON,
                            "targets": frozenset({LAMP}), "words_enough": True}  # fmt: skip
    return Labelled(scene, **(told | label))


def _act(*commands: Command) -> Act:
    return Act(ON, commands, tuple(command.device for command in commands))


DO = _act(Command(LAMP, State(on=True)))
WRONG_WAY = _act(Command(LAMP, State(on=False)))
OTHER = _act(Command(DESK, State(on=True)))
LATER = Act(ON, (TimerOrder(TimerVerb.START, 60, command="turn on the lamp"),))
TOLD = Act(Intent("HassGetCurrentTime"), answer="noon")


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        ([DO], Outcome.RIGHT),
        ([WRONG_WAY], Outcome.WRONG),
        ([OTHER], Outcome.WRONG),
        ([DO, OTHER], Outcome.WRONG),
        ([DO, Refuse("what else", "")], Outcome.WRONG),
        ([TOLD], Outcome.WRONG),
        ([LATER], Outcome.WRONG),
        ([Ask(ON, "which", (OTHER, DO))], Outcome.OFFERED),
        ([Ask(ON, "which", (OTHER, WRONG_WAY))], Outcome.ASKED),
        ([Refuse(f"{LAMP}: is off", "it is off", ON)], Outcome.CANNOT),
        ([Refuse("offline: lamp", "", ON)], Outcome.CANNOT),
        ([Refuse(f"{DESK}: is off", "", ON)], Outcome.REFUSED),
        ([Refuse("no sentence like this is known", "")], Outcome.REFUSED),
        ([Ignore("not for us")], Outcome.IGNORED),
        ([], Outcome.IGNORED),
    ],
)
def test_only_the_right_thing_to_the_right_things_is_right(
    decisions: Sequence[Decision], found: Outcome
) -> None:
    assert outcome(_scene(), decisions) is found


@pytest.mark.parametrize(
    ("label", "act", "found"),
    [
        ({"addressed": False, "clear": False}, DO, Outcome.WRONG),
        ({"verb": Verb.NOTHING, "clear": False}, DO, Outcome.WRONG),
        ({"clear": False}, DO, Outcome.WRONG),
        ({"clear": False, "placed": False, "targets": frozenset()}, OTHER, Outcome.RIGHT),
        ({"clear": False, "placed": False, "targets": frozenset()}, WRONG_WAY, Outcome.WRONG),
        ({"targets": frozenset({LAMP, "den"})}, DO, Outcome.RIGHT),
        ({"tags": (Tag.NONE, Tag.WHEN)}, DO, Outcome.WRONG),
        ({"tags": (Tag.NONE, Tag.WHEN)}, LATER, Outcome.RIGHT),
        ({"verb": Verb.TIMER, "placed": False}, LATER, Outcome.RIGHT),
        ({"verb": Verb.TIME, "placed": False}, TOLD, Outcome.RIGHT),
        ({"verb": Verb.DATE, "placed": False}, TOLD, Outcome.WRONG),
    ],
)
def test_acting_is_right_only_where_there_is_something_to_do(
    label: dict[str, Any], act: Act, found: Outcome
) -> None:
    assert outcome(_scene(**label), [act]) is found


HALF = State(on=True, brightness=50.0, volume=50.0, target_temperature=20.0)


@pytest.mark.parametrize(
    ("verb", "does", "does_not"),
    [
        (Verb.ON, State(mode="heat"), State(mode="off")),
        (Verb.OFF, State(mode="off"), State(on=True)),
        (Verb.BRIGHTER, State(on=True, brightness=65.0), State(on=True, brightness=35.0)),
        (Verb.DIMMER, State(on=True, brightness=35.0), State(on=False)),
        (Verb.LEVEL, State(position=30.0), State(on=True)),
        (Verb.LEVEL, State(on=False), State(color=Color(1, 2, 3))),
        (Verb.COLOR, State(color_temperature=3000), State(brightness=3.0)),
        (Verb.WARMER, State(target_temperature=21.0), State(target_temperature=19.0)),
        (Verb.COOLER, State(target_temperature=19.0), State(target_temperature=21.0)),
        (Verb.TEMPERATURE, State(target_temperature=19.0), State(on=True)),
        (Verb.OPEN, State(locked=False), State(locked=True)),
        (Verb.OPEN, State(position=100.0), State(position=0.0)),
        (Verb.CLOSE, State(open=False), State(open=True)),
        (Verb.LOCK, State(locked=True), State(locked=False)),
        (Verb.UNLOCK, State(locked=False), State(locked=True)),
        (Verb.PLAY, State(playback=Playback.PLAYING), State(playback=Playback.PAUSED)),
        (Verb.PAUSE, State(playback=Playback.PAUSED), State(on=False)),
        (Verb.LOUDER, State(volume=60.0), State(volume=40.0)),
        (Verb.QUIETER, State(volume=40.0), State(muted=True)),
        (Verb.MUTE, State(muted=True), State(muted=False)),
        (Verb.UNMUTE, State(muted=False), State(volume=50.0)),
        (Verb.START, State(activity=Activity.WORKING), State(activity=Activity.RETURNING)),
        (Verb.DOCK, State(activity=Activity.RETURNING), State(activity=Activity.WORKING)),
    ],
)
def test_a_verb_is_told_by_the_state_that_is_wished(verb: Verb, does: State, does_not: State) -> None:
    assert fits(verb, Command(LAMP, does), HALF)
    assert not fits(verb, Command(LAMP, does_not), HALF)
    assert not fits(Verb.NOTHING, Command(LAMP, does), HALF)


def test_some_verbs_leave_no_state() -> None:
    assert fits(Verb.NEXT, Command("media_player.tv", trigger=Trigger.NEXT), State())
    assert fits(Verb.ON, Command("scene.party", trigger=Trigger.ACTIVATE), State())
    assert not fits(Verb.BRIGHTER, Command(LAMP, State(brightness=50.0)), State())  # from what, nobody knows


def test_what_was_commanded_before_is_it() -> None:
    one = _scene("turn it off")
    home = one.scene.home
    (first,) = decided(
        replace(one.scene, commanded=(Commanded(DESK, 9.0, last=False), Commanded(LAMP, 3.0))), None
    )
    assert isinstance(first, Act)
    assert first.targets == (LAMP,)
    (nothing,) = decided(one.scene, None)
    assert isinstance(nothing, Refuse)
    understanding = Recalling(home)
    understanding.recall((Commanded(LAMP, 300.0),), home, one.scene.now)  # nobody remembers that
    assert isinstance(understanding.decide("turn it off", area="den", now=one.scene.now)[0], Refuse)


def test_where_nobody_speaks_nothing_is_decided() -> None:
    assert decided(replace(_scene().scene, said=None), None) == ()


def test_the_whole_system_is_told_by_kind_beside_templates_alone() -> None:
    bench = bench_of_oracle(30)
    whole, alone, sums = system(bench)
    spoken = sum(one.scene.said is not None for one in bench.scenes)
    for report in (whole, alone):
        *kinds, _ = report.rows
        assert sum(row[1] for row in kinds if isinstance(row[1], int)) == spoken
        assert "composed scenes, not recorded" in report.title
    found = {str(row[0]): row[1:] for row in sums.rows}
    assert str(found["not meant for us: anything but ignored"][1]) == "0.0 (0.0–0.0)"
    assert not str(found["not meant for us: anything but ignored"][2]).startswith("0.0 ")
    with_model, without = (float(str(cell).split()[0]) for cell in found["answerable: done well"][1:])
    assert with_model > without


class Bold:
    """As sure as can be that every voice is for us and means what is risky."""

    thresholds: dict[str, float] = {}  # noqa: RUF012

    def judge(self, scene: Scene) -> Judgement:
        meant = [d for d in scene.home.devices.values() if d.risk is Risk.CONFIRM]
        verb = Verb.UNLOCK if meant[0].kind is Kind.LOCK else Verb.OPEN
        return judgement(
            Labelled(scene, "", True, True, verb, frozenset({meant[0].id}), True, of=meant[0].kind)
        )


def test_nothing_risky_is_done_unasked_however_sure_the_model_is() -> None:
    bench = Bench([Contender("bold", Bold())], (), Sayings.of("test"))  # type: ignore[arg-type]
    report = risky(bench, 40)
    *kinds, all_ = report.rows
    assert [row[0] for row in kinds] == list(RISKY)
    name, count, unasked_, asked, ignored, *_ = all_
    assert (name, count, unasked_, ignored) == ("all", 40, 0, 0)
    assert isinstance(asked, int)
    assert asked > 10


def test_what_is_risky_is_seen_when_it_is_done() -> None:
    home = _scene().scene.home
    opened = _act(Command("lock.door", State(locked=False)))
    assert unasked(home, (Ignore(""), opened))
    assert not unasked(
        home, (Ask(ON, "sure?", (opened,)), DO, _act(Command("lock.door", State(locked=True))))
    )


def test_scenes_about_locks_have_something_risky_each_time() -> None:
    scenes = list(risky_scenes(Sayings.of("test"), GestureTable(), 1, 60))
    assert {one.kind for one in scenes} == set(RISKY)
    for one in scenes:
        guarded = {d.kind for d in one.scene.home.devices.values() if d.risk is Risk.CONFIRM}
        assert {Kind.LOCK, Kind.COVER} <= guarded
        assert one.verb in (Verb.OPEN, Verb.UNLOCK)
        assert one.scene.said is not None
    again = list(risky_scenes(Sayings.of("test"), GestureTable(), 1, 5))
    assert [one.scene.said for one in again] == [one.scene.said for one in scenes[:5]]


def test_the_models_own_thresholds_are_used() -> None:
    class Careful(Bold):
        thresholds = {"addressed": 0.995, "act": 0.9, "ask": 0.4}  # noqa: RUF012

    one = _scene()
    (decision,) = decided(one.scene, weighing_of(Careful()))  # type: ignore[arg-type]
    assert isinstance(decision, Ignore)
    assert float(np.max(Careful().judge(one.scene).verbs)) == pytest.approx(YES)
