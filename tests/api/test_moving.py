"""A data folder that was moved while no server ran: everything in it is there and works."""

import shutil

import pytest
from harness import Server


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """Return a client of the moved server, a cover and two trainings from before, and the old folder."""
    old = tmp_path_factory.mktemp("old") / "data"
    old.mkdir()
    server = Server(old, PERSONA_MAX_JOBS_PER_MINUTE=10_000).start()
    client = server.client()
    client.trained()
    cover = client.covered()
    stopped = client.train("slow stopped", epochs="9").json()["job"]["id"]
    client.running(stopped)
    client.post(f"/api/jobs/{stopped}/cancel")
    client.finished(stopped)
    interrupted = client.train("slow interrupted", epochs="9").json()["job"]["id"]
    client.running(interrupted)
    server.kill()
    server.data_dir = tmp_path_factory.mktemp("new") / "data"
    shutil.move(old, server.data_dir)
    server.start()
    client.finished(interrupted)
    yield client, cover, stopped, interrupted, old
    server.kill()


def test_moved_cover_plays(moved):
    client, cover, *_ = moved
    assert client.get(cover["url"]).content[:4] == b"RIFF"


@pytest.mark.parametrize("part", ["stems/vocals", "stems/converted", "original"])
def test_moved_cover_has_its(moved, part):
    client, cover, *_ = moved
    assert client.get(f"/api/covers/{cover['id']}/{part}").status_code == 200


def test_moved_cover_lists_its_stems(moved):
    client, cover, *_ = moved
    assert client.get(f"/api/covers/{cover['id']}").json()["cover"]["stems"] == ["vocals"]


def test_moved_cover_can_be_mixed_with_other_levels(moved):
    client, cover, *_ = moved
    query = {"format": "wav", "vocal_gain_db": 2}
    assert client.get(f"/api/covers/{cover['id']}/download", params=query).status_code == 200


def test_moved_song_is_sung_again(moved):
    client, *_ = moved
    assert client.covered()["duration_seconds"] == 2.0


def test_interrupted_training_succeeds_in_the_moved_folder(moved):
    client, _, _, interrupted, _ = moved
    assert client.finished(interrupted)["status"] == "succeeded"


def test_stopped_training_is_resumed_in_the_moved_folder(moved):
    client, _, stopped, *_ = moved
    resumed = client.post(f"/api/jobs/{stopped}/resume", json={}).json()["job"]["id"]
    assert client.finished(resumed)["status"] == "succeeded"


def test_nothing_is_written_to_the_folder_of_before(moved):
    *_, old = moved
    assert not old.exists()
