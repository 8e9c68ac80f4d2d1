"""Cameras on the network: a real RTSP server, and servers that misbehave."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from assistant.seeing import live, streams
from assistant.seeing.live import LiveCamera
from tests.rtsp import PASSWORD, USER, NetworkCamera
from tests.seeing.watching import until, watching


@pytest.fixture(scope="module")
def network() -> Iterator[NetworkCamera]:
    with NetworkCamera() as camera:
        yield camera


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RETRY_SECONDS", (0.2,))


@pytest.mark.parametrize(
    ("path", "size", "level"),
    [("/white", (320, 240), 255), ("/ball", (1280, 720), 0), ("/jpeg", (320, 240), 235)],
)
def test_pictures_come_as_the_camera_makes_them(
    network: NetworkCamera, path: str, size: tuple[int, int], level: int
) -> None:
    async def scene() -> None:
        async with watching(network.url(path)) as watched:
            await until(lambda: len(watched.frames) >= 5)
        assert [status.open for status in watched.told] == [True]
        assert watched.told[0].reason.endswith("{}: open, {}×{}".format(f"{path})", *size))
        for frame in watched.frames:
            assert frame.size == size
            assert max(frame.luma.shape) == min(640, size[0])
            assert abs(float(frame.luma.mean()) - level) < 4
        assert [frame.number for frame in watched.frames] == list(range(len(watched.frames)))

    asyncio.run(scene())


def test_a_camera_that_changes_its_size_goes_on(network: NetworkCamera) -> None:
    async def scene() -> None:
        async with watching(network.url("/sizes")) as watched:
            await until(lambda: {frame.size for frame in watched.frames} == {(320, 240), (640, 480)})
        assert not watched.losses

    asyncio.run(scene())


def test_closing_ends_the_connection(network: NetworkCamera) -> None:
    async def scene() -> None:
        async with watching(network.url("/white")) as watched:
            await until(lambda: bool(watched.frames))
            assert network.clients() == 1
        assert not watched.camera.open
        await until(lambda: network.clients() == 0)

    asyncio.run(scene())


def test_a_camera_closed_while_it_opens_leaves_no_connection(network: NetworkCamera) -> None:
    async def scene() -> None:
        for seconds in (0.0, 0.1):
            async with watching(network.url("/white")):
                await asyncio.sleep(seconds)
        await until(lambda: network.clients() == 0)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("lose", "bring_back"),
    [(NetworkCamera.kill, NetworkCamera.start), (NetworkCamera.freeze, NetworkCamera.thaw)],
    ids=["plug pulled", "hangs"],
)
def test_a_lost_camera_is_said_once_and_seen_again_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
    lose: Callable[[NetworkCamera], None],
    bring_back: Callable[[NetworkCamera], None],
) -> None:
    monkeypatch.setattr(streams, "CONNECT_SECONDS", 1.0)
    for module in (live, streams):
        monkeypatch.setattr(module, "STALL_SECONDS", 1.5)

    async def scene(network: NetworkCamera) -> None:
        async with watching(network.url("/white")) as watched:
            await until(lambda: len(watched.frames) > 3)
            lose(network)
            # Said at the loss, and again only for another reason: it now refuses, or does not answer.
            await until(lambda: watched.retries >= 3)
            assert 1 <= len(watched.losses) <= 3
            assert len(set(watched.losses)) == len(watched.losses)
            assert not watched.camera.open
            before = len(watched.frames)
            await asyncio.to_thread(bring_back, network)
            await until(lambda: len(watched.frames) > before + 3)
        assert watched.told[-1].open
        assert watched.losses[0].startswith(f"camera hall ({network.url('/white')}): ")

    with NetworkCamera() as network:
        asyncio.run(scene(network))


@pytest.mark.parametrize("login", ["basic", "digest"])
def test_a_password_lets_in(login: str) -> None:
    async def scene(network: NetworkCamera) -> None:
        async with watching(network.url("/white", USER), password=PASSWORD) as watched:
            await until(lambda: bool(watched.frames))
        assert USER not in watched.told[0].reason

    with NetworkCamera(login=login) as network:
        asyncio.run(scene(network))


def test_a_refused_login_is_said_once_and_not_tried_on_and_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(live, "LOGIN_SECONDS", 0.5)
    caplog.set_level(logging.DEBUG)

    async def scene(network: NetworkCamera) -> None:
        for password in ("wr0ng", None):
            async with watching(network.url("/white", USER), password=password) as watched:
                await until(lambda: watched.retries == 2)
            assert len(watched.losses) == 1
            assert "refuses the login; check the user in its address, and the password" in watched.losses[0]
            assert "wr0ng" not in watched.losses[0] + caplog.text
        assert max(live.RETRY_SECONDS) < live.LOGIN_SECONDS

    with NetworkCamera(login="digest") as network:
        asyncio.run(scene(network))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("{}/nothing", "has no stream of that path; look its path up"),
        ("{}/sound", "answers, but has no video at that address"),
        ("rtsp://127.0.0.1:1/white", "refuses the connection; is its stream switched on"),
        ("http://127.0.0.1:1/video", "refuses the connection"),
        ("rtsp://camera.invalid/white", "is not found; check the host name"),
    ],
)
def test_what_is_wrong_is_said_once_in_one_line(network: NetworkCamera, address: str, says: str) -> None:
    async def scene() -> None:
        async with watching(address.format(network.url("")), password=None) as watched:
            await until(lambda: watched.retries >= 2)
        assert len(watched.losses) == 1
        assert says in watched.losses[0]
        assert "\n" not in watched.losses[0]
        assert not watched.frames

    asyncio.run(scene())


def test_a_secret_in_the_query_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def scene() -> None:
        async with watching("http://u@127.0.0.1:1/v?password=hidden", password="hidden") as watched:
            await until(lambda: watched.retries >= 1)
        assert "hidden" not in watched.losses[0] + caplog.text + repr(watched.camera)
        error = await _error(watched.camera)
        assert "hidden" not in repr(error)
        assert error.__cause__ is None  # FFmpeg's own error quotes the address

    asyncio.run(scene())


async def _error(camera: LiveCamera) -> BaseException:
    """The error of one opening."""
    with pytest.raises(live.CameraError) as raised:
        async with live.aclosing(camera._session()) as frames:
            await anext(frames)
    return raised.value


class _Impostor:
    """A port that accepts and then says what it is told to, and nothing more."""

    def __init__(self, says: bytes = b"") -> None:
        self._says = says
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._taken: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                taken, _ = self._socket.accept()
            except OSError:
                return
            self._taken.append(taken)
            taken.sendall(self._says)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for taken in self._taken:
            taken.close()


@pytest.mark.parametrize("scheme", ["rtsp", "http"])
def test_a_port_that_stays_silent_is_given_up(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setattr(streams, "CONNECT_SECONDS", 0.5)

    async def scene(port: int) -> None:
        async with watching(f"{scheme}://127.0.0.1:{port}/x") as watched:
            await until(lambda: watched.retries >= 2)
        assert len(watched.losses) == 1
        assert "does not answer within 0.5 s; is it switched on" in watched.losses[0]

    with closing(_Impostor()) as impostor:
        asyncio.run(scene(impostor.port))


def test_a_server_that_talks_nonsense_is_no_camera() -> None:
    async def scene(port: int) -> None:
        async with watching(f"http://127.0.0.1:{port}/x") as watched:
            await until(lambda: watched.retries >= 1)
        assert "answers, but has no video" in watched.losses[0]

    page = b"HTTP/1.0 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"<html>hello</html>  " * 100
    with closing(_Impostor(page)) as impostor:
        asyncio.run(scene(impostor.port))
