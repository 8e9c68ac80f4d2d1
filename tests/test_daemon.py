"""The daemon as a whole: a real process, a real mosquitto, real signals."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon import HOME, PATIENCE, DaemonProcess
from tests.friend import Friend
from tests.mosquitto import Mosquitto, free_port

ROOT = Path(__file__).parents[1]


@pytest.fixture
def config(tmp_path: Path, mosquitto: Mosquitto) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text(HOME.format(port=mosquitto.port))
    return file


@pytest.fixture
def friend(mosquitto: Mosquitto) -> Iterator[Friend]:
    one = Friend(mosquitto.port)
    yield one
    one.close()


def _decided(friend: Friend, text: str, *, area: str | None = None) -> dict[str, object]:
    after = len(friend.seen)
    friend.say("assistant/test/command", json.dumps({"text": text, "area": area}))
    decision: dict[str, object] = json.loads(friend.sees("assistant/test/decision", after=after))
    assert decision["text"] == text
    return decision


def test_a_sentence_by_mqtt_is_carried_out_and_confirmed_by_the_device(config: Path, friend: Friend) -> None:
    with DaemonProcess(config) as daemon:
        friend.sees("assistant/test/status", b"online")
        friend.sees("simulated/light.kitchen/state")
        decision = _decided(friend, "turn on the kitchen light")
        assert decision["targets"] == ["light.kitchen"]
        (outcome,) = decision["outcomes"]  # type: ignore[misc]
        assert (outcome["outcome"], outcome["evidence"]) == ("confirmed", "state")
        assert json.loads(friend.sees("simulated/light.kitchen/set")) == {"on": True}
        friend.sees("assistant/test/say", b"Turned on the light.")
        daemon.says('told "turn on the kitchen light" 1.00 → light.kitchen on → confirmed')


def test_ending_sets_it_offline_and_leaves_with_status_zero(config: Path, friend: Friend) -> None:
    with DaemonProcess(config) as daemon:
        friend.sees("assistant/test/status", b"online")
        assert daemon.stop() == 0
        friend.sees("assistant/test/status", b"offline")
    assert daemon.log.splitlines()[-1].endswith("stopped")


def test_a_killed_daemon_is_set_offline_by_its_will(config: Path, friend: Friend) -> None:
    with DaemonProcess(config) as daemon:
        friend.sees("assistant/test/status", b"online")
        daemon.send(signal.SIGKILL)
        daemon.wait()
        friend.sees("assistant/test/status", b"offline")


def test_a_question_is_asked_and_its_answer_obeyed(config: Path, friend: Friend) -> None:
    with DaemonProcess(config):
        friend.sees("simulated/lock.front/state")
        assert _decided(friend, "unlock the front door")["decision"] == "ask"
        assert not [t for t, _ in friend.seen if t == "simulated/lock.front/set"]
        assert _decided(friend, "yes")["targets"] == ["lock.front"]
        assert json.loads(friend.sees("simulated/lock.front/set")) == {"locked": False}


def test_the_area_of_a_sentence_is_the_speakers(config: Path, friend: Friend) -> None:
    with DaemonProcess(config):
        friend.sees("simulated/light.hall/state")
        assert _decided(friend, "turn on the lights", area="kitchen")["targets"] == ["light.kitchen"]


def test_a_device_that_does_not_answer_is_said_so(config: Path, friend: Friend) -> None:
    with DaemonProcess(config):
        friend.sees("simulated/light.hall/state")
        (outcome,) = _decided(friend, "turn on the hall light")["outcomes"]  # type: ignore[misc]
        assert outcome["outcome"] == "unconfirmed"
        friend.sees("assistant/test/say", b"Hall light did not confirm.")


def test_it_hears_again_after_the_broker_was_killed(
    config: Path, mosquitto: Mosquitto, friend: Friend
) -> None:
    with DaemonProcess(config) as daemon:
        friend.sees("assistant/test/status", b"online")
        mosquitto.kill()
        daemon.says("MQTT: ", times=2)
        after = len(friend.seen)
        mosquitto.start()
        daemon.says("connected, MQTT", times=2)
        friend.sees("simulated/light.kitchen/state", after=after)
        assert _decided(friend, "close the blinds")["decision"] == "act"


def test_a_reload_takes_a_whole_valid_configuration_or_none(config: Path, friend: Friend) -> None:
    with DaemonProcess(config) as daemon:
        friend.sees("simulated/light.kitchen/state")
        good = config.read_text()
        config.write_text(good.replace("name: blinds", "nam: blinds"))
        daemon.send(signal.SIGHUP)
        daemon.says("unknown key; did you mean 'name'?")
        daemon.says("the old one goes on")
        assert _decided(friend, "open the blinds")["decision"] == "act"
        config.write_text(good.replace("name: blinds", "name: big curtain"))
        daemon.send(signal.SIGHUP)
        daemon.says("changed: devices")
        assert _decided(friend, "open the big curtain")["targets"] == ["cover.blinds"]


def test_muting_by_mqtt_is_told_and_remembered_over_a_restart(config: Path, friend: Friend) -> None:
    with DaemonProcess(config) as daemon:
        friend.sees("assistant/test/listening", b"ON")
        friend.say("assistant/test/listening/set", "OFF")
        friend.sees("assistant/test/listening", b"OFF")
        daemon.says("muted, the microphone is closed")
    after = len(friend.seen)
    with DaemonProcess(config):
        friend.sees("assistant/test/listening", b"OFF", after=after)


def test_nonsense_on_its_topics_is_said_and_survived(config: Path, friend: Friend) -> None:
    with DaemonProcess(config) as daemon:
        friend.sees("simulated/light.kitchen/state")
        friend.say("assistant/test/command", "{")
        daemon.says("assistant/test/command: starts like JSON but is none")
        friend.say("simulated/light.kitchen/state", '{"on": "maybe"}')
        daemon.says("simulated/light.kitchen/state: light.kitchen: on: 'maybe' is not true or false")
        for i in range(300):
            friend.say(f"homeassistant/light/flood{i}/config", "{" * 1000)
        assert _decided(friend, "turn off the kitchen light")["decision"] == "act"


def test_discovered_devices_are_commanded_by_their_own_names(config: Path, friend: Friend) -> None:
    announced = {
        "name": "Moon lamp",
        "unique_id": "m1",
        "command_topic": "moon/set",
        "state_topic": "moon/state",
    }
    friend.say("homeassistant/switch/moon/config", json.dumps(announced), retain=True)
    with DaemonProcess(config):
        friend.sees("simulated/light.kitchen/state")
        deadline = time.monotonic() + PATIENCE
        while _decided(friend, "turn on the moon lamp")["decision"] != "act":
            assert time.monotonic() < deadline
        friend.sees("moon/set", b"ON")


def test_systemd_is_told_of_its_life(config: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        told: list[str] = []
        with DaemonProcess(
            config, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="30000000"
        ) as daemon:
            while not any(t.startswith("READY=1") for t in told) or "WATCHDOG=1" not in told:
                told.append(manager.recv(1000).decode())
            daemon.send(signal.SIGHUP)
            while not told[-1].startswith("READY=1"):
                told.append(manager.recv(1000).decode())
            assert any(t.startswith("RELOADING=1") for t in told)
            daemon.stop()
            while told[-1] != "STOPPING=1":
                told.append(manager.recv(1000).decode())
        assert any("4 devices" in t for t in told)


def test_in_a_language_it_cannot_hear_it_still_understands_what_is_written(
    config: Path, friend: Friend
) -> None:
    config.write_text("language: de\n" + config.read_text().replace("kitchen light", "Küchenlampe"))
    with DaemonProcess(config) as daemon:
        daemon.says("hearing is off: the speech model hears English only")
        friend.sees("simulated/light.kitchen/state")
        assert _decided(friend, "schalte die Küchenlampe ein")["targets"] == ["light.kitchen"]


def test_a_mistake_in_the_configuration_ends_it_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("langauge: en\n")
    with DaemonProcess(file) as daemon:
        assert daemon.wait() == 2
    assert f"{file}:1: langauge: unknown key; did you mean 'language'?" in daemon.log


@pytest.mark.slow
def test_the_shipped_configuration_shows_what_it_promises(tmp_path: Path) -> None:
    """`make run` on a machine without a microphone: its own broker, its own home, its own voices."""
    port = free_port()
    file = tmp_path / "config.yaml"
    file.write_text((ROOT / "config.yaml").read_text().replace("port: 1884", f"port: {port}"))
    with DaemonProcess(file) as daemon:
        daemon.says("the recordings are over")
        for line in (
            'heard "turn on the kitchen light"',
            "light.kitchen on → confirmed",
            "light.bedroom on, brightness 40 % → confirmed",
            "asked: Reading lamp: living room or bedroom?",
            "light.reading_bedroom on → confirmed",
            "asked: Really unlock front door?",
            "refused: no lights in garage",
            "light.hall on → unconfirmed",
        ):
            assert line in daemon.log, daemon.log
        assert "lock.front_door" not in daemon.log
        friend = Friend(port)
        friend.say("assistant/lares/command", "turn off the kitchen light")
        assert json.loads(friend.sees("assistant/lares/decision"))
        daemon.says("light.kitchen off → confirmed")
        friend.close()
