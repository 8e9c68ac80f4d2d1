"""Base of all errors, and the branch that belongs to devices.

The whole tree is drawn in ``assistant/errors.py``; it starts here because
``devices`` imports nothing from ``assistant``.
"""

from __future__ import annotations


class LaresError(Exception):
    """Base of every error this project raises on purpose. ``str()`` is one clear line."""


class DeviceError(LaresError):
    """Something is wrong with a device, its announcement or a command to it."""


class CannotCommand(DeviceError):
    """The device's dialect has no way to carry out this command."""


class BrokerError(LaresError):
    """The MQTT link cannot be made or was refused."""
