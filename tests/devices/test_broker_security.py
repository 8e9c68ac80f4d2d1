"""TLS, passwords and access lists, on a real mosquitto."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from devices.broker import BrokerSettings, TlsSettings
from devices.errors import BrokerError
from devices.messages import Delivered, Dropped, Message
from tests.devices.linking import linked, settings, started, until
from tests.mosquitto import Certificates, Mosquitto

USERS = {"hall": "correct horse"}
ACL = "user hall\ntopic readwrite lamp/#\ntopic readwrite linking/#\ntopic read lock/state\n"


def trusting(certificates: Certificates) -> TlsSettings:
    return TlsSettings(certificates.ca, certificates.client, certificates.client_key)


def hall(port: int, **changes: object) -> BrokerSettings:
    return settings(port, **{"username": "hall", "password": USERS["hall"], **changes})


async def refusal(chosen: BrokerSettings) -> str:
    """Why the link is not made."""
    async with started(chosen) as link:
        await until(lambda: any(not s.connected for s in link.statuses))
        return link.statuses[0].reason


def test_tls_with_client_certificate_password_and_acl_together(
    tmp_path: Path, certificates: Certificates
) -> None:
    async def scene(port: int) -> None:
        async with linked(hall(port, tls=trusting(certificates)), "lamp/#") as link:
            assert isinstance(await link.broker.publish(Message("lamp/set", b"on")), Delivered)
            await link.message(b"on")
            denied = await link.broker.publish(Message("lock/set", b"open"))
            assert denied == Dropped("refused by the broker: not authorized")
            burst = [Message("lamp/set", b"%d" % i) for i in range(500)]
            assert all(
                isinstance(d, Delivered)
                for d in await asyncio.gather(*[link.broker.publish(m) for m in burst])
            )
            await until(lambda: len(link.messages) == 501)
            big = Message("lamp/big", bytes(range(256)) * 4096)
            assert isinstance(await link.broker.publish(big), Delivered)
            await link.message(big.payload)

    with Mosquitto(
        tmp_path, users=USERS, acl=ACL, certificates=certificates, client_certificate=True
    ) as broker:
        asyncio.run(scene(broker.port))


def test_a_wrong_password_is_said_plainly_and_not_tried_again_soon(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        for version in ("auto", "5", "3.1.1"):
            async with started(hall(port, protocol=version, password="wrong")) as link:
                status = await link.told("refused by the broker")
                assert f"127.0.0.1:{port}" in status.reason
                assert "username and password" in status.reason
                assert status.retry_in is not None
                assert status.retry_in > 10
                with pytest.raises(BrokerError, match="username and password"):
                    await link.broker.wait_connected(0.01)

    with Mosquitto(tmp_path, users=USERS) as broker:
        asyncio.run(scene(broker.port))


def test_no_password_where_one_is_needed_is_said_plainly(tmp_path: Path) -> None:
    with Mosquitto(tmp_path, users=USERS) as broker:
        assert "username and password" in asyncio.run(refusal(settings(broker.port)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (TlsSettings(), "tls.ca"),
        (None, "with TLS or without"),
    ],
)
def test_what_is_wrong_with_tls_is_said_with_the_mend(
    tmp_path: Path, certificates: Certificates, given: TlsSettings | None, words: str
) -> None:
    with Mosquitto(tmp_path, certificates=certificates) as broker:
        reason = asyncio.run(refusal(settings(broker.port, tls=given, protocol="5")))
        assert words in reason
        assert f"127.0.0.1:{broker.port}" in reason


def test_a_missing_client_certificate_is_said_with_the_mend(
    tmp_path: Path, certificates: Certificates
) -> None:
    with Mosquitto(tmp_path, certificates=certificates, client_certificate=True) as broker:
        only_ca = TlsSettings(certificates.ca)
        assert "tls.certificate" in asyncio.run(refusal(settings(broker.port, tls=only_ca)))


def test_tls_to_a_port_without_it_is_said_with_the_mend(
    mosquitto: Mosquitto, certificates: Certificates
) -> None:
    reason = asyncio.run(refusal(settings(mosquitto.port, tls=TlsSettings(certificates.ca))))
    assert f"127.0.0.1:{mosquitto.port}" in reason
    assert "TLS" in reason


def test_a_certificate_for_another_host_is_refused_unless_insecure(
    tmp_path: Path, certificates: Certificates
) -> None:
    async def scene(port: int) -> None:
        elsewhere = settings(port, host="127.0.0.2", tls=TlsSettings(certificates.ca))
        assert "a name the certificate holds" in await refusal(elsewhere)
        async with linked(settings(port, host="127.0.0.2", tls=TlsSettings(insecure=True))) as link:
            assert link.broker.connected

    with Mosquitto(tmp_path, certificates=certificates, host="0.0.0.0") as broker:  # noqa: S104
        asyncio.run(scene(broker.port))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (TlsSettings(ca=Path("/nowhere/ca.pem")), "/nowhere/ca.pem"),
        (TlsSettings(certificate=Path("/nowhere/me.pem"), key=Path("/nowhere/me.key")), "/nowhere/me.pem"),
        (TlsSettings(certificate=Path("/nowhere/me.pem")), "certificate and key come together"),
        (TlsSettings(ca=Path(__file__)), "PEM"),
    ],
)
def test_certificate_files_that_cannot_be_used_are_an_error_at_the_start(
    given: TlsSettings, words: str
) -> None:
    async def scene() -> None:
        async with started(settings(1, tls=given)):
            pass

    with pytest.raises(BrokerError, match=words):
        asyncio.run(scene())


def test_an_unusable_will_is_an_error_at_the_start() -> None:
    async def scene() -> None:
        async with started(settings(1, will=Message("me/#", b"offline"))):
            pass

    with pytest.raises(BrokerError, match="me/#"):
        asyncio.run(scene())
