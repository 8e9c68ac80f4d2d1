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
        "so gloomy in here", "give us some light", "i need to see what i am doing", "it's dark in this room",
        "could use some light here", "why is it so dark", "i would like some light",
        "this room is far too dark", "i don't see anything here", "it's like a cave in here",
        "why are we sitting in the dark", "i can't see where i'm going", "black as night in this room",
        "shed some light please", "i'm stumbling around in the dark", "nobody can see a thing in here",
        "i dropped my ring and it's too dark to find it", "we're sitting in complete darkness",
        "illuminate the room",
    )),
    (Verb.OFF, Kind.LIGHT, (
        "i am going to sleep now", "we do not need light any more", "i want to sleep", "darkness please",
        "time to sleep", "make it dark", "i am off to bed", "i want it dark in here", "it's bedtime",
        "good night i am going to bed", "let us have it dark", "no light needed here", "i'm turning in",
        "i want to lie in the dark", "we are going to sleep", "make this room dark", "all dark please",
        "i need darkness to sleep", "let me sleep", "i would like it to be dark", "lights out everybody",
        "sweet dreams it's sleeping time", "i can't fall asleep with all this light",
        "we're calling it a night and going to sleep", "let's enjoy the darkness",
        "it has to be dark for the film", "nobody needs light in here",
        "i'm closing my eyes now make it dark", "the kids should fall asleep so it has to be dark",
        "put the room to sleep",
    )),
    (Verb.DIMMER, Kind.LIGHT, (
        "it is too bright in here", "the light hurts my eyes", "it's way too bright",
        "that is too much light", "less light please", "this light is blinding",
        "i would like it a bit darker", "my eyes hurt from the light", "it's so bright in here",
        "not so bright please", "i'm dazzled by that light", "a softer glow would be nice",
        "such harsh light in here", "tone the brightness down please", "it's as bright as a stadium",
    )),
    (Verb.BRIGHTER, Kind.LIGHT, (
        "a little more light please", "it's a bit dim in here", "i need it brighter", "more light please",
        "the light is too weak", "it could be brighter in here", "make it brighter in here",
        "brighter please", "i want more light", "it's too dim to read", "the brightness is too low",
        "not quite bright enough", "i have to squint to read so a little brighter please",
        "raise the brightness a bit", "i need it a touch lighter for sewing",
    )),
    (Verb.WARMER, Kind.CLIMATE, (
        "i am cold", "it is freezing in here", "it is chilly", "i'm freezing", "it's too cold in here",
        "my feet are cold", "make it warmer in here", "i feel cold", "it is so cold",
        "could it be warmer in here", "we are shivering", "it's icy in this room", "a bit warmer please",
        "i want it warmer", "it's cold here", "i've got goosebumps from the cold", "my hands are like ice",
        "warm this place up", "i can see my own breath", "my teeth are chattering", "it's a bit nippy",
        "this room is like a fridge", "could we get some warmth", "it got chilly all of a sudden",
        "even with a blanket i'm not warm",
    )),
    (Verb.COOLER, Kind.CLIMATE, (
        "i am too hot", "it is boiling in here", "it is too warm", "i'm sweating", "it's too hot in here",
        "make it cooler in here", "i feel hot", "it is so hot", "it's like an oven in here",
        "a bit cooler please", "i am melting", "could it be cooler in here", "i want it cooler",
        "we are boiling", "it's hot here", "it's sweltering", "i can't sleep in this heat",
        "cool this place down", "it's like a sauna in this room", "far too warm for me",
        "the heat is killing me", "it's roasting in here", "i'm dripping with sweat",
        "bring the temperature down", "we're baking in this heat",
    )),
    (Verb.QUIETER, Kind.MEDIA_PLAYER, (
        "it is too loud", "be quiet over there", "that noise is too loud", "i can't hear my own words",
        "not so loud", "the music is too loud", "the baby is sleeping not so loud", "keep the volume down",
        "a bit quieter please", "turn the volume down", "i have a headache from this noise",
        "the neighbours will complain about the noise", "we can't talk over that racket",
        "softer please i'm reading", "my ears are ringing from this music", "a little less volume",
        "the little one just fell asleep keep it low", "tone the sound down",
        "i can't concentrate with it so loud", "that blasting has to come down",
    )),
    (Verb.LOUDER, Kind.MEDIA_PLAYER, (
        "i can not hear it", "it's too quiet", "a bit louder please", "the music is too quiet",
        "speak up over there", "turn the volume up", "i can hardly hear the music", "more volume please",
        "louder please", "make it louder in here", "crank it up i love this song", "there's hardly any sound",
        "i missed what they said it's too soft", "pump up the volume", "i can barely make out the words",
        "grandpa can't hear it", "raise the sound", "let's get it really loud", "we want it louder",
        "more sound from over there",
    )),
    (Verb.PAUSE, Kind.MEDIA_PLAYER, (
        "hold on the phone is ringing", "stop the music", "wait i have a phone call", "pause for a moment",
        "stop playing", "one moment stop it there", "i need to take this call", "stop the song",
        "pause it for a bit", "pause the film", "freeze it right there",
        "somebody is at the door hold the film", "i'm getting a call hold it",
        "give me a minute stop the movie", "halt the playback",
    )),
    (Verb.START, Kind.VACUUM, (
        "the floor is dirty", "there are crumbs everywhere", "somebody spilled flour",
        "the carpet needs cleaning", "clean the floor", "the dog has left hair everywhere",
        "vacuum this place", "it's so dusty in here", "please hoover in here",
        "this place is a mess clean the floor", "there's sand all over the carpet",
        "i dropped cereal all over the floor", "could the floor be hoovered", "the cat has shed on the rug",
        "give the floor a sweep", "the rug is full of fluff", "time to get the floor clean",
        "there is dust under the sofa", "breadcrumbs under the table again",
        "the floor could do with a clean",
    )),
    (Verb.CLOSE, Kind.COVER, (
        "the sun blinds me", "people can look in", "the sun is in my eyes",
        "i don't want the neighbours to see us", "keep the sun out", "there is glare on the screen",
        "block the sun", "i want some privacy", "the sun is shining on the tv", "too much sun comes in",
        "i can't see the screen for the glare", "the neighbours are staring in", "shut the daylight out",
        "i need to change and nobody should look in", "keep the heat of the sun out",
        "the sunshine is too strong", "i feel watched from across the street", "the low sun is dazzling me",
        "hide us from the street", "the sun is fading the sofa",
    )),
    (Verb.OPEN, Kind.COVER, (
        "let some sun in", "i want to see the sky", "let the daylight in", "let the sunshine in",
        "i want to look outside", "let in some daylight", "i would like to see the garden",
        "show me the view", "i want to see outside", "let the sun come in", "let the morning in",
        "i miss the daylight", "give us some natural light", "what's it like outside let me look",
        "i'd love a view of the street",
    )),
    (Verb.ON, Kind.FAN, (
        "it is stuffy in here", "i need some fresh air", "get some air moving", "the air is so thick in here",
        "i need a breeze", "it smells in here", "let us have some air", "the air is stale",
        "give me some wind", "i want a breeze", "not a breath of air in here",
        "the smell of fish won't go away", "it's so muggy", "let's get some circulation",
        "cool me with a breeze", "it's steamy in here after the shower", "the air feels heavy",
        "clear the smell out", "get a draught going", "some moving air would do me good",
    )),
    (Verb.LOCK, Kind.LOCK, (
        "make sure nobody can get in", "we are leaving lock up", "nobody shall come in",
        "lock everything up here", "secure the door behind me", "keep burglars out",
        "i don't want anyone walking in", "nobody gets in without a key",
        "we're off on holiday make the house secure", "lock up for the night", "keep strangers out",
        "i'm the last one out so lock up", "we're all in for the night bolt everything",
        "nobody should be able to enter", "no more visitors tonight lock up",
    )),
    (Verb.PLAY, Kind.MEDIA_PLAYER, (
        "i'd like to hear some music", "play me a song", "i feel like dancing", "let's have some tunes",
        "how about some background music", "play something nice", "give us some music",
        "it's so silent put some music on", "i'm in the mood for a song", "let's listen to something",
        "some music would be lovely", "carry on with the film", "some jazz would be nice",
        "start the party music", "i want to dance play something",
    )),
    (Verb.NEXT, Kind.MEDIA_PLAYER, (
        "i don't like this song", "not this song again", "i'd rather not hear this one",
        "on to another song please", "can we hear another song", "this track is boring",
        "enough of this tune what's next", "i've heard this one a hundred times", "play a different song",
        "i can't stand this tune",
    )),
)  # fmt: skip
NEEDS: tuple[tuple[str, Verb, Kind], ...] = tuple(
    (text, verb, kind) for verb, kind, texts in _SAID for text in texts
)
