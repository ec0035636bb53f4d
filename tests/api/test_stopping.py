"""The real engine stops in time at every stage: the seconds from asking to `cancelled` (`-s` shows them)."""

import queue
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile
from harness import ENDS, REAL_SERVER, ROOT, Server

pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 900.0  # until a stage comes, on a busy machine of two cores
TIMES_LONGER = 8  # than the short recordings of the other tests, so that no stage is over at once


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """The folder of three clips of a voice and a song, long enough to be in the middle of each stage."""
    folder = tmp_path_factory.mktemp("recordings")
    subprocess.run([sys.executable, str(ROOT / "tests/e2e/make_recordings.py"), str(folder)], check=True)
    for path in (folder / "voice 1.wav", folder / "voice 2.wav", folder / "노래.wav"):
        waveform, sample_rate = soundfile.read(path, dtype="float32")
        soundfile.write(path, np.concatenate([waveform] * TIMES_LONGER), sample_rate)
    return folder


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("stopping"), command=REAL_SERVER).start()
    yield server.client()
    server.stop()


def train(person, recordings, name, which="voice *", **settings):
    files = [(path.name, path.read_bytes()) for path in sorted(recordings.glob(which))]
    answer = person.train(name, files=files, **{"epochs": "1000", **settings})
    return answer.json()["job"]["id"]


@pytest.fixture(scope="module")
def singer(person, recordings):
    """The name of a model that can cover."""
    job_id = train(person, recordings, "singer", "voice 3*", family="starter", epochs="1")
    person.finished(job_id, PATIENCE_SECONDS)
    return "singer"


@pytest.fixture(scope="module")
def song_id(person, recordings):
    song = {"file": ("song.wav", (recordings / "노래.wav").read_bytes())}
    return person.post("/api/songs", files=song).json()["song"]["id"]


def stop(person, job_id, is_moment, label):
    """Stop the job when an event comes that `is_moment`; return the seconds it took, and its last event."""
    events = queue.Queue()
    socket = person.connect()
    socket.on("job_event", events.put)
    missed = socket.call("subscribe", {"job_id": job_id, "after": 0})["events"]
    if not any(is_moment(event) for event in missed):
        wait_for(events, is_moment)
    start = time.monotonic()
    person.post(f"/api/jobs/{job_id}/cancel")
    last = wait_for(events, lambda event: event["type"] in ENDS)
    seconds = time.monotonic() - start
    socket.disconnect()
    sys.stdout.write(f"\n{label}: {last['type']} after {seconds:.2f} s, model {'model' in last}\n")
    return seconds, last


def wait_for(events, is_wanted):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        event = events.get(timeout=max(0.1, deadline - time.monotonic()))
        if is_wanted(event):
            return event
        assert event["type"] not in ENDS, event


def begins(stage):
    return lambda event: event["type"] == "stage_started" and event["stage"] == stage


def reaches(stage, part):
    """Return whether an event tells that a part (0 to 1) of a stage is done."""
    return lambda event: (
        event["type"] == "stage_advanced"
        and event["stage"] == stage
        and part * event["total"] <= event["done"] < event["total"]
    )


def is_of(event_type):
    return lambda event: event["type"] == event_type


TRAINING_MOMENTS = {
    "loading": is_of("started"),
    "slicing": begins("preparing"),
    "pitch": begins("pitch"),
    "content": begins("content"),
    "index": begins("index"),
    "opening": begins("training"),
    "training": reaches("training", 0.0),
    "saving": is_of("epoch_finished"),
    "saved": is_of("checkpoint_saved"),
}
FAMILIES = {
    "starter": {"family": "starter"},
    "compact": {"family": "rvc", "preset": "compact"},
}
COVER_MOMENTS = {
    "loading": is_of("started"),
    "separation": begins("separating"),
    "separation, half": reaches("separating", 0.5),
    "pitch": begins("converting"),
    "content": reaches("converting", 0.25),
    "conversion": reaches("converting", 0.5),
    "conversion, late": reaches("converting", 0.75),
    "mixing": begins("mixing"),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("moment", TRAINING_MOMENTS)
def test_training_stops_within_three_seconds(person, recordings, family, moment):
    job_id = train(person, recordings, f"{family} {moment}", **FAMILIES[family])
    seconds, last = stop(person, job_id, TRAINING_MOMENTS[moment], f"{family}, {moment}")
    assert (last["type"], seconds < 3) == ("cancelled", True)


@pytest.mark.parametrize("moment", COVER_MOMENTS)
def test_cover_stops_within_three_seconds(person, singer, song_id, moment):
    answer = person.post("/api/covers", data={"model": singer, "song_id": song_id})
    seconds, last = stop(person, answer.json()["job"]["id"], COVER_MOMENTS[moment], f"cover, {moment}")
    assert (last["type"], seconds < 3) == ("cancelled", True)


@pytest.mark.parametrize(
    "moment", ["loading", "slicing", "pitch", "content", "opening", "training", "saving"]
)
def test_full_size_training_stops_within_fifteen_seconds_at_every_stage(person, recordings, moment):
    job_id = train(person, recordings, f"full {moment}", "voice 3*", family="rvc", preset="standard")
    seconds, last = stop(person, job_id, TRAINING_MOMENTS[moment], f"full size, {moment}")
    assert (last["type"], seconds < 15) == ("cancelled", True)


@pytest.fixture(scope="module")
def full_size(person, recordings):
    """The seconds to stop a full-size training after its first checkpoint, its last event, and its id."""
    job_id = train(person, recordings, "full size", "voice 3*", family="rvc", preset="standard")
    stop_at = is_of("checkpoint_saved")
    return *stop(person, job_id, stop_at, "full size, training"), job_id


def test_full_size_training_stops_within_fifteen_seconds(full_size):
    seconds, last, _ = full_size
    assert (last["type"], seconds < 15) == ("cancelled", True)


def test_stopped_full_size_training_keeps_its_model(full_size):
    assert full_size[1]["model"]["epochs"] >= 1


def test_stopped_full_size_training_can_be_resumed(person, full_size):
    assert person.job(full_size[2])["resumable"]
