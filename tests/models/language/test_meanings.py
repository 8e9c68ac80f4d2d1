"""What labels and words mean for a home. Slots nobody says stand in brackets."""

import pytest

from models.language import clinc
from models.language.meanings import meaning
from models.language.utterance import Meaning, located, plain_text, unannotated


def told(meant: Meaning, text: str) -> str:
    """The intent and its slots in one line; every spoken slot points at its words."""
    intent, slots = meant
    assert all(text[slot.start : slot.end] == slot.text for slot in slots if slot.spoken)
    words = [f"{s.name}={s.text}" if s.spoken else f"[{s.name}={s.text}]" for s in slots]
    return " ".join([(intent or "nothing").removeprefix("Hass"), *words])


@pytest.mark.parametrize(
    ("label", "annotated", "means"),
    [
        ("hue_lighton", "please turn on [device_type : all lights]", "TurnOn [domain=light]"),
        ("hue_lighton", "lights out", "TurnOff [domain=light]"),
        ("hue_lightoff", "turn off my [device_type : desk lamp]", "TurnOff name=desk lamp [domain=light]"),
        ("hue_lightoff", "turn off the closet light", "TurnOff area=closet [domain=light]"),
        (
            "hue_lightoff",
            "lights off in [house_place : my son's room]",
            "TurnOff area=son's room [domain=light]",
        ),
        ("hue_lightoff", "turn off [house_place : room] lights", "TurnOff [domain=light]"),
        ("hue_lightoff", "lights off at [time : nine pm]", "TurnOff when=nine pm [domain=light]"),
        ("hue_lightoff", "turn down the lights to medium", "LightSet [change=down]"),
        (
            "hue_lightoff",
            "did i leave the light on in the [house_place : garage]",
            "GetState area=garage [domain=light] [state=on]",
        ),
        ("hue_lightoff", "by remote sensor", "nothing"),
        (
            "hue_lightup",
            "brighten [house_place : living room] lights",
            "LightSet area=living room [change=up]",
        ),
        (
            "hue_lightup",
            "raise lights [change_amount : to full power]",
            "LightSet brightness=full power [change=up]",
        ),
        ("hue_lightup", "turn the lights up to eight", "LightSet brightness=eight [change=up]"),
        ("hue_lightup", "lights turned up to [time : seven]", "LightSet brightness=seven [change=up]"),
        ("hue_lightup", "its too dark in here", "LightSet [change=up]"),
        (
            "hue_lightdim",
            "dim the lights [change_amount : a bit]",
            "LightSet change_amount=a bit [change=down]",
        ),
        (
            "hue_lightdim",
            "lower it [change_amount : by half] the light",
            "LightSet change_amount=half [change=down]",
        ),
        (
            "hue_lightdim",
            "dim the [house_place : overhead] lights",
            "LightSet name=overhead lights [change=down]",
        ),
        (
            "hue_lightchange",
            "from [color_type : blue] to [color_type : red] lights",
            "LightSet old_color=blue color=red",
        ),
        ("hue_lightchange", "lights on [color_type : party mode]", "LightSet mood=party mode"),
        ("hue_lightchange", "a [color_type : cooler tone] of light", "LightSet temperature=cooler tone"),
        ("hue_lightchange", "lights [change_amount : to fifty percent]", "LightSet brightness=fifty percent"),
        ("hue_lightchange", "change the light color", "LightSet"),
        ("hue_lightchange", "how do i change the color of the lights", "nothing"),
        ("wemo_on", "turn on my [device_type : wemo] socket", "TurnOn name=wemo socket [domain=switch]"),
        (
            "wemo_on",
            "turn on the plug in my [house_place : office] for my [device_type : computer]",
            "TurnOn name=plug area=office [domain=switch]",
        ),
        ("wemo_on", "turn on [house_place : kitchen] light", "TurnOn area=kitchen [domain=light]"),
        ("wemo_off", "turn off [house_place : bedroom] fan", "TurnOff area=bedroom name=fan"),
        (
            "wemo_off",
            "turn off [device_type : wifi] when you leave home",
            "TurnOff name=wifi when=when you leave home",
        ),
        ("wemo_off", "if idle then turn off else turn on", "nothing"),
        ("wemo_off", "please power down", "nothing"),
        ("cleaning", "start the [device_type : vacuum]", "VacuumStart name=vacuum"),
        ("cleaning", "vacuum the [house_place : kitchen]", "VacuumCleanArea area=kitchen"),
        ("cleaning", "clean the [house_place : floor]", "VacuumStart"),
        (
            "cleaning",
            "have [device_type : vacuum] go for [time : one hour]",
            "VacuumStart name=vacuum duration=one hour",
        ),
        (
            "cleaning",
            "activate [device_type : robot cleaner] in [time : an hour]",
            "VacuumStart name=robot cleaner when=an hour",
        ),
        ("cleaning", "take it in hand", "nothing"),
        ("coffee", "make coffee at [time : seven am]", "TurnOn name=coffee when=seven am"),
        ("coffee", "start the [device_type : coffee machine]", "TurnOn name=coffee machine"),
        ("coffee", "make me a [coffee_type : latte]", "TurnOn coffee_type=latte [name=coffee]"),
        ("coffee", "order a latte from [business_name : starbucks]", "nothing"),
        ("coffee", "is the coffee ready", "nothing"),
    ],
)
def test_an_iot_sentence_means_this(label: str, annotated: str, means: str) -> None:
    raw, entities = unannotated(annotated)
    text = plain_text(raw)
    assert told(meaning(f"iot_{label}", text, located(raw, entities)), text) == means


@pytest.mark.parametrize(
    ("label", "annotated", "means"),
    [
        ("audio_volume_up", "make it louder", "SetVolumeRelative [volume_step=up]"),
        ("audio_volume_up", "please decrease the volume", "SetVolumeRelative [volume_step=down]"),
        ("audio_volume_up", "increase volume [change_amount : to fifty]", "SetVolume volume_level=fifty"),
        (
            "audio_volume_up",
            "raise it [change_amount : by ten]",
            "SetVolumeRelative change_amount=ten [volume_step=up]",
        ),
        ("audio_volume_up", "unmute", "MediaPlayerUnmute"),
        ("audio_volume_down", "you're too loud", "SetVolumeRelative [volume_step=down]"),
        (
            "audio_volume_mute",
            "mute the [device_type : television] for [time : one hour]",
            "MediaPlayerMute name=television duration=one hour",
        ),
        ("audio_volume_mute", "pause the music", "MediaPause"),
        ("audio_volume_mute", "don't talk", "nothing"),
        ("music_settings", "please skip to the next song", "MediaNext"),
        ("play_music", "skip to the next song by [artist_name : adele]", "nothing"),
        ("play_music", "play [artist_name : adele]", "nothing"),
        ("play_radio", "please turn on the radio", "TurnOn name=radio"),
        ("play_radio", "turn on [radio_name : npr]", "nothing"),
        ("datetime_query", "hey what time is it", "GetCurrentTime"),
        ("datetime_query", "what's [date : today's] date", "GetCurrentDate"),
        ("datetime_query", "what time is it in [place_name : london]", "nothing"),
        ("calendar_set", "set a timer for [time : five minutes]", "StartTimer duration=five minutes"),
        ("general_commandstop", "just cancel it", "Nevermind"),
        ("general_commandstop", "just stop", "nothing"),
        ("weather_query", "is it [weather_descriptor : cold]", "nothing"),
    ],
)
def test_other_sentences_are_for_the_home_only_if_it_can_do_them(
    label: str, annotated: str, means: str
) -> None:
    raw, entities = unannotated(annotated)
    text = plain_text(raw)
    assert told(meaning(label, text, located(raw, entities)), text) == means


@pytest.mark.parametrize(
    ("label", "text", "means"),
    [
        ("smart_home", "turn lights on in my bedroom", "TurnOn area=bedroom [domain=light]"),
        ("smart_home", "turn my fan on", "TurnOn name=fan"),
        ("smart_home", "make the lights dimmer please", "LightSet [change=down]"),
        ("smart_home", "set the temperature to 70", "ClimateSetTemperature temperature=70"),
        ("smart_home", "what temp is the ac at", "ClimateGetTemperature name=ac"),
        ("smart_home", "lock all the doors", "TurnOn name=doors [domain=lock]"),
        ("smart_home", "make sure all doors are locked", "TurnOn name=doors [domain=lock]"),
        ("smart_home", "did i lock the doors", "GetState [domain=lock] [state=locked]"),
        ("smart_home", "who is at my front door", "nothing"),
        ("smart_home", "set my oven to 350 please", "nothing"),
        ("timer", "set a timer for two hours", "StartTimer duration=two hours"),
        ("timer", "i want a 10 minute timer", "StartTimer duration=10 minute"),
        ("timer", "how do i set a timer", "nothing"),
        ("change_volume", "set the volume to 4 please", "SetVolume volume_level=4"),
        ("change_volume", "the sound is too low", "SetVolumeRelative [volume_step=up]"),
        ("change_volume", "please your volume", "nothing"),
        ("whisper_mode", "can you please lower the volume", "SetVolumeRelative [volume_step=down]"),
        ("whisper_mode", "use your quiet voice", "nothing"),
        ("next_song", "skip this", "MediaNext"),
        ("next_song", "what is the next song", "nothing"),
        ("cancel", "never mind", "Nevermind"),
        ("cancel", "please be quiet", "MediaPlayerMute"),
        ("cancel", "pause", "MediaPause"),
        ("time", "what time is it in rome", "nothing"),
        ("date", "what is today", "GetCurrentDate"),
        ("roll_dice", "roll a die", "nothing"),
    ],
)
def test_a_clinc_sentence_means_this(label: str, text: str, means: str) -> None:
    assert told(clinc.meaning(label, text), text) == means
