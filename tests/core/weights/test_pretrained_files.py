import hashlib
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rvc_core.errors import CheckpointError, ConfigError
from rvc_core.events import StageAdvanced, StageStarted, drive
from rvc_core.weights import pretrained, scan_pretrained
from rvc_core.weights.download import download, fetch
from rvc_core.weights.manifest import MANIFEST, PretrainedEntry, Variant, entry

CONTENT = bytes(range(256)) * 20_000  # 5 MB
CONTENT_SHA256 = hashlib.sha256(CONTENT).hexdigest()


def put(folder: Path, name: str, content: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_names_of_the_manifest_are_unique() -> None:
    assert len({item.name for item in MANIFEST}) == len(MANIFEST)


def test_hashes_of_the_manifest_are_whole() -> None:
    hashes = [sha for item in MANIFEST for variant in item.variants for sha in variant.sha256]
    assert all(re.fullmatch(r"[0-9a-f]{64}", sha) for sha in hashes)


def test_missing_folder_holds_nothing(tmp_path: Path) -> None:
    assert scan_pretrained(tmp_path / "none").found == {}


def test_starter_weights_are_found(tmp_path: Path) -> None:
    path = put(tmp_path, "starter/content.safetensors")
    assert scan_pretrained(tmp_path).path("starter-content") == path


def test_starter_weights_that_come_along_are_those_of_the_manifest() -> None:
    weights = scan_pretrained()
    assert {"starter-content", "starter-base"} <= weights.found.keys()
    assert not [warning for warning in weights.warnings if "starter" in warning]


def test_missing_weights_have_no_path(tmp_path: Path) -> None:
    assert scan_pretrained(tmp_path).path("contentvec") is None


def test_unknown_hash_is_taken_with_a_warning(tmp_path: Path) -> None:
    path = put(tmp_path, "pretrained_v2/f0G40k.pth")
    weights = scan_pretrained(tmp_path)
    assert weights.path("f0G40k") == path
    assert "f0G40k" in weights.warnings[0]


def test_folder_tells_v1_from_v2(tmp_path: Path) -> None:
    old = put(tmp_path, "pretrained/f0G40k.pth")
    new = put(tmp_path, "pretrained_v2/f0G40k.pth")
    weights = scan_pretrained(tmp_path)
    assert (weights.path("f0G40k-v1"), weights.path("f0G40k")) == (old, new)


def a_manifest() -> tuple[PretrainedEntry, ...]:
    old = Variant(("v1/f0G40k.pth",), len(CONTENT), (CONTENT_SHA256,))
    new = Variant(("f0G40k.pth",), None, ("0" * 64,))
    return PretrainedEntry("f0G40k", "", "", (new,)), PretrainedEntry("f0G40k-v1", "", "", (old,))


def test_known_hash_outweighs_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretrained, "MANIFEST", a_manifest())
    path = put(tmp_path, "f0G40k.pth", CONTENT)
    weights = scan_pretrained(tmp_path)
    assert weights.path("f0G40k-v1") == path
    assert weights.warnings == ()


def test_hash_is_remembered_by_size_and_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretrained, "MANIFEST", a_manifest())
    put(tmp_path, "f0G40k.pth", CONTENT)
    scan_pretrained(tmp_path)
    counted: list[Path] = []
    monkeypatch.setattr(pretrained, "file_sha256", lambda path: counted.append(path) or CONTENT_SHA256)
    scan_pretrained(tmp_path)
    assert counted == []


def test_changed_file_is_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretrained, "MANIFEST", a_manifest())
    put(tmp_path, "f0G40k.pth", CONTENT)
    scan_pretrained(tmp_path)
    put(tmp_path, "f0G40k.pth", CONTENT[::-1])
    assert scan_pretrained(tmp_path).warnings != ()


def test_other_layout_of_rmvpe_is_not_taken(tmp_path: Path) -> None:
    with put(tmp_path, "rmvpe.pt").open("r+b") as file:
        file.truncate(368_492_925)  # sparse: takes no room
    weights = scan_pretrained(tmp_path)
    assert weights.path("rmvpe") is None
    assert "so-vits" in weights.warnings[0]


def test_listing_names_everything_and_what_it_adds(tmp_path: Path) -> None:
    rows = scan_pretrained(tmp_path).listing()
    assert [row["name"] for row in rows] == [item.name for item in MANIFEST]
    assert all(row["adds"] and not row["present"] for row in rows)


class _Files(http.server.BaseHTTPRequestHandler):
    ranges = True
    cut_after: int | None = None
    asked: list[str | None] = []

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.asked.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges else 0
        if start >= len(CONTENT):
            self.send_error(416)
            return
        body = CONTENT[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.cut_after])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, type[_Files]]]:
    handler = type("Files", (_Files,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}/weights.pth", handler
        running.shutdown()
        thread.join()


def variant_at(address: str, sha256: str = CONTENT_SHA256) -> Variant:
    return Variant(("weights.pth",), len(CONTENT), (sha256,), address)


def test_download_brings_the_file(server: tuple[str, type[_Files]], tmp_path: Path) -> None:
    path = drive(fetch(variant_at(server[0]), tmp_path / "weights.pth"))
    assert path.read_bytes() == CONTENT


def test_download_counts_its_bytes(server: tuple[str, type[_Files]], tmp_path: Path) -> None:
    events: list[object] = []
    drive(fetch(variant_at(server[0]), tmp_path / "weights.pth"), events.append)
    assert events[0] == StageStarted("downloading", len(CONTENT))
    assert isinstance(events[-1], StageAdvanced)
    assert events[-1].done == len(CONTENT)


def test_broken_download_goes_on_where_it_was(server: tuple[str, type[_Files]], tmp_path: Path) -> None:
    address, handler = server
    handler.cut_after = 3_000_000
    with pytest.raises(CheckpointError, match="try again"):
        drive(fetch(variant_at(address), tmp_path / "weights.pth"))
    handler.cut_after = None
    path = drive(fetch(variant_at(address), tmp_path / "weights.pth"))
    assert path.read_bytes() == CONTENT
    assert handler.asked[-1] == "bytes=3000000-"


def test_broken_download_leaves_no_file_of_that_name(
    server: tuple[str, type[_Files]], tmp_path: Path
) -> None:
    server[1].cut_after = 1000
    with pytest.raises(CheckpointError):
        drive(fetch(variant_at(server[0]), tmp_path / "weights.pth"))
    assert not (tmp_path / "weights.pth").exists()


def test_server_without_ranges_starts_over(server: tuple[str, type[_Files]], tmp_path: Path) -> None:
    server[1].ranges = False
    put(tmp_path, "weights.pth.part", CONTENT[:1000])
    assert drive(fetch(variant_at(server[0]), tmp_path / "weights.pth")).read_bytes() == CONTENT


def test_part_longer_than_the_file_starts_over(server: tuple[str, type[_Files]], tmp_path: Path) -> None:
    put(tmp_path, "weights.pth.part", CONTENT + b"more")
    assert drive(fetch(variant_at(server[0]), tmp_path / "weights.pth")).read_bytes() == CONTENT


def test_whole_part_is_only_checked(server: tuple[str, type[_Files]], tmp_path: Path) -> None:
    put(tmp_path, "weights.pth.part", CONTENT)
    drive(fetch(variant_at(server[0]), tmp_path / "weights.pth"))
    assert server[1].asked == []


def test_wrong_hash_is_refused_and_removed(server: tuple[str, type[_Files]], tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="SHA-256"):
        drive(fetch(variant_at(server[0], "0" * 64), tmp_path / "weights.pth"))
    assert list(tmp_path.iterdir()) == []


def test_unreachable_address_is_said(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="could not be downloaded"):
        drive(fetch(variant_at("http://127.0.0.1:9/weights.pth"), tmp_path / "weights.pth"))


def test_file_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="not a web address"):
        drive(fetch(variant_at("file:///etc/passwd"), tmp_path / "weights.pth"))


def test_unknown_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="contentvec"):
        drive(download("nothing", tmp_path))


def test_starter_weights_have_no_download(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="comes with the program"):
        drive(download("starter-base", tmp_path))


def test_entry_of_unknown_name_is_none() -> None:
    assert entry("nothing") is None
