from __future__ import annotations

import paho.mqtt.client as paho
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion

from devices.topics import filter_fault, topic_fault


@pytest.mark.parametrize("topic", ["a", "/", "a//b", "$SYS/x", "käse/größe", "a b", "x" * 65_535])
def test_topics_that_mqtt_allows_have_no_fault(topic: str) -> None:
    assert topic_fault(topic) == filter_fault(topic) == ""


@pytest.mark.parametrize("name", ["#", "+", "a/#", "+/b", "a/+/b/#", "/+"])
def test_wildcards_are_for_filters_only(name: str) -> None:
    assert filter_fault(name) == ""
    assert "wildcard" in topic_fault(name)


@pytest.mark.parametrize("name", ["a#", "#/a", "a/#/b", "a+", "+a/b", "", "\0", "\ud800", "ä" * 32_768])
def test_filters_that_mqtt_does_not_allow_have_a_fault(name: str) -> None:
    assert filter_fault(name)


@given(st.text(alphabet=st.sampled_from("ab/+#$"), max_size=12))
def test_every_filter_without_fault_is_taken_by_paho(name: str) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2)
    if filter_fault(name):
        return
    client.subscribe([(name, 0)])  # raises ValueError for what it does not take
