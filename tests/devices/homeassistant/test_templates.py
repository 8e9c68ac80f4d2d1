from __future__ import annotations

import sys

import pytest

from devices.errors import DeviceError
from devices.homeassistant.payloads import Payload
from devices.homeassistant.sandbox import STEPS
from devices.homeassistant.templates import TEMPLATE_LIMIT, Template, TemplateFailed, template

PAYLOAD = Payload('{"a": {"b": 5, "items": [1, 2, 3]}, "t": 21.456, "s": "ON", "n": null}')


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("{{ value_json.a.b }}", "5"),
        ("{{ value_json['a']['b'] }}", "5"),
        ("{{ value_json.t | round(1) }}", "21.5"),
        ("{{ value_json.t | int }}", "21"),
        ("{{ value_json.q | float(3) }}", "3"),
        ("{{ value_json.q | default('none told') }}", "none told"),
        ("{{ iif(value_json.s == 'ON', 'yes', 'no') }}", "yes"),
        ("{{ (value_json.s == 'ON') | iif('yes', 'no') }}", "yes"),
        ("{% if value_json.s == 'ON' %}on{% else %}off{% endif %}", "on"),
        ("{{ {'ON': 'home', 'OFF': 'away'}[value_json.s] }}", "home"),
        ("{{ {'OFF': 'away'}.get(value_json.s, 'unknown') }}", "unknown"),
        ("{{ '%0.1f' | format(value_json.t) }}", "21.5"),
        ("{{ '{:.1f}'.format(value_json.t) }}", "21.5"),
        ("{{ value_json.s.lower() ~ '/' ~ value_json.a.b }}", "on/5"),
        ("{% for i in value_json.a['items'] %}{{ i * 2 }},{% endfor %}", "2,4,6,"),
        ("{{ (value_json.t * 1.8 + 32) | round }}", "71"),
        ("{{ value_json.s in ['ON', 'OPEN'] }}", "True"),
        ("{% set x = value_json.a.b %}{{ x + 1 }}", "6"),
        ("{{ value | length > 3 }}", "True"),
    ],
)
def test_templates_make_what_home_assistant_makes_of_them(source: str, made: str) -> None:
    assert Template(source).value(PAYLOAD) == made


@pytest.mark.parametrize(
    "source",
    [
        "{{ value_json.missing }}",
        "{{ value_json.missing.deeper }}",
        "{{ value_json.missing | is_defined }}",
        "{{ value_json.missing | float }}",
    ],
)
def test_what_the_payload_does_not_hold_tells_nothing(source: str) -> None:
    assert not Template(source).value(PAYLOAD)


BOMBS = [
    "{% for a in range(1000) %}" * 3 + "{% endfor %}" * 3,
    "{% for a in value %}{% for b in value %}x{% endfor %}{% endfor %}",
    "{{ 'a' * 10**9 }}",
    "{{ [1] * 10**9 }}",
    "{{ 9 ** (9 ** 9) }}",
    "{{ (9 ** 999) * (9 ** 999) }}",
    "{{ range(10**9) }}",
    "{{ value.ljust(10**9) }}",
    "{% set range = value.ljust %}{{ range(10**9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ '{:{}}'.format(1, 1000000000) }}",
    "{{ 'a'.replace('', 'x' * 60000) }}",
    "{% set a = 'x' * 60000 %}{{ a ~ a }}",
    "{% set a = 'x' * 60000 %}{% set b = [a, a] %}{{ b }}",
    "{% set a = 'x' * 60000 %}{{ [a, a] | to_json }}",
    "{% set a = ['xxxxxxxx'] %}" + "{% set a = [a, a, a, a, a, a, a, a] %}" * 10 + "{{ a == a }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{{ " + "(" * 1500 + "1" + ")" * 1500 + " }}",
    "{{ " + "-" * 3000 + "1 }}",
    "{{ " + "+".join("1" * 1000) + " }}",
    "{{ value | wordwrap }}",
    "{{ lipsum(10000) }}",
    "{% include 'secret' %}",
    "{{ value | attr('__class__') }}",
    "{{ value.__class__.__mro__ }}",
    "{{ value_json.__class__.__base__.__subclasses__() }}",
    "{{ ''['__class__']['__mro__'] }}",
    "{{ self.__init__.__globals__ }}",
    "{{ iif.__globals__['json'] }}",
    "{{ '{0.__class__.__mro__}'.format(1) }}",
    "{{ value_json.clear() }}",
]


def _steps(source: str) -> int:
    """Lines of Python that run until the template is through or stopped: work, not time."""
    count = 0

    def trace(frame: object, event: str, argument: object):  # type: ignore[no-untyped-def]
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        made = Template(source).value(Payload("a" * 1000))
    except DeviceError:
        made = None
    finally:
        sys.settrace(before)
    assert not made
    return count


@pytest.mark.parametrize("source", BOMBS)
def test_an_attack_makes_nothing_and_is_stopped_after_little_work(source: str) -> None:
    assert _steps(source) < 500_000


def test_the_budget_is_new_for_each_rendering() -> None:
    loop = Template("{% for i in range(500) %}{{ i }}{% endfor %}")
    made = [loop.value(PAYLOAD) for _ in range(STEPS // 500)]
    assert len(set(made)) == 1
    assert made[0]


def test_a_bomb_says_which_template_it_is() -> None:
    with pytest.raises(TemplateFailed, match=r"10\*\*9.*more than 65536"):
        Template("{{ 'a' * 10**9 }}").value(PAYLOAD)


@pytest.mark.parametrize(
    "source", ["{{ oops", "{% if %}", "{{ value | no_such_filter }}", "x" * (TEMPLATE_LIMIT + 1)]
)
def test_what_is_no_template_is_refused_when_it_is_read(source: str) -> None:
    with pytest.raises(DeviceError):
        Template(source)


def test_a_template_is_compiled_once() -> None:
    assert template("{{ value_json.x | int }}") is template("{{ value_json.x | int }}")
