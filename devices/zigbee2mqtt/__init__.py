"""zigbee2mqtt's native MQTT interface, as documented under "MQTT topics and messages" and "Exposes"."""

from __future__ import annotations

from devices.zigbee2mqtt.dialect import Zigbee2MqttDialect

__all__ = ["Zigbee2MqttDialect"]
