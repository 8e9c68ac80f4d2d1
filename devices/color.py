"""Colour spaces of lights to sRGB and back, at full brightness: brightness travels by itself."""

from __future__ import annotations

import colorsys

from devices.errors import CannotCommand
from devices.state import Color

MIREDS = 1_000_000  # divided by a colour temperature in kelvin, and back


def from_hs(hue: float, saturation: float) -> Color:
    """Hue 0-360 degrees, saturation 0-100 percent."""
    return _color(*colorsys.hsv_to_rgb((hue % 360) / 360, min(max(saturation, 0), 100) / 100, 1.0))


def to_hs(color: Color) -> tuple[float, float]:
    """Hue in degrees and saturation in percent."""
    hue, saturation, _ = colorsys.rgb_to_hsv(color.red / 255, color.green / 255, color.blue / 255)
    return round(hue * 360, 2), round(saturation * 100, 2)


def from_xy(x: float, y: float) -> Color:
    """CIE 1931 chromaticity; matrix of sRGB with white point D65 (IEC 61966-2-1)."""
    x, y = min(max(x, 0.0), 1.0), min(max(y, 1e-6), 1.0)
    big_x, big_z = x / y, (1 - x - y) / y
    red = 3.2406 * big_x - 1.5372 - 0.4986 * big_z
    green = -0.9689 * big_x + 1.8758 + 0.0415 * big_z
    blue = 0.0557 * big_x - 0.2040 + 1.0570 * big_z
    linear = [max(0.0, channel) for channel in (red, green, blue)]
    brightest = max(*linear, 1e-9)
    return _color(*(_gamma(channel / brightest) for channel in linear))


def to_xy(color: Color) -> tuple[float, float]:
    """CIE 1931 chromaticity; black counts as white."""
    red, green, blue = (_linear(channel / 255) for channel in (color.red, color.green, color.blue))
    big_x = 0.4124 * red + 0.3576 * green + 0.1805 * blue
    big_y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    big_z = 0.0193 * red + 0.1192 * green + 0.9505 * blue
    total = big_x + big_y + big_z
    return (round(big_x / total, 4), round(big_y / total, 4)) if total else (0.3127, 0.3290)


def kelvin(mireds: float) -> int | None:
    """Kelvin of a colour temperature in mireds; None for what is no temperature of light."""
    return round(MIREDS / mireds) if 50 <= mireds <= 1000 else None


def mireds(kelvins: int) -> int:
    """Mireds of a colour temperature. Raises CannotCommand for what is no temperature of light."""
    if not 1_000 <= kelvins <= 20_000:
        raise CannotCommand(f"{kelvins} kelvin is no temperature of light; give 1000 to 20000")
    return round(MIREDS / kelvins)


def rgb(red: float, green: float, blue: float) -> Color:
    """A colour of channels 0-255, cut off at their ends."""
    return Color(*(min(255, max(0, round(channel))) for channel in (red, green, blue)))


def _color(red: float, green: float, blue: float) -> Color:
    return rgb(red * 255, green * 255, blue * 255)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
