"""Videos, written and read by FFmpeg."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from assistant.errors import CameraError
from assistant.seeing.videos import is_video, video_frames
from tests.seeing.videos import flat, levels, textured, write


@pytest.mark.parametrize(("level", "nearly"), [(255, 255), (0, 0), (128, 128)])
@pytest.mark.parametrize(
    ("codec", "pixels", "suffix"),
    [
        ("libx264", "yuv420p", "mp4"),  # limited range: white is 235 inside
        ("libx264", "yuv420p10le", "mkv"),
        ("mjpeg", "yuvj420p", "avi"),  # full range
        ("ffv1", "gray", "mkv"),
        ("rawvideo", "yuyv422", "nut"),  # as USB cameras send it
        ("png", "rgb24", "nut"),
    ],
)
def test_white_is_white_and_black_is_black(
    tmp_path: Path, level: int, nearly: int, codec: str, pixels: str, suffix: str
) -> None:
    video = write(tmp_path / f"v.{suffix}", [flat(level)] * 3, codec=codec, pixels=pixels)
    luma = next(iter(video_frames(video))).luma
    assert luma.dtype == np.uint8
    assert np.abs(luma.astype(int) - nearly).max() <= 2


def test_luma_of_a_colourful_video_is_that_of_pillow(tmp_path: Path) -> None:
    for width, height in ((320, 240), (1280, 720)):
        picture = textured(width, height)
        video = write(tmp_path / f"{width}.mp4", [picture], options={"crf": "4"})
        luma = next(iter(video_frames(video))).luma
        size = (luma.shape[1], luma.shape[0])
        expected = np.asarray(Image.fromarray(picture).convert("L").resize(size, Image.Resampling.BOX))
        assert np.abs(luma.astype(int) - expected.astype(int)).mean() < 3.0


@pytest.mark.parametrize("rate", [1, 15, 29.97, 60])
def test_every_frame_comes_once_at_its_time(tmp_path: Path, rate: float) -> None:
    frames = list(video_frames(write(tmp_path / "v.mp4", levels(40), rate=rate)))
    assert [frame.number for frame in frames] == list(range(40))
    assert [round((float(frame.luma.mean()) - 20) / 5) for frame in frames] == list(range(40))
    assert frames[0].seconds == 0.0
    assert all(abs(b.seconds - a.seconds - 1 / rate) < 0.002 for a, b in pairwise(frames))


def test_a_transport_stream_begins_at_zero_too(tmp_path: Path) -> None:
    frames = list(video_frames(write(tmp_path / "v.ts", levels(5), rate=25)))
    assert [round(frame.seconds, 2) for frame in frames] == [0.0, 0.04, 0.08, 0.12, 0.16]


def test_a_bare_stream_without_time_stamps_has_times(tmp_path: Path) -> None:
    video = write(tmp_path / "v.h264", levels(10), rate=25, format="h264", options={"bf": "0"})
    seconds = [frame.seconds for frame in video_frames(video)]
    assert len(seconds) == 10
    assert seconds[0] == 0.0
    assert all(b > a for a, b in pairwise(seconds))


def test_frames_are_scaled_to_working_size_and_tell_their_own(tmp_path: Path) -> None:
    frame = next(iter(video_frames(write(tmp_path / "v.mp4", [flat(90, 1920, 1080)]))))
    assert frame.luma.shape == (360, 640)
    assert frame.size == (1920, 1080)
    assert frame.scale == 3.0


def test_a_video_that_changes_its_size_goes_on(tmp_path: Path) -> None:
    parts = [
        write(tmp_path / "a.h264", [flat(60)] * 5, format="h264"),
        write(tmp_path / "b.h264", [flat(200, 640, 480)] * 5, format="h264"),
    ]
    both = tmp_path / "both.h264"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    frames = list(video_frames(both))
    assert [frame.size for frame in frames] == [(320, 240)] * 5 + [(640, 480)] * 5
    assert [round(float(frame.luma.mean())) for frame in frames] == pytest.approx([60] * 5 + [200] * 5, abs=2)


@pytest.mark.parametrize("degrees", [90, -90, 180])
def test_a_telephone_held_upright_gives_upright_pictures(tmp_path: Path, degrees: int) -> None:
    picture = flat(30)
    picture[:60] = 220  # the upper edge, as it lies in the file
    video = write(tmp_path / "v.mp4", [picture] * 2, prepare=lambda s: s.set_display_rotation(degrees))
    frame = next(iter(video_frames(video)))
    assert frame.size == ((240, 320) if abs(degrees) == 90 else (320, 240))
    assert frame.luma.shape == frame.size[::-1]
    bright = np.rot90(picture[:, :, 0], degrees // 90) > 128  # counter-clockwise, as the angle
    assert ((frame.luma > 128) == bright).mean() > 0.97


def test_a_truncated_video_gives_what_is_there(tmp_path: Path) -> None:
    pictures = [textured(seed=number) for number in range(30)]
    whole = write(tmp_path / "v.mkv", pictures, options={"g": "5"}).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) // 2])
    assert 5 < len(list(video_frames(tmp_path / "cut.mkv"))) < 30


def test_broken_data_inside_is_skipped(tmp_path: Path) -> None:
    pictures = [textured(seed=number) for number in range(60)]
    video = write(tmp_path / "v.avi", pictures, codec="mjpeg", pixels="yuvj420p")
    data = bytearray(video.read_bytes())
    with av.open(str(video)) as container:
        hit = [packet for packet in container.demux(video=0) if packet.size][20:30]
        for packet in hit:
            data[packet.pos : packet.pos + packet.size] = bytes(packet.size)
    video.write_bytes(data)
    frames = list(video_frames(video))
    assert len(frames) == 50
    assert [frame.number for frame in frames] == list(range(50))


def test_a_file_of_broken_packets_only_is_an_error(tmp_path: Path) -> None:
    video = write(tmp_path / "v.avi", [textured()] * 80, codec="mjpeg", pixels="yuvj420p")
    data = bytearray(video.read_bytes())
    with av.open(str(video)) as container:
        for packet in container.demux(video=0):
            if packet.size:
                data[packet.pos : packet.pos + packet.size] = bytes(packet.size)
    video.write_bytes(data)
    with pytest.raises(CameraError, match="60 broken packets in a row") as raised:
        list(video_frames(video))
    assert "\n" not in str(raised.value)


def _sound(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=16_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1600), dtype=np.int16), layout="mono")
        frame.rate = 16_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _headless(path: Path) -> None:
    write(path, [textured(seed=number) for number in range(10)])
    path.write_bytes(path.read_bytes()[:5000])  # an mp4 whose index at its end is cut off


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("gone.mp4", lambda path: None, "does not exist; name a video or a picture"),
        ("dir.mp4", Path.mkdir, "is no file"),
        ("zero.mp4", lambda path: path.write_bytes(b""), "not readable as a video"),
        ("noise.mp4", lambda path: path.write_bytes(os.urandom(5000)), "not readable as a video"),
        ("text.mkv", lambda path: path.write_text("no video\n" * 99), "not readable as a video"),
        ("headless.mp4", _headless, "not readable as a video; is it complete"),
        ("sound.mkv", _sound, "has no video that can be decoded"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, make: Callable[[Path], object], says: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(CameraError, match=says) as raised:
        list(video_frames(path))
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


def test_a_playlist_fetches_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.mp4").write_text("#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(CameraError):
        list(video_frames(tmp_path / "list.mp4"))


def test_leaving_early_closes_the_file(tmp_path: Path) -> None:
    video = write(tmp_path / "v.mp4", levels(30))
    frames = video_frames(video)
    next(frames)
    frames.close()
    opened = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if _is_link(fd)]
    assert str(video) not in opened


def _is_link(fd: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{fd}")


def test_videos_are_told_from_pictures_by_how_they_begin(tmp_path: Path) -> None:
    for suffix in ("mp4", "mkv", "avi", "mpg", "mov", "webm", "flv"):
        codec = {"avi": "mjpeg", "mpg": "mpeg1video", "webm": "vp8"}.get(suffix, "libx264")
        codec = "libvpx" if codec == "vp8" else codec
        pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        video = write(tmp_path / f"v.{suffix}", levels(2), codec=codec, pixels=pixels)
        assert is_video(video.rename(tmp_path / f"{suffix}.dat")), suffix
    for suffix in ("jpg", "png", "webp", "bmp", "gif", "tiff", "ppm", "avif"):
        Image.fromarray(flat(9)).save(tmp_path / f"p.{suffix}")
        assert not is_video((tmp_path / f"p.{suffix}").rename(tmp_path / f"{suffix}.mp4")), suffix


def test_what_cannot_be_opened_is_told_by_its_name(tmp_path: Path) -> None:
    assert is_video(tmp_path / "gone.MP4")
    assert not is_video(tmp_path / "gone.jpg")
    assert not is_video(tmp_path)
