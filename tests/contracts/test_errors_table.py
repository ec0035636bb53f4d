import ast
from pathlib import Path

import pytest

from backend.error_codes import ERROR_CODES
from backend.errors import HTTP_STATUS, from_engine
from rvc_core.errors import RvcError

BACKEND = Path(__file__).resolve().parents[2] / "backend"
CODE_ARGUMENT = {"ApiError": 1, "invalid": 2, "_error": 0}  # where a refusal's code stands in a call


def leaves(error):
    children = error.__subclasses__()
    return [leaf for child in children for leaf in leaves(child)] or [error]


@pytest.mark.parametrize("leaf", leaves(RvcError), ids=lambda leaf: leaf.__name__)
def test_every_leaf_of_the_error_tree_has_an_http_status(leaf):
    assert leaf in HTTP_STATUS


def test_engine_error_becomes_its_status_by_code():
    assert from_engine({"code": "audio_silent", "message": "x"}).status == 422


def texts_and_codes():
    """Return all texts that the server's source holds, and those that stand where a code is given."""
    texts, codes = set(), set()
    for path in BACKEND.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and path.name != "error_codes.py":
                texts.add(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = node.args[CODE_ARGUMENT.get(node.func.id, 99) :][:1]
                codes.update(code.value for code in given if isinstance(code, ast.Constant))
    return texts, codes


def engine_codes():
    return {error.code for error in (RvcError, *all_below(RvcError))}


def all_below(error):
    return [below for child in error.__subclasses__() for below in (child, *all_below(child))]


def test_every_code_of_a_refusal_is_in_the_table():
    assert texts_and_codes()[1] - set(ERROR_CODES) == set()


def test_every_code_of_the_engine_is_in_the_table():
    assert engine_codes() - set(ERROR_CODES) == set()


def test_every_code_in_the_table_is_given_somewhere():
    assert set(ERROR_CODES) - texts_and_codes()[0] - engine_codes() == set()
