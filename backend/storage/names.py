"""Names people give, by the rule in `name_rule.json`, which the page reads too.

The rule lists code points and asks no Unicode table: Python, Node and browsers know different versions.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from backend.errors import invalid

_RULE: dict[str, Any] = json.loads(Path(__file__).with_name("name_rule.json").read_text(encoding="utf-8"))


def _class_of(ranges: list[list[str]]) -> str:
    return "".join(f"{chr(int(first, 16))}-{chr(int(last, 16))}" for first, last, _ in ranges)


MAX_NAME_LENGTH: int = _RULE["max_length"]  # code points
MAX_NAME_BYTES: int = _RULE["max_bytes"]  # UTF-8: leaves room for "added_IVF…_{name}_v2.index" within 255
_REFUSED = re.compile(f"[{re.escape(_RULE['forbidden'])}{_class_of(_RULE['refused'])}]")
_UNSEEN = re.compile(f"[\\s{_class_of(_RULE['unseen'])}]*")
_RESERVED = re.compile(rf"({'|'.join(_RULE['reserved'])})(\..*)?", re.IGNORECASE | re.DOTALL)


def normalise_name(text: str) -> str:
    """Return a name as it is stored: NFC, without white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def check_name(text: str, field: str = "name") -> str:
    """Return the normalised name.

    Raises:
        ApiError: it is empty, too long, or contains what a folder's name can't.
    """
    name = normalise_name(text)
    if _UNSEEN.fullmatch(name):
        raise invalid(field, "The name is empty.", "invalid_name")
    if len(name) > MAX_NAME_LENGTH or len(name.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        raise invalid(field, f"The name is longer than {MAX_NAME_LENGTH} characters.", "invalid_name")
    if _REFUSED.search(name):
        message = 'The name must not contain / \\ < > : " | ? * or invisible characters.'
        raise invalid(field, message, "invalid_name")
    if name[0] in ".~" or name[-1] == "." or _RESERVED.fullmatch(name):
        message = "The name must not start with . or ~, end with a dot, or be a reserved word."
        raise invalid(field, message, "invalid_name")
    return name


def safe_stem(file_name: str, fallback: str = "song") -> str:
    """Return a name that `check_name` takes, made of the stem of an uploaded file's name."""
    stem = normalise_name(re.split(r"[/\\]", file_name)[-1]).rsplit(".", 1)[0]
    kept = _REFUSED.sub("_", stem).strip(" .~")[:MAX_NAME_LENGTH]
    cut = kept.encode()[:MAX_NAME_BYTES].decode("utf-8", "ignore").strip(" .~")
    return fallback if _UNSEEN.fullmatch(cut) or _RESERVED.fullmatch(cut) else cut
