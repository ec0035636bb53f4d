"""Configs to and from plain JSON values, at the boundary of a process, and their defaults."""

import dataclasses
import types
import typing
from pathlib import Path
from typing import Any, TypeVar

from rvc_core.errors import ConfigError

C = TypeVar("C")


def to_jsonable(config: Any) -> dict[str, Any]:
    """Return the fields of a config dataclass as JSON values (paths as text, tuples as lists)."""
    return {f.name: _plain(getattr(config, f.name)) for f in dataclasses.fields(config)}


def defaults_of(config_class: type) -> dict[str, Any]:
    """Return the fields of a config dataclass that have a default, with it."""
    fields = dataclasses.fields(config_class)
    return {field.name: field.default for field in fields if field.default is not dataclasses.MISSING}


def from_jsonable(config_class: type[C], values: dict[str, Any]) -> C:
    """Return a `config_class` made from JSON values.

    Raises:
        ConfigError: a name is not a field of `config_class`, or a list is wanted and something else given.
    """
    hints = typing.get_type_hints(config_class)
    unknown = sorted(set(values) - set(hints))
    if unknown:
        raise ConfigError(f"{config_class.__name__} has no setting {', '.join(unknown)[:200]}.")
    return config_class(**{name: _typed(name, hints[name], value) for name, value in values.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if dataclasses.is_dataclass(value):
        return to_jsonable(value)
    return value


def _typed(name: str, hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, types.UnionType):
        hint = next(arg for arg in hint.__args__ if arg is not types.NoneType)
    if hint is Path:
        return Path(value)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):  # a tensor could be walked as well, number by number
            raise ConfigError(f"{name} is a {type(value).__name__}, but must be a list.")
        return tuple(_typed(name, typing.get_args(hint)[0], item) for item in value)
    if typing.get_origin(hint) is dict:
        return {key: _typed(name, typing.get_args(hint)[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return from_jsonable(typing.cast("type[Any]", hint), value)
    return value
