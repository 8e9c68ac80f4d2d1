"""Persons that Frigate sees, as occupancy sensors."""

from __future__ import annotations

from devices.frigate.dialect import FrigateDialect

__all__ = ["FrigateDialect"]
