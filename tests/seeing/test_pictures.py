"""Pictures, written and read by Pillow: of every kind, and damaged at random."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from assistant.errors import CameraError
from assistant.seeing.pictures import read_picture
from tests.seeing.videos import textured

_PICTURE = Image.fromarray(textured(320, 240))
_LUMA = np.asarray(_PICTURE.convert("L")).astype(int)


def _difference(path: Path) -> float:
    return float(np.abs(read_picture(path).luma.astype(int) - _LUMA).mean())


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff", "ppm", "gif", "mpo"])
def test_every_usual_format_gives_pillows_luma(tmp_path: Path, suffix: str) -> None:
    _PICTURE.save(tmp_path / f"p.{suffix}")
    frame = read_picture(tmp_path / f"p.{suffix}")
    assert frame.luma.dtype == np.uint8
    assert frame.size == (320, 240)
    assert (frame.number, frame.seconds) == (0, 0.0)
    assert _difference(tmp_path / f"p.{suffix}") < 3.0


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "P", "RGBA", "LA", "I;16"])
def test_every_mode_gives_luma(tmp_path: Path, mode: str) -> None:
    suffix = "tiff" if mode == "CMYK" else "png"
    picture = _PICTURE.quantize(256) if mode == "P" else _PICTURE.convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        picture = Image.fromarray((_LUMA * 257).astype(np.uint16))
    picture.save(tmp_path / f"p.{suffix}")
    assert _difference(tmp_path / f"p.{suffix}") < 4.0


def test_black_and_white_stays_so(tmp_path: Path) -> None:
    picture = _PICTURE.convert("1")
    picture.save(tmp_path / "p.png")
    assert (read_picture(tmp_path / "p.png").luma == np.asarray(picture) * 255).all()


def test_a_cmyk_jpeg_is_not_inverted(tmp_path: Path) -> None:
    _PICTURE.convert("CMYK").save(tmp_path / "p.jpg", quality=95)
    assert _difference(tmp_path / "p.jpg") < 3.0


def test_floats_are_taken_for_zero_to_one(tmp_path: Path) -> None:
    Image.fromarray((_LUMA / 255).astype(np.float32)).save(tmp_path / "p.tiff")
    assert _difference(tmp_path / "p.tiff") < 1.0


def test_what_is_transparent_is_black(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (40, 20), (255, 255, 255, 255))
    picture.paste((255, 255, 255, 0), (0, 0, 20, 20))
    picture.save(tmp_path / "p.png")
    palette = picture.convert("L").point([*range(255), 9]).convert("P")
    palette.save(tmp_path / "q.png", transparency=palette.getpixel((0, 0)))
    luma = read_picture(tmp_path / "p.png").luma
    assert not luma[:, :20].any()
    assert (luma[:, 20:] == 255).all()
    assert not read_picture(tmp_path / "q.png").luma.any()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_telephone_held_any_way_gives_an_upright_picture(tmp_path: Path, orientation: int) -> None:
    stored = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    for suffix in ("jpg", "png"):
        picture = _PICTURE if stored is None else _PICTURE.transpose(stored)
        picture.save(tmp_path / f"p.{suffix}", exif=exif, **({"quality": 95} if suffix == "jpg" else {}))
        assert read_picture(tmp_path / f"p.{suffix}").size == (320, 240)
        assert _difference(tmp_path / f"p.{suffix}") < 3.0


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_picture_of_8k_is_scaled_and_tells_its_size(tmp_path: Path, suffix: str) -> None:
    big = _PICTURE.resize((7680, 4320), Image.Resampling.NEAREST)
    big.save(tmp_path / f"p.{suffix}", **({} if suffix == "jpg" else {"compress_level": 1}))
    frame = read_picture(tmp_path / f"p.{suffix}")
    assert frame.size == (7680, 4320)
    assert frame.luma.shape == (360, 640)
    expected = np.asarray(_PICTURE.convert("L").resize((640, 360), Image.Resampling.NEAREST))
    assert np.abs(frame.luma.astype(int) - expected.astype(int)).mean() < 3.0


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 5000), (5000, 1), (640, 640), (641, 3)])
def test_odd_shapes_are_read(tmp_path: Path, width: int, height: int) -> None:
    Image.new("L", (width, height), 77).save(tmp_path / "p.png")
    frame = read_picture(tmp_path / "p.png")
    assert frame.size == (width, height)
    assert max(frame.luma.shape) == min(640, max(width, height))
    assert (frame.luma == 77).all()


def test_of_an_animation_the_first_picture_is_read(tmp_path: Path) -> None:
    frames = [Image.new("L", (30, 20), level) for level in (200, 10)]
    frames[0].save(tmp_path / "p.gif", save_all=True, append_images=frames[1:])
    assert (read_picture(tmp_path / "p.gif").luma == 200).all()


def _bomb(path: Path) -> None:
    """A PNG of a few bytes that says it has 100,000 × 100,000 pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    data = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)


def _large(path: Path) -> None:
    """Beyond the limit but not twice, of which Pillow only warns."""
    Image.new("1", (10_000, 10_000)).save(path)


def _half(path: Path) -> None:
    _PICTURE.save(path, "JPEG")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("gone.jpg", lambda path: None, "does not exist; name a picture"),
        ("dir.jpg", Path.mkdir, "is no file"),
        ("zero.jpg", lambda path: path.write_bytes(b""), "no picture, or of an unknown kind"),
        ("noise.jpg", lambda path: path.write_bytes(os.urandom(999)), "no picture"),
        ("text.png", lambda path: path.write_text("no picture"), "no picture"),
        ("half.jpg", _half, "is damaged .*truncated"),
        ("bomb.png", _bomb, "has more than 89 million pixels; make it smaller"),
        ("large.png", _large, "has more than 89 million pixels"),
        ("program.jpg", lambda path: path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n"), "no picture"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, make: Callable[[Path], object], says: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(CameraError, match=says) as raised:
        read_picture(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


def _encoded(format: str, **options: object) -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    small = _PICTURE.resize((48, 32))
    small.save(out, format, **({"exif": exif} if format in ("JPEG", "PNG", "WEBP") else {}), **options)
    return out.getvalue()


_GOOD = {
    "jpeg": _encoded("JPEG"),
    "progressive": _encoded("JPEG", progressive=True),
    "png": _encoded("PNG"),
    "webp": _encoded("WEBP"),
    "bmp": _encoded("BMP"),
    "gif": _encoded("GIF"),
    "tiff": _encoded("TIFF", compression="tiff_lzw"),
    "ppm": _encoded("PPM"),
}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(_GOOD)),
    keep=st.floats(0.0, 1.0),
    # Headers are where damage does most, so most flips hit the first bytes.
    flips=st.lists(st.tuples(st.floats(0, 1).map(lambda at: at**3), st.integers(1, 255)), max_size=6),
)
def test_damaged_pictures_are_read_or_told_in_one_line(
    tmp_path: Path, kind: str, keep: float, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(_GOOD[kind])
    for at, flip in flips:
        data[int(at * (len(data) - 1))] ^= flip
    path = tmp_path / "p"
    path.write_bytes(data[: int(len(data) * keep)] if not flips else data)
    told, frame = "", None
    try:
        frame = read_picture(path)
    except CameraError as error:
        told = str(error)
    assert frame is not None or told.startswith(f"{path}: ")
    assert "\n" not in told
    assert frame is None or 1 <= max(frame.luma.shape) <= 640
