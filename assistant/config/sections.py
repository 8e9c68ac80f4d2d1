"""The sections of config.yaml, one model each. config.yaml says in comments what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, model_validator

from assistant.errors import GrammarError
from assistant.hearing.wyoming_protocol import Address

Seconds = Annotated[float, Field(strict=True, gt=0, le=3600, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Port = Annotated[int, Field(strict=True, ge=1, le=65535)]
Slug = Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]
Text = Annotated[StrictStr, Field(min_length=1, max_length=200)]
Topic = Annotated[StrictStr, Field(min_length=1, max_length=200, pattern=r"^[^+#\x00]+$")]


class Section(BaseModel):
    """Immutable, and a stranger to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tls(Section):
    """``broker.tls``."""

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    insecure: StrictBool = False

    @model_validator(mode="after")
    def _pair(self) -> Tls:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key come together; give both or neither")
        return self


class BrokerSection(Section):
    """``broker``."""

    host: Text | None = None
    port: Port = 1883
    username: Text | None = None
    password_from: Text | None = None
    tls: Tls | None = None
    protocol: Literal["auto", "5", "3.1.1"] = "auto"


class EmbeddedSection(Section):
    """``embedded_broker``."""

    port: Port = 1884


class DiscoverySection(Section):
    """``discovery``: a prefix or base topic each, or false."""

    zigbee2mqtt: Topic | Literal[False] = "zigbee2mqtt"
    tasmota: StrictBool = True
    frigate: Topic | Literal[False] = "frigate"
    homeassistant: Topic | Literal[False] = "homeassistant"


class WakeSection(Section):
    """``hearing.wake``."""

    phrase: Text | None = None
    threshold: Share | None = None
    engine: Literal["lares", "pocketsphinx", "microwakeword"] = "lares"


class EndpointSection(Section):
    """``hearing.endpoint``."""

    patience_seconds: Seconds = 0.8
    complete_seconds: Seconds = 0.4
    closed_seconds: Seconds = 0.2
    cap_seconds: Seconds = 7.0


class WyomingSection(Section):
    """``hearing.wyoming``."""

    uri: Text
    # The end of an utterance waits this long; systemd's watchdog bites after 30 s.
    timeout: Annotated[float, Field(strict=True, gt=0, le=15, allow_inf_nan=False)] = 5.0
    confidence: Share = 0.9

    @model_validator(mode="after")
    def _address(self) -> WyomingSection:
        try:
            Address.parse(self.uri)
        except GrammarError as error:
            raise ValueError(str(error)) from error
        return self


class HearingSection(Section):
    """``hearing``."""

    microphone: Annotated[int, Field(strict=True, ge=0)] | Text | None = None
    area: Slug | None = None
    engine: Literal["lares", "pocketsphinx", "wyoming"] = "lares"
    threshold: Share = 0.65
    wyoming: WyomingSection | None = None
    wake: WakeSection = WakeSection()
    endpoint: EndpointSection = EndpointSection()
    pronounce: dict[StrictStr, Text] = Field(default_factory=dict, max_length=1000)
    # A minute is long after anybody would call it a follow-up.
    follow_up_seconds: Annotated[float, Field(strict=True, ge=0, le=60, allow_inf_nan=False)] = 8.0
    # Every sentence waits so long where several assistants listen; a tenth of a second is noticed.
    claim_milliseconds: Annotated[int, Field(strict=True, ge=0, le=100)] = 80

    @model_validator(mode="after")
    def _server(self) -> HearingSection:
        if self.engine == "wyoming" and self.wyoming is None:
            raise ValueError("engine wyoming needs a server: add  wyoming: {uri: tcp://HOST:10300}")
        if self.wyoming is not None and self.wyoming.confidence < self.threshold:
            raise ValueError(
                f"wyoming.confidence {self.wyoming.confidence} is below threshold {self.threshold}: "
                "nothing would ever be heard; raise the one or lower the other"
            )
        return self


class RepliesSection(Section):
    """``replies``."""

    speak: StrictBool = True
    voice: Text | None = None


class UnderstandingSection(Section):
    """``understanding``."""

    question_seconds: Seconds = 8.0
    fusion: bool = True
    addressed: Share | None = None
    act: Share | None = None
    ask: Share | None = None


class ActingSection(Section):
    """``acting``."""

    age_limit: Seconds = 5.0


class ActionSection(Section):
    """``sentences.actions.<Intent>``: either one message, or sentences to carry out."""

    topic: Topic | None = None
    payload: Annotated[StrictStr, Field(max_length=10_000)] = ""
    qos: Literal[0, 1] = 1
    retain: StrictBool = False
    commands: tuple[Text, ...] = Field(default=(), max_length=20)
    say: Text | None = None

    @model_validator(mode="after")
    def _one_of(self) -> ActionSection:
        if (self.topic is None) == (not self.commands):
            raise ValueError("give either topic (and payload) or commands")
        return self


class SentencesSection(Section):
    """``sentences``."""

    files: tuple[Path, ...] = Field(default=(), max_length=100)
    actions: dict[StrictStr, ActionSection] = Field(default_factory=dict)


class DemoSection(Section):
    """``demo``."""

    recordings: StrictBool = False


class OverrideSection(Section):
    """``overrides.<device id>``."""

    name: Text | None = None
    aliases: tuple[Text, ...] | None = None
    area: Slug | None = None
    confirm: StrictBool | None = None
    hidden: StrictBool = False
    bearing: Literal["left", "right", "up", "down"] | Annotated[float, Field(strict=True)] | None = None
