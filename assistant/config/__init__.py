"""config.yaml to one immutable `Config`, or to every problem in it at once."""

from __future__ import annotations

from assistant.config.home import HomeFile, HomeSections
from assistant.config.loading import Config, changed_sections, load_config, load_home, load_pronounce
from assistant.config.secret import broker_password
from assistant.document import Problem

__all__ = [
    "Config",
    "HomeFile",
    "HomeSections",
    "Problem",
    "broker_password",
    "changed_sections",
    "load_config",
    "load_home",
    "load_pronounce",
]
