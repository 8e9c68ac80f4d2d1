"""A real network camera for tests: GStreamer's RTSP server, a process of its own.

This file is both: `NetworkCamera` for the tests, and, run by Debian's python3 (which has python3-gi),
the server.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

_PYTHON = "/usr/bin/python3"
_START_SECONDS = 20.0
_H264 = "openh264enc gop-size=15 complexity=low ! rtph264pay name=pay0 pt=96 config-interval=-1"
_RAW = "video/x-raw,format=I420,framerate=15/1"
USER, PASSWORD = "viewer", "p@ss:w/ö rd%"  # all that a URL must escape
PATHS = {
    "/white": f"videotestsrc is-live=true pattern=white ! {_RAW},width=320,height=240 ! {_H264}",
    "/ball": f"videotestsrc is-live=true pattern=ball ! {_RAW},width=1280,height=720 ! {_H264}",
    "/jpeg": f"videotestsrc is-live=true pattern=white ! {_RAW},width=320,height=240 ! jpegenc"
    " ! rtpjpegpay name=pay0 pt=26",
    "/sizes": f"concat name=both ! {_H264}"
    f" videotestsrc num-buffers=45 ! {_RAW},width=320,height=240 ! both."
    f" videotestsrc ! {_RAW},width=640,height=480 ! both.",
    "/sound": "audiotestsrc is-live=true ! audioconvert ! rtpL16pay name=pay0 pt=96",
}


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class NetworkCamera:
    """``with NetworkCamera() as camera``: serves PATHS. ``login``: basic or digest, then only to USER with
    PASSWORD."""

    def __init__(self, *, login: str = "none") -> None:
        self.port = free_port()
        self._login = login
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> NetworkCamera:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def url(self, path: str, user: str = "") -> str:
        """Where a path is found."""
        return f"rtsp://{user}{'@' if user else ''}127.0.0.1:{self.port}{path}"

    def start(self) -> None:
        """Start (again) on the same port; returns when it accepts connections."""
        words = [_PYTHON, __file__, str(self.port), self._login]
        self._process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            assert self._process.poll() is None, f"the RTSP server ended; {' '.join(words)} tells why"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the RTSP server did not start")

    def kill(self) -> None:
        """Its plug is pulled."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """It hangs: connections stay, nothing comes."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def clients(self) -> int:
        """How many connections to it are established now."""
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        here = f"0100007F:{self.port:04X}"
        return sum(1 for line in lines if line.split()[1] == here and line.split()[3] == "01")


def _serve(port: str, login: str) -> None:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer

    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    if login != "none":
        server.set_auth(_auth(login))
    for path, pipeline in PATHS.items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(f"( {pipeline} )")
        may = GstRtspServer.RTSPPermissions()
        may.add_permission_for_role(USER, "media.factory.access", True)
        may.add_permission_for_role(USER, "media.factory.construct", True)
        factory.set_permissions(may)
        server.get_mount_points().add_factory(path, factory)
    server.attach(None)
    GLib.MainLoop().run()


def _auth(login: str) -> object:
    import gi

    gi.require_version("GstRtsp", "1.0")
    from gi.repository import GstRtsp, GstRtspServer

    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", USER)
    if login == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(USER, PASSWORD, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(USER, PASSWORD), token)
    return auth


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2])
