"""Sentences in which words are marked by what they tell: "turn the [name : desk lamp] [color : red]"."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag
from models.language.utterance import unannotated


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence, and what each of its words (as `words_of` parts them) tells."""

    text: str
    tags: tuple[Tag, ...]


def mark(tag: Tag, words: str) -> str:
    """These words, marked."""
    return f"[{tag.value} : {words}]"


def unmarked(markup: str) -> Marked:
    """The sentence as it is said. Raises ValueError for a mark that is no tag."""
    text, spans = unannotated(markup)
    tags = [Tag.NONE] * len(words_of(text))
    for span in spans:
        first = len(words_of(text[: span.start]))
        count = len(words_of(span.text))
        tags[first : first + count] = [Tag(span.name)] * count
    return Marked(text, tuple(tags))
