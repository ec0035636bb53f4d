from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from rvc_core.config import from_jsonable
from rvc_core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Sizes:
    dilations: tuple[int, ...] = ()
    kernels: tuple[int, ...] | None = None


class Endless:
    """Goes on for as long as somebody asks, as a large tensor does."""

    def __iter__(self) -> Iterator[int]:
        raise AssertionError("walked")


@pytest.mark.parametrize("name", ["dilations", "kernels"])
@pytest.mark.parametrize("value", [Endless(), "12", 5, {"a": 1}], ids=["iterable", "text", "number", "dict"])
def test_value_that_is_no_list_is_refused_for_a_tuple(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match="must be a list"):
        from_jsonable(Sizes, {name: value})


def test_list_becomes_a_tuple() -> None:
    assert from_jsonable(Sizes, {"dilations": [1, 3], "kernels": None}) == Sizes((1, 3), None)
