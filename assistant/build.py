"""From the sections of a `Config` to the settings of the parts."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.config import Config, broker_password
from assistant.understanding.actions import CustomAction, MessageTemplate
from assistant.understanding.fusion import FUSION_LANGUAGE, FusionModel
from assistant.understanding.policy import PolicySettings
from assistant.understanding.weighing import Weighing
from devices.broker import BrokerSettings, TlsSettings
from devices.frigate import FrigateDialect
from devices.homeassistant import HomeAssistantDialect
from devices.messages import Dialect
from devices.model import Risk
from devices.registry import Override
from devices.simulated import SimulatedDialect
from devices.tasmota import TasmotaDialect
from devices.zigbee2mqtt import Zigbee2MqttDialect


def broker_settings(config: Config, embedded_port: int | None = None) -> BrokerSettings:
    """The link that config asks for, or the one to the embedded broker.

    Raises ConfigError if the password is nowhere.
    """
    section = config.broker
    client_id = f"lares_{config.name}"
    if section.host is None:
        port = config.embedded_broker.port if embedded_port is None else embedded_port
        return BrokerSettings("127.0.0.1", port, client_id=client_id, protocol="3.1.1")
    tls = section.tls
    return BrokerSettings(
        section.host,
        section.port,
        username=section.username,
        password=broker_password(section.password_from),
        client_id=client_id,
        tls=None if tls is None else TlsSettings(tls.ca, tls.certificate, tls.key, tls.insecure),
        protocol=section.protocol,
        age_limit=config.acting.age_limit,
    )


def weighing(config: Config) -> Weighing | None:
    """The fusion model with its thresholds, or those of config; None if it is switched off, or for a language
    that it was not taught. Raises ModelError."""
    section = config.understanding
    if not section.fusion or config.language.partition("-")[0] != FUSION_LANGUAGE:
        return None
    model = FusionModel()
    own = {"addressed": section.addressed, "act": section.act, "ask": section.ask}
    return Weighing(model, PolicySettings.of(model.thresholds, **own))


def dialects(config: Config) -> list[Dialect]:
    """The dialects that are switched on, or that a declared device speaks; native ones come first,
    because they know more of their devices than Home Assistant's discovery does."""
    discovery = config.discovery
    spoken = {section.dialect for section in config.devices}
    found: list[Dialect] = [SimulatedDialect()]
    if discovery.zigbee2mqtt or "zigbee2mqtt" in spoken:
        found.append(Zigbee2MqttDialect(discovery.zigbee2mqtt or "zigbee2mqtt"))
    if discovery.tasmota or "tasmota" in spoken:
        found.append(TasmotaDialect())
    if discovery.frigate:
        found.append(FrigateDialect(discovery.frigate))
    if discovery.homeassistant or "homeassistant" in spoken:
        found.append(HomeAssistantDialect(discovery.homeassistant or "homeassistant"))
    return found


def overrides(config: Config) -> tuple[Override, ...]:
    """What config says of discovered devices, its ``confirm:`` list included."""
    found = {
        device_id: Override(
            device_id,
            name=section.name,
            aliases=section.aliases,
            area=section.area,
            risk=None if section.confirm is None else Risk.CONFIRM if section.confirm else Risk.NORMAL,
            bearing=section.bearing,
            hidden=section.hidden,
        )
        for device_id, section in config.overrides.items()
    }
    for device_id in config.confirm:
        found.setdefault(device_id, Override(device_id, risk=Risk.CONFIRM))
    return tuple(found.values())


def custom_actions(config: Config) -> Mapping[str, CustomAction]:
    """What the user's own intents do."""
    return {
        intent: CustomAction(
            message=None
            if section.topic is None
            else MessageTemplate(section.topic, section.payload, section.qos, section.retain),
            commands=section.commands,
            say=section.say,
        )
        for intent, section in config.sentences.actions.items()
    }
