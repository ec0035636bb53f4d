import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_fault_table_names_is_there():
    named = set(
        re.findall(r"`(test_\w+)(?:\[\w+\])?`", (ROOT / "docs/operations.md").read_text(encoding="utf-8"))
    )
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    written = {name for source in sources for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)}
    assert len(named) > 20 and named - written == set()
