"""Every stable word that says why: of refusals, of failed jobs and of warnings, with what pages may tell.

The list is data, `error_codes.json`, which the page's tests read too. An error has a code, most have a kind
(which of the code's cases it is), and a kind has the facts it always carries: names (`text`) and numbers.
"""

import json
from pathlib import Path
from typing import Any

_LIST: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

ERROR_CODES: dict[str, str] = {code: entry["meaning"] for code, entry in _LIST["errors"].items()}
ERROR_KINDS: dict[str, dict[str, dict[str, str]]] = {
    code: entry.get("kinds", {}) for code, entry in _LIST["errors"].items()
}
WARNING_FACTS: dict[str, dict[str, str]] = _LIST["warnings"]


def describe_code(code: str) -> str:
    """Return a code's meaning and its kinds with their facts, in Markdown, for the API reference."""
    kinds = [
        f"`{kind}`" + f" ({', '.join(facts)})" * bool(facts) for kind, facts in ERROR_KINDS[code].items()
    ]
    return f"- `{code}`: {ERROR_CODES[code]}" + f" Kinds: {', '.join(kinds)}." * bool(kinds)
