"""Words for kinds of things, and what is put before and behind orders: politeness, and what puts them off."""

from __future__ import annotations

from devices.model import Kind

# A plural is made with an s.
WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.LIGHT: ("light", "lamp", "bulb", "light bulb"),
    Kind.SWITCH: (
        "plug", "socket", "switch", "outlet", "power socket", "wall socket", "smart plug", "power strip",
    ),
    Kind.FAN: ("fan", "ventilator", "blower"),
    Kind.COVER: ("blind", "curtain", "shutter", "shade", "drape", "roller blind", "window shade"),
    Kind.LOCK: ("lock", "door", "door lock", "deadbolt"),
    Kind.CLIMATE: ("heating", "thermostat", "heater", "radiator"),
    Kind.MEDIA_PLAYER: ("tv", "music", "speaker", "stereo", "radio", "telly", "television", "soundbar"),
    Kind.VACUUM: ("vacuum", "robot", "vacuum cleaner", "hoover", "robot vacuum", "cleaning robot"),
    Kind.SCENE: ("scene", "mood", "preset"),
}  # fmt: skip
# In front of an imperative.
POLITE: tuple[str, ...] = (
    "please", "hey", "could you", "can you", "would you", "okay", "now", "go and", "i want you to",
    "be so kind and", "kindly", "quick", "just", "hey can you", "would you please", "could you please",
    "would you kindly", "go ahead and", "hey could you", "can you please", "i need you to",
    "do me a favour and", "be a dear and", "will you", "alright", "listen", "quickly", "oh and", "come on",
    "okay please", "may i ask you to", "i'd like you to", "right", "so", "excuse me",
)  # fmt: skip
TAILS: tuple[str, ...] = (
    "please", "for me", "now", "right now", "thanks", "will you", "if you can", "quickly", "thank you",
    "would you", "immediately", "okay", "at once", "straight away", "for us", "cheers", "if you don't mind",
    "if you would", "would you please", "as fast as you can", "my dear", "this instant", "okay thanks",
    "if possible", "can you", "thank you very much", "if that's okay", "asap", "come on", "alright",
)  # fmt: skip
# Of every five in a row all are of one sort.
NOT_NOW: tuple[str, ...] = (
    "at nine", "at seven in the morning", "at half past six", "at eight pm", "at noon", "in ten minutes",
    "in half an hour", "in an hour", "in five minutes", "in two hours", "tomorrow", "tomorrow morning",
    "tomorrow at six", "tomorrow night", "the day after tomorrow", "tonight", "later", "later tonight",
    "this evening", "a bit later", "when i get home", "when i leave", "when the movie is over",
    "when we are asleep", "when it gets dark", "every day at sunset", "every morning", "every night at ten",
    "on mondays", "every evening at seven", "after dinner", "after the news", "before bed", "before sunrise",
    "after the show", "if it rains", "if nobody is here", "if the sun is out", "if it gets cold",
    "if anybody comes", "at midnight", "at sunset", "at six thirty", "around ten", "by five o'clock",
    "until eight", "until i say so", "until tomorrow", "until midnight", "till the morning",
    "at quarter to eight", "at ten past three", "at two in the afternoon", "around lunchtime",
    "at eleven sharp", "in a few minutes", "in a quarter of an hour", "three hours from now",
    "within the hour", "in twenty seconds", "on saturday", "this weekend", "on friday evening",
    "first thing tomorrow", "next week", "as soon as i leave the house", "once the baby is asleep",
    "when my alarm goes off", "the moment we arrive", "when the kids come home from school",
    "every weekday at six", "each day at dawn", "daily at noon", "on weekdays", "every hour",
    "after the movie", "before we go to bed", "once dinner is over", "before the guests arrive",
    "after my shower", "if somebody rings", "unless i'm home", "if the temperature drops", "in case it rains",
    "as long as we are away", "at dusk", "an hour before sunset", "when the sun comes up", "at first light",
    "at nightfall",
)  # fmt: skip
