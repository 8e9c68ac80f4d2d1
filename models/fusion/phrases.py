"""How orders are said, with what they are about left out: `{it}` is a name, "the light", "that",
"the lamps in
the kitchen". Values are marked. Of every five in a row three are learned from, one chooses, one tests."""

from __future__ import annotations

from assistant.understanding.meant import Verb
from devices.model import Kind

V = Verb
WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.LIGHT: ("light", "lamp"), Kind.SWITCH: ("plug", "socket", "switch", "outlet"), Kind.FAN: ("fan",),
    Kind.COVER: ("blind", "curtain", "shutter", "shade"), Kind.LOCK: ("lock", "door"),
    Kind.CLIMATE: ("heating", "thermostat", "heater"), Kind.MEDIA_PLAYER: ("tv", "music", "speaker",
    "stereo"),
    Kind.VACUUM: ("vacuum", "robot", "vacuum cleaner"), Kind.SCENE: ("scene",),
}  # fmt: skip
ORDERS: dict[Verb, tuple[str, ...]] = {
    V.ON: (
        "turn on {it}", "turn {it} on", "switch {it} on", "switch on {it}", "{it} on",
        "put {it} on", "start {it}", "i want {it} on", "get {it} going", "activate {it}",
        "power up {it}", "power on {it}", "can you turn {it} on", "let us have {it} on", "put on {it}",
        "i need {it} on", "i would like {it} on", "enable {it}", "fire up {it}", "bring {it} on",
        "flip {it} on", "have {it} turned on", "make {it} go on", "would you mind turning {it} on",
        "i could use {it} now", "set {it} to on", "get {it} on", "can {it} be on", "run {it}", "use {it}",
        "could you put {it} on", "turn {it} back on", "let me have {it} on", "light up {it}", "hit {it}",
    ),
    V.OFF: (
        "turn off {it}", "turn {it} off", "switch {it} off", "switch off {it}", "{it} off",
        "put {it} off", "kill {it}", "shut {it} off", "stop {it}", "cut {it}",
        "power down {it}", "power off {it}", "can you turn {it} off", "no more {it}", "put out {it}",
        "i do not need {it} any more", "i want {it} off", "disable {it}", "deactivate {it}", "shut down {it}",
        "flip {it} off", "have {it} turned off", "make {it} go off", "would you mind turning {it} off",
        "get rid of {it}", "set {it} to off", "get {it} off", "can {it} be off", "douse {it}", "lose {it}",
        "could you kill {it}", "turn {it} back off", "we are done with {it}", "shut off {it}", "end {it}",
    ),
    V.BRIGHTER: (
        "make {it} brighter", "brighten {it}", "{it} brighter", "turn up {it}", "{it} a bit brighter",
        "raise {it} a little", "brighten up {it}", "increase {it}", "more light from {it}", "turn {it} up",
        "{it} up a bit", "can {it} be brighter", "make {it} a little lighter", "give {it} more light",
        "{it} is too dim", "boost {it}", "i want {it} brighter", "crank up {it}", "bring {it} up",
        "could we have {it} brighter", "turn {it} up by [change_amount : {value} percent]",
        "brighten {it} by [change_amount : {value} percent]", "increase the brightness of {it}",
        "raise {it} by [change_amount : {value} percent]", "intensify {it}",
    ),
    V.DIMMER: (
        "dim {it}", "make {it} darker", "make {it} less bright", "turn down {it}", "{it} a bit dimmer",
        "lower {it}", "tone {it} down", "can {it} be less bright", "dim down {it}", "turn {it} down",
        "{it} down a bit", "soften {it}", "reduce {it}", "{it} is too bright", "bring {it} down",
        "decrease {it}", "a little less of {it}", "i want {it} dimmer", "darken {it}", "{it} darker",
        "could we have {it} dimmer", "turn {it} down by [change_amount : {value} percent]",
        "dim {it} by [change_amount : {value} percent]", "decrease the brightness of {it}", "fade {it} a bit",
    ),
    V.LEVEL: (
        "set {it} to [level : {value} percent]", "{it} to [level : {value} percent]",
        "put {it} at [level : {value} percent]", "{it} [level : {value} percent]",
        "make {it} [level : {value} percent]", "i want {it} at [level : {value} percent]",
        "turn {it} to [level : {value}]", "bring {it} to [level : {value} percent]",
        "set {it} to [level : half]",
        "{it} at [level : full power]", "[level : {value} percent] on {it}",
        "change {it} to [level : {value}]",
        "put {it} on [level : maximum]", "adjust {it} to [level : {value} percent]",
        "turn {it} to [level : minimum]", "have {it} at [level : {value} percent]",
        "set {it} to [level : full]", "make {it} go to [level : {value} percent]",
        "{it} at [level : half]", "let {it} be at [level : {value} percent]",
    ),
    V.COLOR: (
        "make {it} [color : {color}]", "turn {it} [color : {color}]", "set {it} to [color : {color}]",
        "change {it} to [color : {color}]", "i want {it} [color : {color}]", "{it} in [color : {color}]",
        "{it} [color : {color}]", "give {it} a [color : {color}] colour", "colour {it} [color : {color}]",
        "switch {it} to [color : {color}]", "change the color of {it} to [color : {color}]",
        "let {it} be [color : {color}]", "have {it} in [color : {color}]", "paint {it} [color : {color}]",
        "could {it} be [color : {color}]",
    ),
    V.WARMER: (
        "make it warmer with {it}", "turn up {it}", "{it} warmer", "raise {it} a bit", "turn {it} up",
        "increase {it}", "{it} up a degree", "more heat from {it}", "set {it} higher", "crank up {it}",
        "make {it} warmer", "{it} is too cold", "bump {it} up", "heat up {it}", "{it} a bit warmer",
    ),
    V.COOLER: (
        "turn down {it}", "{it} cooler", "lower {it} a bit", "turn {it} down", "less heat from {it}",
        "decrease {it}", "{it} down a degree", "set {it} lower", "make {it} cooler", "reduce {it}",
        "cool down {it}", "{it} is too warm", "bring {it} down a bit", "{it} a bit cooler", "{it} colder",
    ),
    V.TEMPERATURE: (
        "set {it} to [temperature : {degrees} degrees]", "{it} to [temperature : {degrees}]",
        "put {it} at [temperature : {degrees} degrees]", "heat {it} to [temperature : {degrees}]",
        "make {it} [temperature : {degrees} degrees]", "i want {it} at [temperature : {degrees}]",
        "turn {it} to [temperature : {degrees} degrees]", "bring {it} to [temperature : {degrees} degrees]",
        "[temperature : {degrees} degrees] on {it}", "{it} [temperature : {degrees} degrees]",
    ),
    V.OPEN: (
        "open {it}", "can you open {it}", "{it} open", "pull {it} up", "raise {it}",
        "let {it} up", "open up {it}", "get {it} open", "i want {it} open", "roll up {it}",
        "{it} up", "have {it} opened", "draw {it} open", "make {it} open", "pull {it} open",
    ),
    V.CLOSE: (
        "close {it}", "shut {it}", "{it} down", "lower {it}", "draw {it}",
        "can you close {it}", "pull {it} down", "roll down {it}", "{it} closed", "get {it} shut",
        "let {it} down", "i want {it} closed", "have {it} closed", "close up {it}", "bring down {it}",
    ),
    V.LOCK: (
        "lock {it}", "{it} locked", "lock up {it}", "bolt {it}", "secure {it}",
        "make sure {it} is locked", "i want {it} locked", "get {it} locked", "can you lock {it}",
        "lock {it} up",
    ),
    V.UNLOCK: (
        "unlock {it}", "open {it}", "{it} unlocked", "undo {it}", "can you unlock {it}",
        "unbolt {it}", "release {it}", "let somebody in at {it}", "i want {it} unlocked", "get {it} unlocked",
    ),
    V.PLAY: (
        "play something on {it}", "resume {it}", "play {it}", "continue on {it}", "start {it} again",
        "start playing on {it}", "unpause {it}", "carry on with {it}", "put some music on {it}",
        "go on with {it}",
    ),
    V.PAUSE: (
        "pause {it}", "stop {it}", "hold {it}", "stop playing on {it}", "halt {it}",
        "put {it} on pause", "pause what is on {it}", "freeze {it}", "stop what is playing on {it}",
        "{it} on hold",
    ),
    V.LOUDER: (
        "turn up {it}", "{it} louder", "make {it} louder", "raise the volume of {it}",
        "i can hardly hear {it}",
        "turn {it} up", "increase the volume on {it}", "crank up {it}", "{it} is too quiet",
        "more volume on {it}",
        "turn up {it} by [change_amount : {value} percent]", "volume up on {it}", "{it} a bit louder",
        "up the volume of {it}", "pump up {it}",
    ),
    V.QUIETER: (
        "turn down {it}", "{it} quieter", "make {it} quieter", "lower the volume of {it}", "{it} is too loud",
        "turn {it} down", "decrease the volume on {it}", "{it} softer", "less volume on {it}",
        "{it} a bit quieter",
        "turn down {it} by [change_amount : {value} percent]", "volume down on {it}",
        "reduce the sound of {it}",
        "bring down the volume of {it}", "not so loud with {it}",
    ),
    V.MUTE: ("mute {it}", "silence {it}", "{it} on mute", "no sound from {it}", "put {it} on mute"),
    V.UNMUTE: ("unmute {it}", "sound back on {it}", "take {it} off mute", "end the mute on {it}",
               "i want to hear {it} again"),
    V.NEXT: ("next on {it}", "skip this on {it}", "next song on {it}", "skip the track on {it}",
             "play the next one on {it}"),
    V.START: (
        "start {it}", "send {it} out", "let {it} clean", "run {it}", "have {it} clean up",
        "get {it} to clean", "set {it} to work", "{it} clean the floor", "begin cleaning with {it}",
        "launch {it}",
    ),
    V.DOCK: (
        "send {it} home", "dock {it}", "{it} back to its dock", "stop {it} and send it back", "{it} go home",
        "return {it} to base", "park {it}", "bring {it} back", "call {it} back", "let {it} go and charge",
    ),
    V.STATE: (
        "is {it} on", "what is {it} doing", "tell me about {it}", "is {it} still on", "how is {it}",
        "what about {it}", "is {it} off", "did i leave {it} on", "check {it}", "what is the state of {it}",
    ),
}  # fmt: skip
POLITE = ("please", "hey", "could you", "can you", "would you", "okay", "now", "go and", "i want you to",
          "be so kind and", "kindly", "quick", "just", "hey can you", "would you please")  # fmt: skip
TAILS = ("please", "for me", "now", "right now", "thanks", "will you", "if you can", "quickly", "thank you",
         "would you", "immediately", "okay", "at once", "straight away", "for us")  # fmt: skip
NOT_NOW = (
    "at nine", "at seven in the morning", "at half past six", "at eight pm", "at noon",
    "in ten minutes", "in half an hour", "in an hour", "in five minutes", "in two hours",
    "tomorrow", "tomorrow morning", "tomorrow at six", "tomorrow night", "the day after tomorrow",
    "tonight", "later", "later tonight", "this evening", "a bit later",
    "when i get home", "when i leave", "when the movie is over", "when we are asleep", "when it gets dark",
    "every day at sunset", "every morning", "every night at ten", "on mondays", "every evening at seven",
    "after dinner", "after the news", "before bed", "before sunrise", "after the show",
    "if it rains", "if nobody is here", "if the sun is out", "if it gets cold", "if anybody comes",
    "at midnight", "at sunset", "at six thirty", "around ten", "by five o'clock",
    "until eight", "until i say so", "until tomorrow", "until midnight", "till the morning",
)  # fmt: skip
