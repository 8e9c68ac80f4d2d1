"""What people say who need something and name nothing: what would help, and which kind of thing does it. Of
every five in a row, all of one meaning, three are learned from, one chooses, one tests."""

from __future__ import annotations

from assistant.understanding.meant import Verb
from devices.model import Kind

_SAID: tuple[tuple[Verb, Kind, tuple[str, ...]], ...] = (
    (Verb.ON, Kind.LIGHT, (
        "it is too dark in here", "i can not see a thing", "it is so dark", "i need some light",
        "let there be light", "it is getting dark", "it is pitch black in here", "i can hardly see anything",
        "we need more light in here", "it's really dark", "i can't read in this darkness",
        "so gloomy in here",
        "give us some light", "i need to see what i am doing", "it's dark in this room",
        "could use some light here",
        "why is it so dark", "i would like some light", "this room is far too dark",
        "i don't see anything here",
    )),
    (Verb.OFF, Kind.LIGHT, (
        "i am going to sleep now", "we do not need light any more", "i want to sleep", "darkness please",
        "time to sleep", "make it dark", "i am off to bed", "i want it dark in here", "it's bedtime",
        "good night i am going to bed", "let us have it dark", "no light needed here", "i'm turning in",
        "i want to lie in the dark", "we are going to sleep", "make this room dark", "all dark please",
        "i need darkness to sleep", "let me sleep", "i would like it to be dark",
    )),
    (Verb.DIMMER, Kind.LIGHT, (
        "it is too bright in here", "the light hurts my eyes", "it's way too bright",
        "that is too much light",
        "less light please", "this light is blinding", "i would like it a bit darker",
        "my eyes hurt from the light",
        "it's so bright in here", "not so bright please",
    )),
    (Verb.BRIGHTER, Kind.LIGHT, (
        "a little more light please", "it's a bit dim in here", "i need it brighter", "more light please",
        "the light is too weak", "it could be brighter in here", "make it brighter in here",
        "brighter please",
        "i want more light", "it's too dim to read",
    )),
    (Verb.WARMER, Kind.CLIMATE, (
        "i am cold", "it is freezing in here", "it is chilly", "i'm freezing", "it's too cold in here",
        "my feet are cold", "make it warmer in here", "i feel cold", "it is so cold",
        "could it be warmer in here",
        "we are shivering", "it's icy in this room", "a bit warmer please", "i want it warmer",
        "it's cold here",
    )),
    (Verb.COOLER, Kind.CLIMATE, (
        "i am too hot", "it is boiling in here", "it is too warm", "i'm sweating", "it's too hot in here",
        "make it cooler in here", "i feel hot", "it is so hot", "it's like an oven in here",
        "a bit cooler please",
        "i am melting", "could it be cooler in here", "i want it cooler", "we are boiling", "it's hot here",
    )),
    (Verb.QUIETER, Kind.MEDIA_PLAYER, (
        "it is too loud", "be quiet over there", "that noise is too loud", "i can't hear my own words",
        "not so loud", "the music is too loud", "the baby is sleeping not so loud", "keep the volume down",
        "a bit quieter please", "turn the volume down",
    )),
    (Verb.LOUDER, Kind.MEDIA_PLAYER, (
        "i can not hear it", "it's too quiet", "a bit louder please", "the music is too quiet",
        "speak up over there",
        "turn the volume up", "i can hardly hear the music", "more volume please", "louder please",
        "make it louder in here",
    )),
    (Verb.PAUSE, Kind.MEDIA_PLAYER, (
        "hold on the phone is ringing", "stop the music", "wait i have a phone call", "pause for a moment",
        "stop playing", "one moment stop it there", "i need to take this call", "stop the song",
        "pause it for a bit",
        "pause the film",
    )),
    (Verb.START, Kind.VACUUM, (
        "the floor is dirty", "there are crumbs everywhere", "somebody spilled flour",
        "the carpet needs cleaning",
        "clean the floor", "the dog has left hair everywhere", "vacuum this place", "it's so dusty in here",
        "please hoover in here", "this place is a mess clean the floor",
    )),
    (Verb.CLOSE, Kind.COVER, (
        "the sun blinds me", "people can look in", "the sun is in my eyes",
        "i don't want the neighbours to see us",
        "keep the sun out", "there is glare on the screen", "block the sun", "i want some privacy",
        "the sun is shining on the tv", "too much sun comes in",
    )),
    (Verb.OPEN, Kind.COVER, (
        "let some sun in", "i want to see the sky", "let the daylight in", "let the sunshine in",
        "i want to look outside", "let in some daylight", "i would like to see the garden",
        "show me the view",
        "i want to see outside", "let the sun come in",
    )),
    (Verb.ON, Kind.FAN, (
        "it is stuffy in here", "i need some fresh air", "get some air moving", "the air is so thick in here",
        "i need a breeze", "it smells in here", "let us have some air", "the air is stale",
        "give me some wind",
        "i want a breeze",
    )),
    (Verb.LOCK, Kind.LOCK, (
        "make sure nobody can get in", "we are leaving lock up", "nobody shall come in",
        "lock everything up here",
        "secure the door behind me",
    )),
)  # fmt: skip
NEEDS: tuple[tuple[str, Verb, Kind], ...] = tuple(
    (text, verb, kind) for verb, kind, texts in _SAID for text in texts
)
