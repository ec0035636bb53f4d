"""Which index in a folder or a zip belongs to a model's file, by their names and folders."""

import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path, PurePath
from typing import TypeVar

from rvc_core.retrieval.index import list_indexes

# Epochs as RVC, Applio and this program append them to a model's name
_EPOCH = re.compile(r"(?<=.)(_e(?P<rvc>\d{1,9})(_s\d+)?|_(?P<applio>\d{1,9})e_\d+s)?(_last)?$")
_RVC_INDEX = re.compile(
    r"(.+_)?(added|trained)_IVF\d+_Flat_nprobe_\d+_(?P<voice>.+?)(?P<version>_v\d+|_persona-\d+)?",
    re.IGNORECASE,
)
_NAMED_WITHIN = 1
_NAMED = 2  # and more
P = TypeVar("P", bound=PurePath)


def index_beside(model_path: Path) -> Path | None:
    """Return the index beside a model with the same name, else the only one if it belongs to no other.

    The name is compared whole, without the epoch at its end; of several indexes the exact one is taken.
    """
    found = [path for path in list_indexes(model_path.parent) if not _is_of_another(path, model_path)]
    named = [path for path in found if _nearness(path, model_path) >= _NAMED_WITHIN]
    if named:
        return max(named, key=lambda path: (_nearness(path, model_path), path.stat().st_size))
    alone = len(list_indexes(model_path.parent)) == 1
    return found[0] if found and alone else None


def indexes_of(model: P, models: Sequence[P], indexes: Sequence[P]) -> list[P]:
    """Return the indexes that may belong to one of several models, the best first.

    One that names a model, or is in a folder with it, belongs to no other. Between equals the full index
    comes before what a training leaves beside it, and then the order of `indexes` decides.
    """
    others = [other for other in models if not _are_one_voice(other, model)]
    mine = [index for index in indexes if _belongs(index, model, others)]
    return sorted(mine, key=lambda index: (-_nearness(index, model), not index.name.startswith("added")))


def _belongs(index: PurePath, model: PurePath, others: Sequence[PurePath]) -> bool:
    mine = _nearness(index, model)
    best = max((_nearness(index, other) for other in others), default=-1)
    return mine > best if mine != best else _is_nearest_folder(index, model, others)


def _is_nearest_folder(index: PurePath, model: PurePath, others: Sequence[PurePath]) -> bool:
    """Return whether the first folder around an index that holds any model holds this voice's alone."""
    for folder in index.parents:
        if any(other.is_relative_to(folder) for other in others):
            return False
        if model.is_relative_to(folder):
            return True
    return False


def _are_one_voice(model: PurePath, other: PurePath) -> bool:
    nested = model.is_relative_to(other.parent) or other.is_relative_to(model.parent)
    return _voice(model) == _voice(other) and nested


def epoch_in_name(stem: str) -> int | None:
    """Return the epoch that the name of a model's file ends with, None where it names none."""
    epoch = _EPOCH.search(stem)
    named = epoch and (epoch["rvc"] or epoch["applio"])
    return int(named) if named else None


def _is_of_another(index_path: Path, model_path: Path) -> bool:
    mine = _nearness(index_path, model_path)
    others = (path for path in model_path.parent.glob("*.pth") if _voice(path) != _voice(model_path))
    return any(_nearness(index_path, path) > mine for path in others)


def _nearness(index_path: PurePath, model_path: PurePath) -> int:
    """Return how exactly an index's name matches a model; 0 where it does not."""
    stem = index_path.stem if index_path.suffix.lower() == ".index" else index_path.name
    rvc = _RVC_INDEX.fullmatch(stem)
    readings = [rvc["voice"], rvc["voice"] + (rvc["version"] or "")] if rvc else [stem]
    spellings = [model_path.stem, _voice(model_path)]
    for rank, (spelling, reading) in enumerate(product(spellings, readings)):
        if spelling == reading:
            return _NAMED + len(spellings) * len(readings) - rank
    if rvc:  # its name is known, and is another
        return 0
    within = re.search(rf"(^|_){re.escape(_voice(model_path))}(_|$)", stem)
    return _NAMED_WITHIN if within else 0


def _voice(model_path: PurePath) -> str:
    return _EPOCH.sub("", model_path.stem)
