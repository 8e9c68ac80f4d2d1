import pytest

from assistant.hearing.dictionary import pack, unpack
from assistant.inference import find
from models.speech.lexicon import build, cmudict, read, read_own


def test_cmudicts_lines_lose_stress_repetition_and_junk():
    lines = [
        ";;; comment", "coffee K AA1 F IY0", "coffee(2) K AO1 F IY0", "coffee(3) K AO0 F IY2",
        "a. EY1", "a.m. EY1 EH1 M", "mr. M IH1 S T ER0", "cat K AE1 T # feline", "broken", "odd QQ",
    ]  # fmt: skip
    assert read(lines) == {
        "coffee": ("K AA F IY", "K AO F IY"),
        "a.": ("EY",),
        "mr": ("M IH S T ER",),
        "cat": ("K AE T",),
    }


def test_the_shipped_dictionary_is_what_the_recipe_makes():
    ways, own = build(cmudict())
    assert own == len(read_own())
    assert find("lexicon").file.read_bytes() == pack(ways)
    assert unpack(pack(ways)) == ways


def test_a_wrong_line_of_our_own_list_is_named(tmp_path):
    path = tmp_path / "own.dict"
    path.write_text("good G UH D\nbad B QQ D\n")
    with pytest.raises(ValueError, match=r"own\.dict:2:.*bad B QQ D"):
        read_own(path)
