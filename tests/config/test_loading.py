"""config.yaml: one immutable Config, or every mistake in it with its line and its mend."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.config import Config, Problem, changed_sections, load_config, load_home
from assistant.errors import ConfigError
from devices.model import Capability, Kind, Risk

ROOT = Path(__file__).parents[2]


def _problems(folder: Path, text: str) -> list[Problem]:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_config(file)
    return [problem for problem in raised.value.problems if isinstance(problem, Problem)]


def _config(folder: Path, text: str) -> Config:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def test_the_shipped_config_is_valid_and_has_a_home() -> None:
    config = load_config(ROOT / "config.yaml")
    home = config.home()
    assert home.devices["light.kitchen"].can(Capability.BRIGHTNESS)
    assert [d.id for d in home.devices.values() if d.name == "reading lamp"] == [
        "light.reading_living_room",
        "light.reading_bedroom",
    ]


def test_every_default_is_what_the_shipped_config_says() -> None:
    """The comments promise that each key stands there with its default."""
    shipped = load_config(ROOT / "config.yaml")
    for name in ("broker", "embedded_broker", "discovery", "hearing", "replies", "understanding", "acting"):
        assert getattr(shipped, name) == getattr(Config(), name), name


@pytest.mark.parametrize(
    ("text", "line", "key", "says"),
    [
        ("langauge: en", 1, "langauge", "unknown key; did you mean 'language'?"),
        ("hearing:\n  treshold: 1", 2, "hearing.treshold", "did you mean 'threshold'?"),
        ("name: Lares!", 1, "name", "use lower-case letters, digits and _"),
        ("broker: {port: 70000}", 1, "broker.port", "must be less than or equal to 65535 (70000)"),
        ("broker: {port: '1883'}", 1, "broker.port", "must be a valid integer ('1883')"),
        ("broker: {password: x}", 1, "broker.password", "name that in password_from"),
        ("replies: {speak: maybe}", 1, "replies.speak", "must be a valid boolean ('maybe')"),
        ("hearing: {threshold: .nan}", 1, "hearing.threshold", "must be"),
        (
            "hearing: {follow_up_seconds: -1}",
            1,
            "hearing.follow_up_seconds",
            "must be greater than or equal to 0 (-1)",
        ),
        (
            "hearing: {follow_up_seconds: 61}",
            1,
            "hearing.follow_up_seconds",
            "must be less than or equal to 60",
        ),
        (
            "hearing: {follow_up_second: 5}",
            1,
            "hearing.follow_up_second",
            "did you mean 'follow_up_seconds'?",
        ),
        ("hearing: {claim_milliseconds: 500}", 1, "hearing.claim_milliseconds", "less than or equal to 100"),
        ("hearing: {claim_milliseconds: 8.5}", 1, "hearing.claim_milliseconds", "must be a valid integer"),
        (
            "hearing: {area: kitchn}\nareas: [{id: kitchen, name: K}]",
            1,
            "hearing.area",
            "did you mean 'kitchen'?",
        ),
        ("areas:\n- {id: a, name: on}", 2, "areas[0].name", "put the word in quotes"),
        (
            "areas:\n- {id: a, name: A}\n- {id: a, name: B}",
            3,
            "areas[1].id",
            "is there twice, first on line 2",
        ),
        ("areas:\n- {id: a, name: A}\n- {id: b, name: a}", 3, "areas[1].name", "is there twice"),
        ("areas: [{id: a, name: A, floor: up}]", 1, "areas[0].floor", "no such floor ('up')"),
        ("devices:\n- {id: light.a}", 2, "devices[0].name", "is missing"),
        ("devices: [{id: lamp.a, name: A}]", 1, "devices[0]", "'lamp' is no kind of device"),
        ("devices: [{id: kitchen, name: A}]", 1, "devices[0].id", "as in light.kitchen"),
        ("devices: [{id: light.a, name: A, dialect: zigbe2mqtt}]", 1, "devices[0].dialect", "'zigbee2mqtt'?"),
        (
            "devices: [{id: light.a, name: A, mqtt: {initial: {brightness: 300}}}]",
            1,
            "devices[0].mqtt.initial.brightness",
            "'300' is not a percentage",
        ),
        ("overrides: {light.a: {area: x}}", 1, "overrides.light.a.area", "no such area"),
        ("name: a\nname: b", 2, "name", "is there twice, first on line 1"),
        ("name: [a", 1, "", "not valid YAML"),
        ("a:\n\tb: 1", 2, "", "indent with spaces"),
        ("- a", 1, "", "must be keys and values"),
        ("sentences: {files: [none.yaml]}", 1, "", "there is no such file"),
        ("sentences: {actions: {X: {payload: a}}}", 1, "sentences.actions.X", "give either topic"),
        ("sentences: {actions: {X: {topic: a}}}", 1, "sentences.actions.X", "no such intent"),
        ("broker: {tls: {key: a.pem}}", 1, "broker.tls", "certificate and key come together"),
    ],
)
def test_a_mistake_names_its_line_its_key_and_the_mend(
    tmp_path: Path, text: str, line: int, key: str, says: str
) -> None:
    problem = _problems(tmp_path, text)[0]
    assert (problem.line, problem.key) == (line, key)
    assert says in str(problem)


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = (
        "langauge: en\nareas:\n- {id: a, name: A, floor: up}\ndevices:\n- {id: light.a, name: yes, area: b}\n"
    )
    problems = _problems(tmp_path, text)
    assert [(p.line, p.key) for p in problems] == [
        (1, "langauge"),
        (3, "areas[0].floor"),
        (5, "devices[0].name"),
        (5, "devices[0].area"),
    ]


def test_a_problem_is_one_line(tmp_path: Path) -> None:
    for problem in _problems(tmp_path, f"name: '{'x' * 500}'\nbroker: [1]\n"):
        assert "\n" not in str(problem)
        assert len(str(problem)) < 300


def test_files_that_are_no_text_are_one_clear_line(tmp_path: Path) -> None:
    for content, says in (
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 2_000_000, "larger than"),
        (b"!!python/x", "quotes"),
    ):
        (tmp_path / "c.yaml").write_bytes(content)
        with pytest.raises(ConfigError, match=says):
            load_config(tmp_path / "c.yaml")
    with pytest.raises(ConfigError, match="is a folder"):
        load_config(tmp_path)
    with pytest.raises(ConfigError, match="no such file"):
        load_config(tmp_path / "none.yaml")


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    layers = "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 9))
    with pytest.raises(ConfigError, match="too much or too deep"):
        _config(tmp_path, f"l0: &l0 [x]\n{layers}\n")


def test_a_section_with_everything_commented_out_is_the_default(tmp_path: Path) -> None:
    assert _config(tmp_path, "broker:\nhearing:\n  wake:\ndevices:\n") == Config()


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert _config(tmp_path, "") == Config()


def test_a_device_gets_kind_capabilities_and_risk_from_what_it_is(tmp_path: Path) -> None:
    text = (
        "confirm: [switch.oven]\ndevices:\n- {id: switch.oven, name: Oven}\n"
        "- {id: lock.door, name: Door, confirm: false}\n- {id: cover.g, name: G, device_class: garage}\n"
        "- {id: x_1.lamp, name: L, kind: light}\n"
    )
    with pytest.raises(ConfigError):  # "x_1" has a digit, which no kind has
        _config(tmp_path, text)
    devices = _config(tmp_path, text.replace("x_1.lamp", "fixture.lamp")).home().devices
    assert devices["switch.oven"].risk is Risk.CONFIRM
    assert devices["lock.door"].risk is Risk.NORMAL
    assert devices["cover.g"].risk is Risk.CONFIRM
    assert devices["fixture.lamp"].kind is Kind.LIGHT


def test_a_home_file_is_a_part_of_config_and_config_is_a_home_file(tmp_path: Path) -> None:
    assert len(load_home(ROOT / "config.yaml").declared()) == len(
        load_config(ROOT / "config.yaml").declared()
    )
    home = tmp_path / "home.yaml"
    home.write_text("devices: [{id: light.a, name: A}]\naras: []\n")
    with pytest.raises(ConfigError, match=r"home\.yaml:2: aras: unknown key; did you mean 'areas'"):
        load_home(home)


def test_a_reload_knows_which_sections_changed(tmp_path: Path) -> None:
    before = _config(tmp_path, "name: a")
    after = _config(tmp_path, "name: a\nhearing: {threshold: 0.7}\nreplies: {speak: false}")
    assert changed_sections(before, after) == {"hearing", "replies"}
    assert changed_sections(before, before) == frozenset()


NO_DISCOVERY = "discovery: {homeassistant: false, zigbee2mqtt: false, tasmota: false, frigate: false}\n"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("confirm: [switch.ovne]", "confirm[0]"),
        ("overrides: {switch.ovne: {name: x}}", "overrides.switch.ovne"),
    ],
)
def test_an_id_of_no_device_is_a_mistake_where_none_can_announce_itself(
    tmp_path: Path, text: str, key: str
) -> None:
    text += "\ndevices: [{id: switch.oven, name: oven}]\n"
    problem = _problems(tmp_path, NO_DISCOVERY + text)[0]
    assert (problem.line, problem.key) == (2, key)
    assert "no such device" in str(problem)
    assert problem.mend == "did you mean 'switch.oven'?"
    assert _config(tmp_path, text).discovery.tasmota


def test_custom_sentences_are_checked_along_with_their_own_lines(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "language: en\nintents:\n  Coffee:\n    data:\n    - sentences:\n      - 'make [a coffee'\n"
    )
    problem = _problems(tmp_path, "sentences: {files: [s.yaml]}")[0]
    assert (Path(problem.file).name, problem.line) == ("s.yaml", 6)
    assert "brackets" in str(problem)


def test_custom_sentences_of_another_list_say_what_lists_there_are(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "language: en\nintents:\n  Coffee:\n    data:\n    - sentences: ['make a {sise} coffee']\n"
        "lists: {size: {values: [big]}}\n"
    )
    problem = _problems(tmp_path, "sentences: {files: [s.yaml]}")[0]
    assert "no such list ('sise')" in str(problem)
    assert "size" in problem.mend


def test_a_wyoming_server_is_named_with_its_address_or_not_at_all(tmp_path: Path) -> None:
    good = "hearing: {engine: wyoming, wyoming: {uri: 'tcp://10.0.0.2:10300'}}"
    server = _config(tmp_path, good).hearing.wyoming
    assert server is not None
    assert server.uri == "tcp://10.0.0.2:10300"
    assert "needs a server" in str(_problems(tmp_path, "hearing: {engine: wyoming}")[0])
    wrong = "hearing: {engine: wyoming, wyoming: {uri: 'http://10.0.0.2'}}"
    assert "no address of a Wyoming server" in str(_problems(tmp_path, wrong)[0])


def test_a_server_whose_words_are_never_trusted_is_a_mistake(tmp_path: Path) -> None:
    text = "hearing: {engine: wyoming, threshold: 0.95, wyoming: {uri: 'tcp://10.0.0.2:10300'}}"
    assert "nothing would ever be heard" in str(_problems(tmp_path, text)[0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(text=st.text(max_size=80) | st.from_regex(r"(areas|devices|broker): [\[{]?[a-z:, {}\[\]\-0-9]{0,40}"))
def test_no_text_raises_anything_but_a_config_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "c.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(ConfigError):
        load_config(file)
