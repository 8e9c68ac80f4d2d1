"""Pictures from files through Pillow: upright, luma only, of working size; whole folders as a camera.

Only formats that cameras and phones write are read: others (EPS, for one) start programs to draw them.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Generator
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from assistant.errors import CameraError
from assistant.seeing.frames import WORKING_SIDE, Frame, Luma
from assistant.seeing.reading import Pace, Shot, working_size

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")  # JPEG is MPO too
SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".ppm", ".pgm", ".mpo"}
)
_TRANSPARENT = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})
_SIDEWAYS = frozenset({5, 6, 7, 8})  # EXIF orientations with width and height exchanged
# What Pillow raises for damaged files; found by damaging files at random.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error)


def read_picture(path: Path) -> Frame:
    """The picture as a camera would have given it; transparent parts are black, an animation its first.

    Raises CameraError for what is no picture, damaged, or beyond Pillow's limit of 89 million pixels.
    """
    if not path.is_file():
        what = "is no file" if path.exists() else "does not exist"
        raise CameraError(f"{path}: {what}; name a picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which does not matter here
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                return _frame(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        limit = (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
        raise CameraError(f"{path}: has more than {limit} million pixels; make it smaller") from None
    except UnidentifiedImageError:
        raise CameraError(f"{path}: no picture, or of an unknown kind; give JPEG, PNG or WebP") from None
    except PermissionError as error:
        raise CameraError(f"{path}: {error.strerror}; check the file's permissions") from error
    except _DAMAGE as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise CameraError(f"{path}: the picture is damaged ({reason}); take it again") from error


class PictureFeed:
    """A folder's pictures by name, or one picture, each shown for ``seconds``, once."""

    def __init__(self, path: Path, seconds: float = 1.0) -> None:
        self._path = path
        self._seconds = seconds

    def shots(self, pace: Pace) -> Generator[Shot | None, None, None]:
        """See `Feed.shots`. All are wanted, however fast. Raises CameraError for an empty folder."""
        for path in self._paths():
            frame = read_picture(path)
            yield Shot(frame.luma, frame.size)
            pace.wait(self._seconds)

    def _paths(self) -> list[Path]:
        if not self._path.is_dir():
            return [self._path]
        paths = sorted(path for path in self._path.iterdir() if path.suffix.lower() in SUFFIXES)
        if not paths:
            raise CameraError(f"{self._path}: no pictures in this folder; put JPEG or PNG files there")
        return paths


def _frame(image: Image.Image) -> Frame:
    sideways = image.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS
    size = image.size[::-1] if sideways else image.size
    image.draft("L", (WORKING_SIDE, WORKING_SIDE))  # JPEG: decode small, and no colour at all
    gray = ImageOps.exif_transpose(_gray(image))
    scaled = gray.resize(working_size(*size), Image.Resampling.BOX, reducing_gap=2.0)
    return Frame(np.array(scaled, dtype=np.uint8), size)


def _gray(image: Image.Image) -> Image.Image:
    """Luma by BT.601, as Pillow has it."""
    if image.mode == "L":
        image.load()
        return image
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_eight_bits(image))
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        image = image.convert("RGBA")
        black = Image.new("RGBA", image.size, (0, 0, 0, 255))
        return Image.alpha_composite(black, image).convert("L")
    if image.mode == "LAB":
        return image.getchannel("L")
    return image.convert("RGB").convert("L")


def _eight_bits(image: Image.Image) -> Luma:
    """Deeper pixels: integers are taken for 16 bits, floats for 0 to 1 if none is above, else to 255."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32))
    top = 65535.0
    if image.mode == "F":
        top = 1.0 if values.max() <= 1.0 else 255.0
    luma: Luma = (np.clip(values / top, 0.0, 1.0) * 255.0).astype(np.uint8)
    return luma
