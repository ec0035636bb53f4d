"""A disk with no byte left: what makes room works all the same, what needs room is refused by its name."""

import shutil
import time
from contextlib import contextmanager

import pytest
from harness import Server, wait_until

from backend.storage.reserve import RESERVE_BYTES, Reserve


def fill(folder):
    """Leave no byte free."""
    with (folder / f"filler {len(list(folder.glob('filler *')))}").open("wb", buffering=0) as file:
        for size in (2**20, 2**12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


@contextmanager
def started(disk):
    """Yield a server on a small disk, a client of it with a model and a cover, and a running training."""
    server = Server(disk, PERSONA_MIN_FREE_MB=5, PERSONA_MAX_JOBS_PER_MINUTE=10_000).start()
    try:
        yield server, *_work(server.client(), disk)
    finally:
        server.kill()


def _work(client, disk):
    client.trained()
    (disk / "logs" / "voice" / "samples" / "large").write_bytes(bytes(4 * 2**20))
    cover = client.covered()
    job_id = client.train("slow", epochs="200").json()["job"]["id"]
    client.running(job_id)
    wait_until((disk / ".persona" / "reserve").is_file, 10)
    return client, cover, job_id


@pytest.fixture(scope="module")
def full(small_disk):
    """Return what a server answered whose disk became full beside a running training, by what was asked."""
    disk = small_disk(64)
    with started(disk) as (_, client, cover, job_id):
        fill(disk)
        song = client.get("/api/songs").json()["songs"][0]["id"]
        return {
            "train": client.train("new").json()["error"]["code"],
            "rename": client.patch("/api/models/voice", json={"name": "other"}).status_code,
            "cancel": client.post(f"/api/jobs/{job_id}/cancel").status_code,
            "end": client.finished(job_id)["status"],
            "delete song": client.delete(f"/api/songs/{song}").status_code,
            "delete cover": client.delete(f"/api/covers/{cover['id']}").status_code,
            "covers": list((disk / "cover").glob("*.wav")),
        }


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("train", "disk_full"),
        ("rename", 200),
        ("cancel", 202),
        ("end", "cancelled"),
        ("delete song", 204),
        ("delete cover", 204),
        ("covers", []),
    ],
)
def test_full_disk_takes_what_makes_room(full, asked, answer):
    assert full[asked] == answer


def rename_until_refused(client):
    """Return the first answer to a renaming that could not be stored."""
    names = ["voice", *(f"name {n}" for n in range(400))]
    answers = (
        client.patch(f"/api/models/{old}", json={"name": new})
        for old, new in zip(names, names[1:], strict=False)
    )
    return next(answer for answer in answers if answer.status_code != 200)


@pytest.fixture(scope="module")
def filled_again(small_disk):
    """Return what a server answered whose disk was filled again when its reserve was used up."""
    disk = small_disk(64)
    with started(disk) as (server, client, _, job_id):
        fill(disk)
        client.get("/api/jobs")  # lets go of the reserve
        fill(disk)
        refused = rename_until_refused(client)
        name = client.get("/api/models").json()["models"][0]["name"]
        time.sleep(1.0)  # the training meets the full disk, and cannot store that it failed
        told = {
            "rename": (refused.status_code, refused.json()["error"]["code"]),
            "delete": client.delete(f"/api/models/{name}").status_code,
            "folder": (disk / "logs" / "voice").exists(),
            "training": client.finished(job_id)["error"]["code"],
        }
        server.kill()
        fill(disk)
        server.start()
        return {**told, "jobs after a start": len(client.get("/api/jobs").json()["jobs"])}


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("rename", (503, "disk_full")),
        ("delete", 204),
        ("folder", False),
        ("training", "disk_full"),
        ("jobs after a start", 3),
    ],
)
def test_disk_that_was_filled_again(filled_again, asked, answer):
    assert filled_again[asked] == answer


def test_reserve_is_kept_again_when_there_is_room(small_disk):
    folder = small_disk(64)
    reserve = Reserve(folder / "reserve")
    reserve.keep(0)
    fill(folder)
    reserve.let_go_if_low()
    reserve.keep(RESERVE_BYTES)
    assert not (folder / "reserve").exists()
    (folder / "filler 0").unlink()
    reserve.keep(RESERVE_BYTES)
    assert shutil.disk_usage(folder).used == RESERVE_BYTES
