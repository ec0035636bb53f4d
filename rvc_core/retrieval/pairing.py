"""Which index in a folder belongs to a model's file, by their names."""

import re
from itertools import product
from pathlib import Path

from rvc_core.retrieval.index import list_indexes

# Epochs as RVC, Applio and this program append them to a model's name
_EPOCH = re.compile(r"(?<=.)(_e(?P<rvc>\d{1,9})(_s\d+)?|_(?P<applio>\d{1,9})e_\d+s)?(_last)?$")
_RVC_INDEX = re.compile(
    r"(.+_)?added_IVF\d+_Flat_nprobe_\d+_(?P<voice>.+?)(?P<version>_v\d+|_persona-\d+)?", re.IGNORECASE
)
_NAMED_WITHIN = 1
_NAMED = 2  # and more


def index_beside(model_path: Path) -> Path | None:
    """Return the index beside a model that bears its name, else the only one where it is no other's.

    The name is compared whole, without the epoch at its end; of several indexes the exact one is taken.
    """
    found = [path for path in list_indexes(model_path.parent) if not _is_of_another(path, model_path)]
    named = [path for path in found if _nearness(path, model_path) >= _NAMED_WITHIN]
    if named:
        return max(named, key=lambda path: (_nearness(path, model_path), path.stat().st_size))
    alone = len(list_indexes(model_path.parent)) == 1
    return found[0] if found and alone else None


def epoch_in_name(stem: str) -> int | None:
    """Return the epoch that the name of a model's file ends with, None where it names none."""
    epoch = _EPOCH.search(stem)
    named = epoch and (epoch["rvc"] or epoch["applio"])
    return int(named) if named else None


def _is_of_another(index_path: Path, model_path: Path) -> bool:
    mine = _nearness(index_path, model_path)
    others = (path for path in model_path.parent.glob("*.pth") if _voice(path) != _voice(model_path))
    return any(_nearness(index_path, path) > mine for path in others)


def _nearness(index_path: Path, model_path: Path) -> int:
    """Return how exactly an index names a model; 0 where it does not."""
    rvc = _RVC_INDEX.fullmatch(index_path.stem)
    readings = [rvc["voice"], rvc["voice"] + (rvc["version"] or "")] if rvc else [index_path.stem]
    spellings = [model_path.stem, _voice(model_path)]
    for rank, (spelling, reading) in enumerate(product(spellings, readings)):
        if spelling == reading:
            return _NAMED + len(spellings) * len(readings) - rank
    if rvc:  # its name is known, and is another
        return 0
    within = re.search(rf"(^|_){re.escape(_voice(model_path))}(_|$)", index_path.stem)
    return _NAMED_WITHIN if within else 0


def _voice(model_path: Path) -> str:
    return _EPOCH.sub("", model_path.stem)
