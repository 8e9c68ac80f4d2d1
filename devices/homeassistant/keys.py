"""Every key an entity's configuration may have, so that a misspelt one can be told."""

from __future__ import annotations

from devices.homeassistant.abbreviations import KEYS

KNOWN_KEYS = frozenset(KEYS.values()) | frozenset(
    """
    activity_state_topic activity_value_template available_tones brightness code color_temp fan_modes hs
    max max_temp min min_temp mode modes name payload_pause payload_start power_state_template
    power_state_topic precision qos rgb rgbw rgbww schema send_if_off state_error step swing_modes
    temp_step transition white xy
    """.split()  # noqa: SIM905
)
"""Those with a short form, and those that are short enough to have none."""
