"""From an intent to a decision: what is done to which devices, what is asked first, what is refused.

Every intent of home-assistant-intents has its handler here, or is refused as something that a home
on MQTT cannot do. Pure: the home is read, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.events import Decision, Intent, Refuse
from assistant.texts import Texts, texts_of
from assistant.understanding import (
    plan_climate,
    plan_info,
    plan_lights,
    plan_media,
    plan_robots,
    plan_steps,
    plan_switch,
    plan_timers,
    questions,
)
from assistant.understanding.targets import Referent, Situation
from devices.model import Home

Handler = Callable[[Intent, Situation], Decision]

# Lists, weather, broadcasts and searching for music need services that do not live on MQTT.
UNSUPPORTED = frozenset(
    {
        "HassBroadcast",
        "HassGetWeather",
        "HassListAddItem",
        "HassListCompleteItem",
        "HassListRemoveItem",
        "HassMediaSearchAndPlay",
        "HassShoppingListAddItem",
        "HassShoppingListCompleteItem",
    }
)

_HANDLERS: Mapping[str, Handler] = {
    **plan_switch.HANDLERS,
    **plan_lights.HANDLERS,
    **plan_climate.HANDLERS,
    **plan_media.HANDLERS,
    **plan_robots.HANDLERS,
    **plan_steps.HANDLERS,
    **plan_timers.HANDLERS,
    **plan_info.HANDLERS,
    **questions.HANDLERS,
}

SUPPORTED = frozenset(_HANDLERS)


def plan(
    intent: Intent,
    home: Home,
    *,
    area: str | None,
    now: float,
    texts: Texts | None = None,
    meant: Referent | None = None,
) -> Decision:
    """What to do about an intent spoken in ``area`` (None: unknown) at POSIX seconds ``now``.

    ``texts`` is the language of what is said; English if none is given. ``meant``: the devices, when
    not the intent but the conversation tells them.
    """
    return planned(intent, Situation(home, area, now, texts or texts_of("en"), meant))


def planned(intent: Intent, situation: Situation) -> Decision:
    """The same, where the situation is known already."""
    handler = _HANDLERS.get(intent.name)
    if handler is None:
        return Refuse(
            f"{intent.name} is nothing this home can do", situation.texts.say("unsupported"), intent
        )
    return handler(intent, situation)
