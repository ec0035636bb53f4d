import pytest

from backend.errors import HTTP_STATUS, from_engine
from rvc_core.errors import RvcError


def leaves(error):
    children = error.__subclasses__()
    return [leaf for child in children for leaf in leaves(child)] or [error]


@pytest.mark.parametrize("leaf", leaves(RvcError), ids=lambda leaf: leaf.__name__)
def test_every_leaf_of_the_error_tree_has_an_http_status(leaf):
    assert leaf in HTTP_STATUS


def test_engine_error_becomes_its_status_by_code():
    assert from_engine("audio_silent", "x").status == 422
