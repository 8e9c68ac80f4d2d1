"""The sections ``cameras`` and ``seeing`` of config.yaml, which says in comments what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from assistant.config.sections import Seconds, Section, Slug, Text
from assistant.errors import CameraError
from assistant.seeing.cameras import CameraKind, camera_fault, camera_source
from assistant.seeing.masks import Mask

Rate = Annotated[float, Field(strict=True, ge=0.2, le=60, allow_inf_nan=False)]
Corner = Annotated[tuple[float, float], Field(strict=False)]


class CameraSection(Section):
    """One of ``cameras``."""

    name: Slug
    source: Text
    area: Slug | None = None
    password_from: Text | None = None
    frames_per_second: Rate = 10.0
    masks: tuple[tuple[Corner, ...], ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _usable(self) -> CameraSection:
        fault = camera_fault(self.source)
        if fault is not None:
            raise ValueError(fault)
        try:
            self.polygons()
        except CameraError as error:
            raise ValueError(str(error)) from error
        return self

    def polygons(self) -> tuple[Mask, ...]:
        """The masks. Raises CameraError, but not after validation."""
        return tuple(Mask(corners) for corners in self.masks)


class SaySection(Section):
    """A gesture that stands for a sentence."""

    say: Text


Word = Literal["stop", "confirm", "decline", "that", "mute", "none"]
Action = Annotated[
    Annotated[Word, Tag("<word>")] | Annotated[SaySection, Tag("<sentence>")],
    Discriminator(lambda given: "<sentence>" if isinstance(given, dict | SaySection) else "<word>"),
]


class GesturesSection(Section):
    """``seeing.gestures``: what each gesture does."""

    palm: Action = "stop"
    fist: Action = "none"
    like: Action = "confirm"
    dislike: Action = "decline"
    ok: Action = "none"
    point: Action = "that"
    mute: Action = "mute"


class SeeingSection(Section):
    """``seeing``: what all cameras share."""

    gestures: GesturesSection = GesturesSection()
    held_seconds: Seconds = 0.5
    cool_down_seconds: Seconds = 2.0
    empty_seconds: Seconds = 30.0
    debug_frames: Path | None = None


def paths_from(cameras: tuple[CameraSection, ...], seeing: SeeingSection, folder: Path) -> dict[str, object]:
    """Both sections with their paths counted from ``folder``, where the configuration lies."""

    def placed(camera: CameraSection) -> CameraSection:
        if camera_source(camera.source).kind is not CameraKind.FILE:
            return camera
        return camera.model_copy(update={"source": str(folder / Path(camera.source).expanduser())})

    frames = seeing.debug_frames
    found = None if frames is None else folder / frames.expanduser()
    return {
        "cameras": tuple(placed(camera) for camera in cameras),
        "seeing": seeing.model_copy(update={"debug_frames": found}),
    }


CAMERAS_LIMIT = 8  # a board has no time for more
Cameras = Annotated[tuple[CameraSection, ...], Field(max_length=CAMERAS_LIMIT)]
