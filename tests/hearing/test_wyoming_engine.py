import hashlib
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager

import numpy as np
import pytest

from assistant.errors import GrammarError
from assistant.hearing.audio import to_int16
from assistant.hearing.recordings import wav_frames
from assistant.hearing.wyoming_engine import WyomingRecognizer, cleaned
from tests.wyoming import free_port, wyoming_server

EMPTY = np.empty(0, dtype=np.int16)
NOISE = np.random.default_rng(7).integers(-32768, 32767, (40, 512), dtype=np.int16, endpoint=True)


@contextmanager
def _raw_server(answer):
    """Answers every connection with these bytes as soon as all sound has come."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection:
                seen = b""
                while b"audio-stop" not in seen and (more := connection.recv(65536)):
                    seen += more
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)


def _hear(recognizer, frames=NOISE):
    for frame in frames:
        assert recognizer.feed(frame) is None
    return recognizer.feed(EMPTY, final=True)


def test_every_sample_arrives_as_it_was_over_tcp_and_over_a_unix_socket(tmp_path):
    told = []
    for uri in (f"tcp://127.0.0.1:{free_port()}", f"unix://{tmp_path}/asr.sock"):
        with wyoming_server(uri, "checksum"):
            recognizer = WyomingRecognizer(uri, on_trouble=told.append)
            first, second = _hear(recognizer), _hear(recognizer, NOISE[:3])
        assert first.text == hashlib.sha256(NOISE.astype("<i2").tobytes()).hexdigest()
        assert second.text == hashlib.sha256(NOISE[:3].astype("<i2").tobytes()).hexdigest()
    assert told == []


@pytest.mark.skipif(shutil.which("flite") is None, reason="no flite to speak with")
def test_a_spoken_sentence_comes_back_as_its_text(tmp_path):
    wav = tmp_path / "said.wav"
    said = "turn on the kitchen lamp"
    subprocess.run(["flite", "-voice", "slt", "-t", said, "-o", wav], check=True)
    uri = f"unix://{tmp_path}/asr.sock"
    with wyoming_server(uri, "grammar"):
        recognition = _hear(WyomingRecognizer(uri, confidence=0.8), list(wav_frames(wav)))
    assert (recognition.text, recognition.confidence) == (said, 0.8)


def test_sound_beyond_the_limit_is_not_sent(tmp_path):
    uri = f"unix://{tmp_path}/asr.sock"
    long = to_int16(np.zeros(25 * 16_000, dtype=np.float32))
    with wyoming_server(uri, "checksum"):
        recognition = _hear(WyomingRecognizer(uri), [long])
    assert recognition.text == hashlib.sha256(bytes(2 * 20 * 16_000)).hexdigest()


def test_the_server_is_told_the_language_and_a_streaming_one_is_understood(tmp_path):
    uri = f"unix://{tmp_path}/asr.sock"
    with wyoming_server(uri, "language"):
        assert _hear(WyomingRecognizer(uri, language="de")).text == "de"
    with wyoming_server(uri, "streaming", "Licht an."):
        assert _hear(WyomingRecognizer(uri)).text == "licht an"


def test_no_sound_needs_no_server():
    told = []
    recognizer = WyomingRecognizer("tcp://127.0.0.1:1", on_trouble=told.append)
    assert recognizer.feed(EMPTY, final=True).text == ""
    assert told == []


def test_a_server_that_is_not_there_is_one_message_and_heard_once_it_runs():
    told, port = [], free_port()
    recognizer = WyomingRecognizer(f"tcp://127.0.0.1:{port}", on_trouble=told.append)
    assert (_hear(recognizer).text, len(told)) == ("", 1)
    assert f"127.0.0.1:{port} cannot be reached" in told[0]
    with wyoming_server(f"tcp://127.0.0.1:{port}", "text", "Lamp", "on."):
        assert _hear(recognizer).text == "lamp on"
    assert len(told) == 1


def test_a_server_that_dies_in_the_middle_costs_one_utterance(tmp_path):
    told, uri = [], f"unix://{tmp_path}/asr.sock"
    recognizer = WyomingRecognizer(uri, on_trouble=told.append)
    with wyoming_server(uri, "hang_up", "lamp off"):
        assert (_hear(recognizer).text, len(told)) == ("", 1)
        assert _hear(recognizer).text == "lamp off"
    assert "hung up" in told[0]


def test_a_server_that_hangs_is_given_up(tmp_path):
    told, uri = [], f"unix://{tmp_path}/asr.sock"
    with wyoming_server(uri, "silent"):
        assert _hear(WyomingRecognizer(uri, timeout=0.5, on_trouble=told.append)).text == ""
    assert len(told) == 1
    assert "no text within 0.5 s" in told[0]


def test_an_error_of_the_server_is_passed_on(tmp_path):
    told, uri = [], f"unix://{tmp_path}/asr.sock"
    with wyoming_server(uri, "error"):
        assert _hear(WyomingRecognizer(uri, on_trouble=told.append)).confidence == 0.0
    assert "out of memory" in told[0]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "no event of the protocol"),
        (b"\xff\xfe\x00\n", "no event of the protocol"),
        (b"[1]\n", "no event of the protocol"),
        (b"[" * 60_000 + b"\n", "no event of the protocol"),
        (b'{"type": 3}\n', "no event of the protocol"),
        (b"x" * 70_000, "a line without end"),
        (b'{"type": "transcript", "data_length": 99999999}\n', "99999999 bytes"),
        (b'{"type": "transcript", "payload_length": -1}\n', "-1 bytes"),
        (b'{"type": "transcript", "data": {"text": 7}}\n', "no text of up to"),
        (b'{"type": "transcript", "data": {"text": "' + b"a" * 2000 + b'"}}\n', "no text of up to"),
        (b'{"type": "pong"}\n' * 1000, "no transcript came"),
        (b'{"type": "transcript", "data_length": 50}\n{', "hung up"),
        (b"", "hung up"),
    ],
)
def test_what_is_no_transcript_is_one_clear_message(answer, message):
    told = []
    with _raw_server(answer) as uri:
        assert _hear(WyomingRecognizer(uri, on_trouble=told.append), NOISE[:2]).text == ""
    assert len(told) == 1
    assert message in told[0]
    assert uri.removeprefix("tcp://") in told[0]


@pytest.mark.parametrize(
    "uri", ["", "localhost:10300", "tcp://host", "tcp://h:99999", "unix://x", "http://h:1"]
)
def test_an_address_that_is_none_is_refused(uri):
    with pytest.raises(GrammarError, match="give tcp://HOST:PORT"):
        WyomingRecognizer(uri)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (" Turn on the Kitchen Lamp.", "turn on the kitchen lamp"),
        ("Turn it off, please!", "turn it off please"),
        ("set the heating to 20.5 degrees", "set the heating to 20.5 degrees"),
        ("What's the time?", "what's the time"),
        ("[BLANK_AUDIO]", ""),
        ("(upbeat music)", ""),
        ("*coughs* lamp on", "lamp on"),
        ("♪ la la ♪", "la la"),
        ("...", ""),
        ("Mach das Licht in der Küche an.", "mach das licht in der küche an"),
    ],
)
def test_a_transcript_is_cleaned_for_the_sentence_templates(written, text):
    assert cleaned(written) == text
