"""Files that are made for a download."""

import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from harness import wait_until, wav_bytes, worker_pids


@pytest.fixture(scope="module")
def singer(server):
    person = server.client()
    person.trained("slow voice", epochs="1")
    return person


def cover_of(client, name):
    files = {"song": (name, wav_bytes())}
    job = client.post("/api/covers", data={"model": "slow voice"}, files=files).json()["job"]
    return client.finished(job["id"], 40)["cover"]["id"]


def test_two_downloads_of_a_model_at_once_are_both_whole(singer):
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: singer.get("/api/models/slow voice/download"), range(2)))
    zips = [zipfile.is_zipfile(io.BytesIO(answer.content)) for answer in answers]
    assert zips == [True, True]


def test_upload_does_not_wait_for_an_export(singer):
    cover_id = cover_of(singer, "slow.wav")
    with ThreadPoolExecutor() as pool:
        export = pool.submit(singer.get, f"/api/covers/{cover_id}/download?format=flac")
        time.sleep(0.5)
        singer.upload_song(seconds=1.0)
        waited_for_export = export.done()
    assert (waited_for_export, export.result().status_code) == (False, 200)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_export_ends_with_its_request(server, singer):
    cover_id = cover_of(singer, "slow.wav")
    singer.get(f"/api/covers/{cover_of(singer, 'song.wav')}/download?format=mp3")  # now there is a worker
    before = worker_pids(server)
    with pytest.raises(requests.ReadTimeout):
        singer.session.get(f"{singer.url}/api/covers/{cover_id}/download?format=mp3", timeout=0.3)
    wait_until(lambda: set(before) - set(worker_pids(server)), 10)


@pytest.fixture(scope="module")
def many_levels(server, singer):
    """The cache after exports with eight levels, two of which differ by 0.04 dB."""
    cover_id = cover_of(singer, "song.wav")
    for level in (-3.0, -3.04, 1, 2, 3, 4, 5, 6):
        assert singer.get(f"/api/covers/{cover_id}/download?vocal_gain_db={level}").status_code == 200
        if level == -3.04:
            close = len(list((server.data_dir / ".persona" / "cache" / f"cover-{cover_id}").iterdir()))
    return close, len(list((server.data_dir / ".persona" / "cache" / f"cover-{cover_id}").iterdir()))


def test_levels_that_differ_by_little_are_files_of_their_own(many_levels):
    assert many_levels[0] == 2


def test_exports_of_a_cover_are_six_at_most(many_levels):
    assert many_levels[1] == 6
