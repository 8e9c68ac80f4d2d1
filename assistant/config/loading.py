"""Reads and checks config.yaml and home files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, PrivateAttr, ValidationError

from assistant.config.home import DeviceId, HomeFile, HomeSections, home_problems, unknown
from assistant.config.mends import validation_problems
from assistant.config.sections import (
    ActingSection,
    BrokerSection,
    DemoSection,
    DiscoverySection,
    EmbeddedSection,
    HearingSection,
    OverrideSection,
    RepliesSection,
    SentencesSection,
    Slug,
    Text,
    UnderstandingSection,
)
from assistant.config.seeing import Cameras, SeeingSection, paths_from
from assistant.document import Document, Problem, read_document
from assistant.errors import ConfigError
from assistant.understanding.custom import CustomSentences, load_custom_sentences


class Config(HomeSections):
    """All of config.yaml."""

    name: Slug = "lares"
    language: Text = "en"
    broker: BrokerSection = BrokerSection()
    embedded_broker: EmbeddedSection = EmbeddedSection()
    discovery: DiscoverySection = DiscoverySection()
    hearing: HearingSection = HearingSection()
    cameras: Cameras = ()
    seeing: SeeingSection = SeeingSection()
    replies: RepliesSection = RepliesSection()
    understanding: UnderstandingSection = UnderstandingSection()
    acting: ActingSection = ActingSection()
    sentences: SentencesSection = SentencesSection()
    overrides: dict[DeviceId, OverrideSection] = Field(default_factory=dict)
    demo: DemoSection = DemoSection()

    _custom: CustomSentences | None = PrivateAttr(default=None)

    @property
    def custom(self) -> CustomSentences | None:
        """The user's own sentences, if there are any."""
        return self._custom


def load_config(path: Path) -> Config:
    """Read config.yaml and the files it names. Raises ConfigError with every problem."""
    document = read_document(path)
    config, problems = _validated(document, Config)
    data = document.data if isinstance(document.data, dict) else {}
    problems += document.problems + home_problems(data, document) + _reference_problems(data, document)
    if config is not None:
        custom, custom_problems = _custom_sentences(config, path.parent, document)
        problems += custom_problems + _stranger_problems(config, document)
        config = config.model_copy(update=paths_from(config.cameras, config.seeing, path.parent))
        config._custom = custom
    if problems or config is None:
        problems.sort(key=lambda p: (p.file != document.file, p.file, p.line))
        raise ConfigError.of(problems)
    return config


def load_home(path: Path) -> HomeFile:
    """Read a home file; a whole config.yaml is one too. Raises ConfigError with every problem."""
    document = read_document(path)
    problems = list(document.problems)
    if isinstance(document.data, dict):
        # Only the keys of a home are looked at, but what is no key of config.yaml either is a slip.
        strangers = document.data.keys() - Config.model_fields.keys()
        _, all_problems = _validated(
            Document(document.file, dict.fromkeys(strangers, ""), document.lines), Config
        )
        problems += all_problems
        document.data = {k: v for k, v in document.data.items() if k in HomeFile.model_fields}
    home, found = _validated(document, HomeFile)
    problems += found
    if isinstance(document.data, dict):
        problems += home_problems(document.data, document)
    if problems or home is None:
        problems.sort(key=lambda p: p.line)
        raise ConfigError.of(problems)
    return home


def load_pronounce(path: Path) -> Mapping[str, str]:
    """``hearing: pronounce:`` of a home file that is a whole config.yaml; else nothing.

    Raises ConfigError for a file that cannot be read; what is wrong with the key itself is `load_config`'s.
    """
    data = read_document(path).data
    hearing = data.get("hearing") if isinstance(data, dict) else None
    said = hearing.get("pronounce") if isinstance(hearing, dict) else None
    return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}


def changed_sections(old: Config, new: Config) -> frozenset[str]:
    """Names of the top-level keys that differ."""
    names = {name for name in Config.model_fields if getattr(old, name) != getattr(new, name)}
    if old.custom != new.custom:
        names.add("sentences")
    return frozenset(names)


_Sections = TypeVar("_Sections", bound=BaseModel)


def _validated(document: Document, model: type[_Sections]) -> tuple[_Sections | None, list[Problem]]:
    data = {} if document.data is None else _without_nulls(document.data)
    if not isinstance(data, dict):
        return None, [document.problem((), "must be keys and values", mend="begin with 'devices:'")]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, validation_problems(error, document, model)


def _without_nulls(value: object) -> object:
    """A key without a value is one that is not set: all that stood under it is commented out."""
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _reference_problems(data: dict[str, object], document: Document) -> list[Problem]:
    listed = data.get("areas")
    areas = [str(a.get("id")) for a in listed if isinstance(a, dict)] if isinstance(listed, list) else []
    problems = []
    if isinstance(hearing := data.get("hearing"), dict):
        problems += unknown(document, ("hearing", "area"), hearing.get("area"), areas, "area")
    problems += _camera_problems(data.get("cameras"), document, areas)
    if isinstance(overrides := data.get("overrides"), dict):
        for device_id, override in overrides.items():
            area = override.get("area") if isinstance(override, dict) else None
            problems += unknown(document, ("overrides", device_id, "area"), area, areas, "area")
    return problems


def _camera_problems(cameras: object, document: Document, areas: list[str]) -> list[Problem]:
    problems, names = [], set()
    for i, camera in enumerate(cameras if isinstance(cameras, list) else ()):
        if not isinstance(camera, dict):
            continue
        problems += unknown(document, ("cameras", i, "area"), camera.get("area"), areas, "area")
        name = camera.get("name")
        if not isinstance(name, str):
            continue
        if name in names:
            problems.append(document.problem(("cameras", i, "name"), f"{name!r} is a camera already"))
        names.add(name)
    return problems


def _stranger_problems(config: Config, document: Document) -> list[Problem]:
    """Ids of no device, where none can announce itself; else `assistant check` warns of them."""
    if any(vars(config.discovery).values()):
        return []
    there = [section.id for section in config.devices]
    problems = []
    for i, device_id in enumerate(config.confirm):
        problems += unknown(document, ("confirm", i), device_id, there, "device")
    for device_id in config.overrides:
        problems += unknown(document, ("overrides", device_id), device_id, there, "device")
    return problems


def _custom_sentences(
    config: Config, folder: Path, document: Document
) -> tuple[CustomSentences | None, list[Problem]]:
    if not config.sentences.files:
        names: frozenset[str] = frozenset()
        custom = None
    else:
        try:
            custom = load_custom_sentences([folder / f for f in config.sentences.files], config.language)
        except ConfigError as error:
            return None, [p for p in error.problems if isinstance(p, Problem)]
        names = custom.names
    problems = []
    for intent in config.sentences.actions:
        path = ("sentences", "actions", intent)
        problems += unknown(document, path, intent, sorted(names), "intent in your sentences")
    return custom, problems
