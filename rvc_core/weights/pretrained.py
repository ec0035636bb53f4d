"""Which pretrained files are in a folder."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rvc_core.files import atomic_path, file_sha256
from rvc_core.weights.manifest import MANIFEST, OTHER_LAYOUTS, PretrainedEntry, Variant

_CACHE_NAME = ".hashes.json"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is used under a name of the manifest."""

    path: Path
    variant: Variant
    warning: str | None = None  # its hash is not a known one


@dataclass(frozen=True)
class PretrainedWeights:
    """What a scan of `folder` found, by name of the manifest."""

    folder: Path
    found: dict[str, FoundFile] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def path(self, name: str) -> Path | None:
        """Return the path of the file of that name, None where it is missing."""
        item = self.found.get(name)
        return item.path if item else None

    def listing(self) -> list[dict[str, Any]]:
        """Return every name of the manifest as JSON values: present or not, where, and what it adds."""
        return [self._row(item) for item in MANIFEST]

    def _row(self, item: PretrainedEntry) -> dict[str, Any]:
        found = self.found.get(item.name)
        variant = found.variant if found else item.variants[0]
        return {
            "name": item.name,
            "present": found is not None,
            "path": str(found.path) if found else None,
            "warning": found.warning if found else None,
            "adds": item.adds,
            "licence": item.licence,
            "expected_path": str(self.folder / variant.paths[0]),
            "size_bytes": found.path.stat().st_size if found else variant.size_bytes,
            "downloadable": any(variant.address for variant in item.variants),
        }


def default_pretrained_dir() -> Path:
    """Return the project's `pretrained/` folder."""
    return Path(__file__).resolve().parents[2] / "pretrained"


def scan_pretrained(folder: Path | None = None) -> PretrainedWeights:
    """Return which of the manifest's files are in `folder` (default: the project's `pretrained/`).

    A file is recognised by its hash. One with a known name and an unknown hash is used with a
    warning; its shapes decide whether it fits when it is loaded. Hashes are remembered by size and time of
    change.
    """
    folder = folder or default_pretrained_dir()
    files = sorted(_files(folder))
    hashes = _HashCache(folder / _CACHE_NAME)
    found: dict[str, FoundFile] = {}
    for item, file in filter(None, (_identify(path, folder, hashes) for path in files)):
        if item.name not in found or _rank(item, file) < _rank(item, found[item.name]):
            found[item.name] = file
    hashes.save()
    refused = [
        f"{path.name}: {OTHER_LAYOUTS[path.stat().st_size]}" for path in files if _is_other_layout(path)
    ]
    warnings = [file.warning for file in found.values() if file.warning]
    return PretrainedWeights(folder, found, tuple(warnings + refused))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _is_other_layout(path: Path) -> bool:
    return path.name == "rmvpe.pt" and path.stat().st_size in OTHER_LAYOUTS


def _identify(path: Path, folder: Path, hashes: "_HashCache") -> tuple[PretrainedEntry, FoundFile] | None:
    for item, variant in _variants():
        if any(Path(name).name == path.name for name in variant.paths) and _hash_is_known(
            path, variant, hashes
        ):
            return item, FoundFile(path, variant)
    named = _by_name("/" + path.relative_to(folder).as_posix())
    if named is None or _is_other_layout(path):
        return None
    item, variant = named
    words = f"{path.name} ({item.name}) has none of the known hashes; its shapes will decide."
    return item, FoundFile(path, variant, words if variant.sha256 else None)


def _by_name(path: str) -> tuple[PretrainedEntry, Variant] | None:
    # v1 and v2 files have the same names, so the longest matching path decides: the folder tells them apart.
    matches = [
        (len(name), item, variant)
        for item, variant in _variants()
        for name in variant.paths
        if path.endswith("/" + name)
    ]
    return max(matches, key=lambda match: match[0])[1:] if matches else None


def _variants() -> Iterator[tuple[PretrainedEntry, Variant]]:
    for item in MANIFEST:
        for variant in item.variants:
            yield item, variant


def _hash_is_known(path: Path, variant: Variant, hashes: "_HashCache") -> bool:
    if variant.size_bytes is not None and path.stat().st_size != variant.size_bytes:
        return False
    return bool(variant.sha256) and hashes.get(path) in variant.sha256


def _rank(item: PretrainedEntry, file: FoundFile) -> tuple[bool, int]:
    return file.warning is not None, item.variants.index(file.variant)


class _HashCache:
    """Hashes by path, size and time of change, kept beside the files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = False
        self._known: dict[str, list[Any]] = {}
        with suppress(OSError, ValueError):
            self._known = dict(json.loads(path.read_text()))

    def get(self, path: Path) -> str:
        stat = path.stat()
        name = path.relative_to(self._path.parent).as_posix()
        row = self._known.get(name)
        if not isinstance(row, list) or row[:2] != [stat.st_size, stat.st_mtime_ns]:
            row = self._known[name] = [stat.st_size, stat.st_mtime_ns, file_sha256(path)]
            self._changed = True
        return str(row[2])

    def save(self) -> None:
        if self._changed:
            with suppress(OSError), atomic_path(self._path) as temporary:  # a read-only folder is fine
                temporary.write_text(json.dumps(self._known))
