"""Every key an entity's configuration may have, so that a misspelt one can be told."""

from __future__ import annotations

from devices.homeassistant.abbreviations import KEYS

KNOWN_KEYS = frozenset(KEYS.values()) | frozenset(
    """
    availability brightness color_temp fan_modes hs max max_temp min min_temp mode modes name
    optimistic payload_return_to_base power_command_topic precision qos retain rgb schema
    send_if_off speeds state_error step supported_color_modes swing_modes temp_step tilt_max
    tilt_min transition true xy rgbw rgbww unit color_temp_kelvin white json_attributes
    reports_position support_volume_set support_duration available_tones entity_picture
    supported_turn_on payload_clean_spot payload_locate payload_start payload_pause payload_stop
    start_mowing_command_topic activity_state_topic activity_value_template power_state_topic
    power_state_template direct effect effect_list code code_format supported_features group options
    """.split()  # noqa: SIM905
)
