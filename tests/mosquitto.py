"""A real mosquitto for tests, on a free port, with whatever it is asked for: password, ACL, TLS."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = shutil.which("mosquitto") or "/usr/sbin/mosquitto"  # Debian keeps it off a user's PATH


@dataclass(frozen=True)
class Certificates:
    """PEM files: an authority, a server for localhost and 127.0.0.1, and a client, both signed by it."""

    ca: Path
    server: Path
    server_key: Path
    client: Path
    client_key: Path

    @classmethod
    def make(cls, folder: Path) -> Certificates:
        """Made by openssl in ``folder``; valid for two days."""
        _openssl(folder, "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2",
                 "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority")  # fmt: skip
        for name, subject in (("server", "/CN=localhost"), ("client", "/CN=hall")):
            _openssl(folder, "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes",
                     "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject)  # fmt: skip
            names = folder / f"{name}.ext"
            names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
            _openssl(folder, "x509 -req -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial",
                     "-in", f"{name}.csr", "-out", f"{name}.pem", "-extfile", names.name)  # fmt: skip
        return cls(
            folder / "ca.pem",
            folder / "server.pem",
            folder / "server.key",
            folder / "client.pem",
            folder / "client.key",
        )


def _openssl(folder: Path, words: str, *more: str) -> None:
    subprocess.run(["openssl", *words.split(), *more], cwd=folder, check=True, capture_output=True)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mosquitto:
    """``with Mosquitto(folder) as broker``: listening at 127.0.0.1:``port`` until the end of the block.

    ``users``: name to password; without it everybody may come in. ``acl``: text of an ACL file.
    ``certificates``: TLS, and a client certificate of the same authority is asked for when
    ``client_certificate``. ``options``: further lines of mosquitto.conf. It keeps nothing on disk.
    """

    def __init__(
        self,
        folder: Path,
        *,
        users: dict[str, str] | None = None,
        acl: str | None = None,
        certificates: Certificates | None = None,
        client_certificate: bool = False,
        host: str = "127.0.0.1",
        options: tuple[str, ...] = (),
    ) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._config = folder / f"mosquitto-{self.port}.conf"
        self._log = folder / f"mosquitto-{self.port}.log"
        lines = [f"listener {self.port} {host}", "persistence false", *options]
        if os.getuid() == 0:
            lines.append("user root")  # else it becomes a user who cannot read the test's folder
        lines.append(f"allow_anonymous {'false' if users else 'true'}")
        if users:
            passwords = folder / f"passwords-{self.port}"
            passwords.touch(mode=0o600)
            for name, password in users.items():
                subprocess.run(["mosquitto_passwd", "-b", passwords, name, password], check=True)
            lines.append(f"password_file {passwords}")
        if acl is not None:
            rules = folder / f"acl-{self.port}"
            rules.write_text(acl)
            lines.append(f"acl_file {rules}")
        if certificates is not None:
            lines += [
                f"cafile {certificates.ca}",
                f"certfile {certificates.server}",
                f"keyfile {certificates.server_key}",
                f"require_certificate {'true' if client_certificate else 'false'}",
            ]
        self._config.write_text("\n".join(lines) + "\n")

    def __enter__(self) -> Mosquitto:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start (again) on the same port; returns when it accepts connections."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([PROGRAM, "-c", self._config], stdout=log, stderr=log)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"mosquitto did not start:\n{self.log()}")

    def kill(self) -> None:
        """SIGKILL: it can tell nobody and save nothing."""
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
            self._process = None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; SIGSTOP makes it hang, SIGCONT go on."""
        if self._process is not None:
            self._process.send_signal(number)

    def log(self) -> str:
        """What it has written so far."""
        return self._log.read_text(errors="replace")
