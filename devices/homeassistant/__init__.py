"""Devices that announce themselves as Home Assistant's MQTT documentation says, and those declared so."""

from devices.homeassistant.dialect import DiscoveryCounters, HomeAssistantDialect

__all__ = ["DiscoveryCounters", "HomeAssistantDialect"]
