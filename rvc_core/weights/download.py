"""Downloads a pretrained file: resumed if interrupted, checked by size and hash, with progress."""

import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from rvc_core.errors import CheckpointError, ConfigError
from rvc_core.events import Pipeline, StageAdvanced, StageStarted
from rvc_core.files import file_sha256
from rvc_core.weights.manifest import MANIFEST, Variant, entry
from rvc_core.weights.pretrained import default_pretrained_dir

STAGE = "downloading"
_CHUNK_BYTES = 2**20
_TIMEOUT_SECONDS = 30.0


def download(name: str, folder: Path | None = None) -> Pipeline[Path]:
    """Return the path of the manifest's file of that name, now in `folder`; progress counts bytes.

    An interrupted download is continued.

    Raises:
        ConfigError: the manifest has no such name, or no address for it.
        CheckpointError: the address cannot be reached, or what came is not the expected file.
    """
    item = entry(name)
    if item is None:
        names = ", ".join(known.name for known in MANIFEST)
        raise ConfigError(f"There are no pretrained weights named {name!r}. Known are: {names}.")
    variant = next((variant for variant in item.variants if variant.address), None)
    if variant is None:
        raise ConfigError(f"{name} can't be downloaded; it comes with the program.")
    return (yield from fetch(variant, (folder or default_pretrained_dir()) / variant.paths[0]))


def fetch(variant: Variant, target: Path) -> Pipeline[Path]:
    """Return `target` when the variant's file has been fetched from its address and checked.

    Raises:
        CheckpointError: the address cannot be reached, or what came is not the expected file.
    """
    partial = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield from _transfer(variant, partial)
    except (urllib.error.URLError, HTTPException, OSError) as error:
        raise CheckpointError(
            f"{target.name} could not be downloaded ({error}); try again, what has arrived is kept."
        ) from error
    _check(variant, partial)
    partial.replace(target)
    return target


def _transfer(variant: Variant, partial: Path) -> Pipeline[None]:
    have = partial.stat().st_size if partial.exists() else 0
    if have and have == variant.size_bytes:  # broken off between the last byte and the check
        return
    with _open(variant, have) as response:
        resumed = response.status == 206
        done = have if resumed else 0
        total = done + int(response.headers.get("Content-Length") or 0)
        yield StageStarted(STAGE, total)
        yield from _copy(response, partial, done, total, append=resumed)


def _open(variant: Variant, have: int) -> HTTPResponse:
    address = variant.address or ""
    if not address.startswith(("https://", "http://")):
        raise CheckpointError(f"{address!r} is not a web address.")
    headers = {"User-Agent": "persona", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        response: HTTPResponse = urllib.request.urlopen(
            urllib.request.Request(address, headers=headers), timeout=_TIMEOUT_SECONDS
        )
    except urllib.error.HTTPError as error:
        if error.code == 416 and have:  # the kept part is longer than the file: begin again
            error.close()
            return _open(variant, 0)
        raise
    return response


def _copy(response: HTTPResponse, partial: Path, done: int, total: int, append: bool) -> Pipeline[None]:
    begun, first = time.monotonic(), done
    with partial.open("ab" if append else "wb") as file:
        while chunk := response.read(_CHUNK_BYTES):
            file.write(chunk)
            done += len(chunk)
            rate = (done - first) / max(time.monotonic() - begun, 1e-6)
            yield StageAdvanced(STAGE, done, total, max(0, total - done) / rate)
    if done < total:
        raise OSError(f"the connection ended after {done} of {total} bytes")


def _check(variant: Variant, partial: Path) -> None:
    size = partial.stat().st_size
    if variant.size_bytes is not None and size != variant.size_bytes:
        partial.unlink()
        raise CheckpointError(f"The download has {size} bytes; {variant.paths[0]} has {variant.size_bytes}.")
    if variant.sha256 and file_sha256(partial) not in variant.sha256:
        partial.unlink()
        raise CheckpointError(f"The download is not {variant.paths[0]}: its SHA-256 is different.")
