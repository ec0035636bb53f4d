"""The rule of names: code points alone, the same in server and page, whose tests read the same examples."""

import json
from pathlib import Path

import pytest

from backend.errors import ApiError
from backend.storage.names import check_name, safe_stem

EXAMPLES = json.loads(Path(__file__).with_name("name_examples.json").read_text())


@pytest.mark.parametrize("name", EXAMPLES["taken"])
def test_name_is_taken(name):
    assert check_name(name) == name


@pytest.mark.parametrize("name", EXAMPLES["refused"])
def test_name_is_refused(name):
    with pytest.raises(ApiError):
        check_name(name)


@pytest.mark.parametrize(
    ("file_name", "stem"),
    [
        ("x" * 59 + ".v2.zip", "x" * 59),
        ("노래.mp3", "노래"),
        ("C:\\songs\\a?b.mp3", "a_b"),
        ("..mp3", "song"),
        ("con.mp3", "song"),
        ("\u200d.mp3", "song"),
        ("😀" * 60 + ".mp3", "😀" * 45),
    ],
)
def test_stem_of_an_uploads_name_is(file_name, stem):
    assert safe_stem(file_name) == stem


@pytest.mark.parametrize("name", EXAMPLES["refused"])
def test_stem_of_any_upload_is_a_name(name):
    stem = safe_stem(f"{name}.mp3")
    assert check_name(stem) == stem
