"""Tasmota's own MQTT interface; the commands are those of its console."""

from __future__ import annotations

from devices.tasmota.dialect import TasmotaDialect

__all__ = ["TasmotaDialect"]
