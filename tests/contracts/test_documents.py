import re
from pathlib import Path

from backend.config import Limits, Settings, variables

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "pretrained/README.md", *(ROOT / "docs").glob("*.md")]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_test_that_the_fault_table_names_is_there():
    named = set(re.findall(r"`(test_\w+)(?:\[\w+\])?`", read("docs/operations.md")))
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    written = {name for source in sources for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)}
    assert len(named) > 20 and named - written == set()


def test_every_setting_is_in_the_table_of_settings():
    settings = {*variables(Settings).values(), *variables(Limits).values()}
    assert len(settings) > 10
    assert [name for name in settings if f"`{name}`" not in read("docs/operations.md")] == []


def test_readme_stays_short():
    assert len(read("README.md").splitlines()) <= 150


def test_documents_link_to_files_that_are_there():
    links = [
        (document, link)
        for document in DOCUMENTS
        for link in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
        if not link.startswith("http")
    ]
    assert len(links) > 20
    assert [link for document, link in links if not (document.parent / link).exists()] == []
