"""The real server with the real engine: a killed training goes on, and a song is separated once."""

import subprocess
import sys

import pytest
from harness import REAL_SERVER, ROOT, Server, wait_until

PATIENCE_SECONDS = 300.0  # for anything here, on a busy machine of two cores


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """The folder of three clips of a voice, and a song."""
    folder = tmp_path_factory.mktemp("recordings")
    subprocess.run([sys.executable, str(ROOT / "tests/e2e/make_recordings.py"), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("engine"), command=REAL_SERVER).start()
    yield running
    running.stop()


def begin(real, recordings, **settings):
    """Return a browser whose training has begun."""
    person = real.client()
    files = [(path.name, path.read_bytes()) for path in sorted(recordings.glob("voice *"))]
    person.training = person.train("가수", files=files, **settings).json()["job"]["id"]
    return person


def wait_for(person, event_type, count=1):
    wait_until(
        lambda: sum(event["type"] == event_type for event in person.events(person.training)) >= count,
        PATIENCE_SECONDS,
    )


def epochs_by_attempt(person):
    """Return the epochs that each attempt at the training told of."""
    attempts = []
    for event in person.events(person.training):
        if event["type"] == "started":
            attempts.append([])
        elif event["type"] == "epoch_finished":
            attempts[-1].append(event["epoch"])
    return attempts


@pytest.fixture(scope="module")
def survivor(real, recordings):
    """The browser of a training whose server was first stopped (it saves a checkpoint), then killed."""
    person = begin(real, recordings, epochs=4)
    wait_for(person, "epoch_finished")
    real.stop()
    real.start()
    wait_for(person, "epoch_finished", 1 + len(sum(epochs_by_attempt(person), [])))
    real.kill()
    real.start()
    person.ended = person.finished(person.training, PATIENCE_SECONDS)
    return person


def test_training_of_a_killed_server_succeeds_under_its_id(survivor):
    assert survivor.ended["status"] == "succeeded"


def test_training_of_a_killed_server_goes_on_from_its_checkpoint(survivor):
    first, stopped, killed = epochs_by_attempt(survivor)
    assert (stopped[0], killed[0] > first[-1]) == (first[-1] + 1, True)


def test_training_of_a_killed_server_does_every_epoch(survivor):
    assert survivor.get("/api/models/가수").json()["model"]["card"]["epochs"] == 4


@pytest.fixture(scope="module")
def covers(survivor, recordings):
    """Two covers of the same song, the second of a song sent once more under another name."""
    song = (recordings / "노래.wav").read_bytes()
    jobs = []
    for name in ("노래.wav", "the same.wav"):
        answer = survivor.post("/api/covers", data={"model": "가수"}, files={"song": (name, song)})
        jobs.append(survivor.finished(answer.json()["job"]["id"], PATIENCE_SECONDS))
    return jobs


def test_both_covers_of_a_song_succeed(covers):
    assert [job["status"] for job in covers] == ["succeeded", "succeeded"]


def test_second_cover_of_a_song_is_not_separated_again(survivor, covers):
    begun = [
        event["total"]
        for job in covers
        for event in survivor.events(job["id"])
        if event["type"] == "stage_started" and event["stage"] == "separating"
    ]
    assert [total > 1 for total in begun] == [True, False]  # samples; one step where the stems are read


@pytest.mark.slow
def test_training_killed_after_its_own_checkpoint_goes_on_from_it(real, recordings):
    person = begin(real, recordings, epochs=1000, max_minutes=3)
    wait_for(person, "checkpoint_saved")
    real.kill()
    real.start()
    person.finished(person.training, PATIENCE_SECONDS)
    saved = next(e["epoch"] for e in person.events(person.training) if e["type"] == "checkpoint_saved")
    assert epochs_by_attempt(person)[1][0] == saved + 1
