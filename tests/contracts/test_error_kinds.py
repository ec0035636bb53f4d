"""Whatever raises an error of a kind gives the facts that the list promises for it."""

import ast
from pathlib import Path

import pytest

from backend.error_codes import ERROR_KINDS, WARNING_FACTS
from rvc_core import errors
from rvc_core.errors import RvcError, SilentError

ROOT = Path(__file__).resolve().parents[2]
ENGINE_CODES = {name: value.code for name, value in vars(errors).items() if hasattr(value, "code")}
CODE_ARGUMENT = {"ApiError": 1, "invalid": 2, "error_data": 0, "WorkerDiedError": 0}
DEFAULT_CODE = {"invalid": "invalid_setting"}
HELPERS = ("not_found", "too_large")  # named after their code; the kind comes first
EVERYWHERE = {"file"}  # a fact that any error may carry


def calls():
    """Yield where, function's name and call node of every call in the server and the engine."""
    for path in (*ROOT.glob("backend/**/*.py"), *ROOT.glob("rvc_core/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.func.id, node


def texts_in(node):
    return {item.value for item in ast.walk(node) if isinstance(item, ast.Constant)} if node else set()


def written_out(node):
    """Return the texts that an expression can become; none for a variable or a call."""
    if isinstance(node, ast.IfExp):
        return written_out(node.body) | written_out(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and node.value else set()


def code_of(name, call):
    if name in ENGINE_CODES:
        return ENGINE_CODES[name]
    position = CODE_ARGUMENT.get(name, 99)
    given = [call.args[position]] if len(call.args) > position else keyword(call, "code", list)
    return next(iter(texts_in(given[0])), None) if given else DEFAULT_CODE.get(name)


def keyword(call, name, many=None):
    found = [item.value for item in call.keywords if item.arg == name]
    return found if many else (found[0] if found else None)


def raised_kinds():
    """Yield where, code, kind and facts of every error that is made with a kind written out."""
    for where, name, call in calls():
        kinds = {(name, kind) for kind in written_out(call.args[0])} if name in HELPERS else set()
        code = code_of(name, call)
        if code is not None:
            kinds |= {(code, kind) for kind in written_out(keyword(call, "kind"))}
        for code, kind in kinds:
            yield where, code, kind, facts_of(call)


def facts_of(call):
    node = keyword(call, "facts") or (call.args[2] if call.func.id == "too_large" else None)
    keys = node.keys if isinstance(node, ast.Dict) else []
    return {key.value for key in keys} - EVERYWHERE


def test_every_raised_kind_is_listed_with_its_facts():
    wrong = [
        (where, code, kind, sorted(facts))
        for where, code, kind, facts in raised_kinds()
        if ERROR_KINDS.get(code, {}).get(kind) is None or set(ERROR_KINDS[code][kind]) != facts
    ]
    assert wrong == []


def test_every_warning_is_listed_with_its_facts():
    given = [(where, call) for where, name, call in calls() if name == "Warned" and call.args]
    wrong = [
        (where, code, sorted(texts_in(keyword(call, "facts"))))
        for where, call in given
        for code in texts_in(call.args[0])
        if WARNING_FACTS.get(code) is None or set(WARNING_FACTS[code]) != facts_of_warning(call)
    ]
    assert wrong == []


def facts_of_warning(call):
    node = call.args[2] if len(call.args) > 2 else keyword(call, "facts")
    return {key.value for key in node.keys} - EVERYWHERE if isinstance(node, ast.Dict) else set()


def test_every_listed_kind_is_raised_somewhere():
    texts = {
        text
        for folder in ("backend", "rvc_core")
        for path in (ROOT / folder).rglob("*.py")
        for text in texts_in(ast.parse(path.read_text()))
    }
    assert {kind for kinds in ERROR_KINDS.values() for kind in kinds} - texts == set()


def test_an_error_about_a_file_begins_with_its_name():
    assert str(SilentError("It is silent.", facts={"file": "a.wav"})) == "a.wav: It is silent."


def test_an_error_as_data_leaves_out_what_is_not_set():
    assert RvcError("Broken.").data() == {"code": "engine_error", "message": "Broken."}


@pytest.mark.parametrize("name", ["kind", "field"])
def test_an_error_as_data_keeps(name):
    assert RvcError("Broken.", **{name: "x"}).data()[name] == "x"
