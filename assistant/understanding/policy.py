"""Act, ask back, ignore or refuse: plain rules over what the fusion model says.

What templates understand to the letter keeps its authority. The model decides whether a sentence was meant
for us at all, what sentences mean that no template knows, and which of several things is meant where the
templates would have to ask. Whatever it finds goes the way of every command: what a device cannot do is
said, and risky things are asked first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.events import Act, Ask, Decision, Ignore, Intent, Refuse, Slot
from assistant.understanding.carrying import confirm_key, guarded, spoken_name
from assistant.understanding.fusion import Judgement
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.plan import planned
from assistant.understanding.targets import MOST_LABELS, Chosen, Found, Referent, Situation, choice_of
from assistant.understanding.verbs import WITHOUT_THINGS, Unsaid, Wording, intent_of
from devices.model import Command, Device, Kind

MEANT = 0.5  # chance from which on a thing counts as meant
SURELY = 0.9  # and from which on a template's question need not be asked; 1 less it, the others are not meant
_OPENED = frozenset({Kind.COVER, Kind.VALVE, Kind.LOCK})
_OF_DOORS = {
    Verb.OPEN: _OPENED, Verb.CLOSE: _OPENED, Verb.LOCK: frozenset({Kind.LOCK}),
    Verb.UNLOCK: frozenset({Kind.LOCK}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Chances 0-1. ``addressed``: from here on a sentence was meant for us; ``act``: confidence from which on
    the model's reading is carried out; ``ask``: from which on it is asked about. Chosen on composed dev
    scenes (`models.fusion.choose`)."""

    addressed: float = 0.5
    act: float = 0.8
    ask: float = 0.4

    @classmethod
    def of(cls, chosen: Mapping[str, float], **own: float | None) -> PolicySettings:
        """As chosen for a model, but for what the owner sets."""
        return cls(**{**chosen} | {name: value for name, value in own.items() if value is not None})


def unmeant(judged: Judgement, settings: PolicySettings) -> Ignore | None:
    """To do and say nothing, if it was not meant for us."""
    if judged.addressed >= settings.addressed:
        return None
    return Ignore(f"not meant for us (chance that it was: {judged.addressed:.2f})")


def picked(ask: Ask, judged: Judgement, situation: Situation) -> Decision:
    """A template's question, answered by what was seen and done: only if one option is surely meant, all of
    it, and surely nothing of the others. What is to be done the template knows."""
    fitting = [option for option in ask.options if _all_meant(option.targets, judged)]
    if len(ask.options) < 2 or len(fitting) != 1 or judged.clear < MEANT:
        return ask
    others = {t for option in ask.options if option is not fitting[0] for t in option.targets}
    if any(judged.things.get(t, 0.0) > 1.0 - SURELY for t in others - set(fitting[0].targets)):
        return ask
    least = min(judged.things[target] for target in fitting[0].targets)
    return guarded(replace(fitting[0], reason=f"meant with {least:.2f} of several"), situation)


def things_meant(judged: Judgement, situation: Situation) -> Found | None:
    """The devices that "that" stands for, or those among which to ask; None if there are none."""
    devices = _meant(judged, situation)
    if not devices:
        return None
    if judged.clear < MEANT and len(devices) > 1:
        return choice_of(devices[:MOST_LABELS], situation.home)
    return Chosen(devices, f"meant with {min(judged.things[d.id] for d in devices):.2f}")


def by_model(text: str, judged: Judgement, situation: Situation, settings: PolicySettings) -> Decision | None:
    """What a sentence that no template knows asks for; None if that is nothing that a home can do, or
    nobody can tell."""
    verb = judged.verb
    if verb in (Verb.NOTHING, Verb.TIMER) or float(judged.verbs.max()) < settings.ask:
        return None
    devices = _meant(judged, situation)
    if judged.spoken(Tag.WHEN):
        return Refuse(f"not for now: {judged.spoken(Tag.WHEN)!r}", situation.texts.say("not_now"))
    kind = devices[0].kind if devices else judged.kind
    found = intent_of(verb, kind, _wording(text, judged, situation))
    if isinstance(found, Unsaid):
        return Refuse(f"no {found.slot} is said that is known", _unsaid(found, situation))
    if found is None:
        return None
    if verb in WITHOUT_THINGS:
        sure = judged.confidence >= settings.ask
        return _planned(found, situation, None) if sure else None
    if not devices:
        return _nothing_meant(found, kind, judged, situation, settings)
    if _misfit(verb, devices):
        return None
    if verb is Verb.STATE:
        return _told(found, devices, situation)
    if judged.confidence < settings.ask:
        return None
    if judged.clear < MEANT and len(devices) > 1:
        decision = _which(found, devices, situation)
    else:
        why = f"understood so with {judged.confidence:.2f}"
        decision = _planned(found, situation, Referent(Chosen(devices, why), strict=False))
    if judged.confidence >= settings.act or not isinstance(decision, Act):
        return decision
    return _is_this_meant(decision, situation)


def _misfit(verb: Verb, devices: Sequence[Device]) -> bool:
    """Opening and locking mean other things for other kinds: never done to several kinds at once, nor to what
    can be neither opened nor locked."""
    kinds = {device.kind for device in devices}
    return verb in _OF_DOORS and (len(kinds) > 1 or not kinds <= _OF_DOORS[verb])


def _all_meant(targets: Sequence[str], judged: Judgement) -> bool:
    return bool(targets) and all(judged.things.get(target, 0.0) >= SURELY for target in targets)


def _meant(judged: Judgement, situation: Situation) -> tuple[Device, ...]:
    """The devices that are meant, the surest first."""
    known = situation.home.devices
    found = [(chance, known[i]) for i, chance in judged.things.items() if chance >= MEANT and i in known]
    return tuple(device for _, device in sorted(found, key=lambda pair: -pair[0]))


def _wording(text: str, judged: Judgement, situation: Situation) -> Wording:
    said = judged.spoken
    return Wording(text, situation.texts.language, said(Tag.LEVEL), said(Tag.AMOUNT), said(Tag.COLOR),
                   said(Tag.TEMPERATURE))  # fmt: skip


def _planned(intent: Intent, situation: Situation, meant: Referent | None) -> Decision:
    return planned(intent, replace(situation, meant=meant))


def _told(intent: Intent, devices: tuple[Device, ...], situation: Situation) -> Decision | None:
    """A question about one device; about several the templates know more than the model."""
    if len(devices) > 1:
        return None
    asked = replace(intent, slots=(Slot("name", devices[0].name),))
    return _planned(asked, situation, None)


def _which(intent: Intent, devices: tuple[Device, ...], situation: Situation) -> Decision:
    some = devices[:MOST_LABELS]
    return _planned(intent, situation, Referent(choice_of(some, situation.home), strict=False))


def _is_this_meant(act: Act, situation: Situation) -> Decision:
    """Asked with what would be done, not only with whom: it may be the verb that was misunderstood."""
    names = situation.texts.all_of([spoken_name(situation.home, target) for target in act.targets])
    command = next((step for step in act.steps if isinstance(step, Command)), None)
    question = situation.texts.say("confirm_change" if command is None else confirm_key(command), names=names)
    return Ask(act.intent, question, (act,), reason=f"not sure enough to act: {act.reason}")


def _nothing_meant(intent: Intent, kind: Kind, judged: Judgement, situation: Situation,
                   settings: PolicySettings) -> Decision | None:  # fmt: skip
    """Something is wanted of nothing that is here: which, if there are a few; else what is missing."""
    texts, home = situation.texts, situation.home
    name, area = judged.spoken(Tag.NAME), judged.spoken(Tag.AREA)
    if name:
        return Refuse(f"nothing here is called {name!r}", texts.say("unknown", name=name), intent)
    if float(judged.kinds.max()) < settings.ask:
        return None
    things = texts.things(kind.value)
    close = tuple(d for d in home.devices.values() if d.kind is kind and d.area == situation.area)
    if close and not area:
        decision = _which(intent, close, situation)
        return _is_this_meant(decision, situation) if isinstance(decision, Act) else decision
    if area:
        return Refuse(f"no {things} in {area}", texts.say("none_in_area", things=things, area=area), intent)
    if any(d.kind is kind for d in home.devices.values()):
        return Refuse(f"no {things} here, and no room was said", texts.say("which_area"), intent)
    return Refuse(f"no {things} in this home", texts.say("none_in_home", things=things), intent)


def _unsaid(missing: Unsaid, situation: Situation) -> str:
    texts = situation.texts
    if missing.slot == "color" and missing.words:
        return texts.say("unknown_color", color=missing.words)
    return texts.say("not_understood")
