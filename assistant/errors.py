"""All errors raised on purpose. Each ``str()`` is one line: what, where, and what to do.

::

    LaresError
    ├── DeviceError          a device, its announcement, or a command to it
    │   └── CannotCommand    its dialect has no way to carry this out
    ├── BrokerError          the MQTT link cannot be made or was refused
    ├── ConfigError          config.yaml or a file it names; carries every Problem found
    ├── AudioError           a recording cannot be read, a microphone cannot be opened
    ├── CameraError          a picture or video cannot be read, a camera cannot be opened
    ├── GrammarError         sentences cannot be compiled
    ├── LanguageError        no sentences for the language asked for
    └── ModelError           a learned model is missing, damaged, or of another release
"""

from __future__ import annotations

from collections.abc import Iterable

from devices.errors import BrokerError, CannotCommand, DeviceError, LaresError

__all__ = [
    "AudioError",
    "BrokerError",
    "CameraError",
    "CannotCommand",
    "ConfigError",
    "DeviceError",
    "GrammarError",
    "LanguageError",
    "LaresError",
    "ModelError",
]


class ConfigError(LaresError):
    """config.yaml, or a file it names, is not usable; ``problems`` has one entry a line.

    Each is an `assistant.document.Problem`; ``str()`` of one is its line.
    """

    problems: tuple[object, ...] = ()

    @classmethod
    def of(cls, problems: Iterable[object]) -> ConfigError:
        """The error that tells all these problems at once."""
        told = tuple(problems)
        error = cls("\n".join(str(problem) for problem in told))
        error.problems = told
        return error


class AudioError(LaresError):
    """A recording cannot be read or a microphone cannot be opened."""


class CameraError(LaresError):
    """A picture or video cannot be read, or a camera cannot be opened."""


class GrammarError(LaresError):
    """Sentences cannot be compiled into a grammar."""


class LanguageError(LaresError):
    """There are no sentences for the language asked for."""


class ModelError(LaresError):
    """A learned model is missing, damaged, or of another release."""
