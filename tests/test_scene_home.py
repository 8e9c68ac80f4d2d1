"""The home that a scene names or brings along."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ConfigError
from assistant.scene_home import SceneHomes, area_of

DEN = {"id": "den", "name": "Den", "aliases": ["lair"]}
LAMP = {"id": "light.desk", "name": "desk lamp", "area": "den", "mqtt": {"initial": {"on": True}}}


def test_an_object_is_as_good_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(
        "areas: [{id: den, name: Den, aliases: [lair]}]\n"
        "devices: [{id: light.desk, name: desk lamp, area: den, mqtt: {initial: {'on': true}}}]\n"
        "hearing: {pronounce: {xiaomi: sh aw m iy}}\n"
    )
    homes = SceneHomes()
    read, brought = homes.find(path), homes.find({"areas": [DEN], "devices": [LAMP], "language": "en"})
    assert read.made(0.0) == brought.made(0.0)
    assert read.made(0.0).state("light.desk").on is True
    assert read.pronounce == {"xiaomi": "sh aw m iy"}


def test_each_scene_has_a_home_of_its_own() -> None:
    homes = SceneHomes()
    given = {"areas": [DEN], "devices": [LAMP]}
    homes.find(given).made(0.0).remove("light.desk")
    assert "light.desk" in homes.find(given).made(0.0).devices


def test_names_may_have_any_signs() -> None:
    odd = "🛋 \x7f \\ladder\u2028"
    home = SceneHomes().find({"devices": [{"id": "light.a", "name": odd, "bearing": 1e-7}]}).made(0.0)
    assert (home.devices["light.a"].name, home.devices["light.a"].bearing) == (odd, 1e-7)


def test_an_area_is_found_by_any_of_its_names() -> None:
    home = SceneHomes().find({"areas": [DEN]}).made(0.0)
    assert [area_of(home, said) for said in ("den", "DEN", "Lair", None)] == ["den", "den", "den", None]
    with pytest.raises(ConfigError, match="area: 'moon': no such area; there are: den"):
        area_of(home, "moon")


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"devices": [{**LAMP, "area": "attic"}]}, "home: devices[0].area: no such area ('attic'); there is"),
        ({"areas": [DEN, DEN]}, "home: areas[1].id: is there twice"),
        ({"devices": [{**LAMP, "aliases": [[[[[[[[[[[]]]]]]]]]]]}]}, "home: devices[0].aliases[0]: must be"),
        ({"areas": {"id": "den"}}, "home: areas: "),
        ({"rooms": []}, "home: rooms: unknown key"),
        ({"devices": [{"id": "light.a"}]}, "home: devices[0].name: is missing; add it"),
        ({"devices": [{**LAMP, "mqtt": {"initial": {"onn": 1}}}]}, "mqtt.initial.onn: no such state field"),
    ],
)
def test_a_wrong_home_is_told_by_key(given: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        SceneHomes().find(given)
    assert complaint in str(raised.value)
