"""Limits name themselves; uploads stream to disk."""

from pathlib import Path

import pytest
from big_uploads import upload_at_once
from harness import Server, wait_until, wav_bytes

from backend.storage.database import Database
from backend.storage.library import LibraryStore

linux_only = pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A server with small limits."""
    limits = {"FILE_MB": 1, "AUDIO_MINUTES": 1, "QUEUE": 1, "JOBS_PER_MINUTE": 20}
    environment = {f"PERSONA_MAX_{name}": value for name, value in limits.items()}
    running = Server(tmp_path_factory.mktemp("small"), **environment).start()
    yield running
    running.stop()


def test_file_over_its_limit_is_413_and_names_it(small):
    answer = small.client().train(files=[("a.wav", wav_bytes(seconds=40))])
    assert (answer.status_code, "PERSONA_MAX_FILE_MB" in answer.text) == (413, True)


def test_body_over_all_limits_is_413_and_names_it(small):
    answer = small.client().post("/api/songs", files={"file": ("a.wav", b"x" * 7_000_000)})
    assert (answer.status_code, "PERSONA_MAX_FILE_MB" in answer.text) == (413, True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/library/restore", "application/json"), ("/api/songs", "application/x-www-form-urlencoded")],
)
def test_body_that_is_no_form_of_files_is_never_large(small, path, kind):
    answer = small.client().post(path, data=b" " * 1_500_000, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_silence_over_its_length_is_not_listened_to(small):
    silence = wav_bytes(seconds=61, sample_rate=8000, amplitude=0.0)
    assert "PERSONA_MAX_AUDIO_MINUTES" in small.client().train(files=[("a.wav", silence)]).text


def test_recording_over_its_length_is_413_and_names_it(small):
    long = wav_bytes(seconds=61, sample_rate=8000)
    answer = small.client().train(files=[("a.wav", long)])
    assert (answer.status_code, "PERSONA_MAX_AUDIO_MINUTES" in answer.text) == (413, True)


def test_full_queue_is_503_and_says_when_to_come_back(small):
    client = small.client()
    running = client.train("slow", epochs="100").json()["job"]["id"]
    client.running(running)
    client.train("waits")
    answer = client.train("too many")
    client.delete("/api/library")
    assert (answer.status_code, int(answer.headers["Retry-After"]) >= 1) == (503, True)


def test_too_many_jobs_a_minute_are_429(small):
    client = small.client()
    statuses = [client.post("/api/songs", data={"x": "y"}).status_code for _ in range(21)]
    assert statuses[-1] == 429


@pytest.fixture(scope="module")
def flood(make_server):
    """What came of ten songs of 50 MB at once: their statuses, and the MB the server grew by."""
    return upload_at_once(make_server(), count=10, megabytes=50)


@linux_only
def test_ten_large_uploads_at_once_succeed(flood):
    assert flood[0] == [201] * 10


@linux_only
def test_ten_large_uploads_do_not_pile_up_in_the_servers_memory(flood):
    assert flood[1] < 100


def test_full_disk_is_503_and_says_so(make_server):
    client = make_server(PERSONA_MIN_FREE_MB=10**9).client()
    assert client.train().json()["error"]["code"] == "disk_full"


def test_upload_to_a_full_disk_is_refused_before_it_is_written(make_server):
    client = make_server(PERSONA_MIN_FREE_MB=10**9).client()
    answer = client.post("/api/songs", files={"file": ("a.wav", b"no sound, which would be found out later")})
    assert answer.json()["error"]["code"] == "disk_full"


def test_more_than_the_server_may_keep_is_413_and_names_the_limit(make_server):
    answer = make_server(PERSONA_MAX_DISK_GB=0).client().train()
    assert (answer.status_code, "PERSONA_MAX_DISK_GB" in answer.text) == (413, True)


@pytest.fixture(scope="module")
def kept(make_server):
    """The bytes that are counted as kept, and those of the files, after a cover and during a training."""
    server = make_server()
    person = server.client()
    person.trained("voice")
    person.covered("voice")
    person.running(person.train("slow", epochs="100").json()["job"]["id"])
    default = f"sqlite:///{server.data_dir / '.persona' / 'persona.db'}"
    database = Database(server.environment().get("DATABASE_URL", default))
    counted = LibraryStore(database).total_bytes()
    database.close()
    files = (*server.data_dir.rglob("*.wav"), *server.data_dir.glob("logs/*/*.pth"))
    return counted, sum(path.stat().st_size for path in files)


def test_recordings_of_a_running_training_and_stems_count_as_kept(kept):
    assert kept[0] >= 0.99 * kept[1]


def test_same_song_of_two_people_is_kept_once(server):
    first, second = server.client(), server.client()
    content = wav_bytes(hz=333.0)
    for client in (first, second):
        client.post("/api/songs", files={"file": ("a.wav", content)})
    kept = [path for path in server.data_dir.glob(".persona/songs/*/*.wav") if path.read_bytes() == content]
    assert len(kept) == 1


def test_shared_song_stays_while_somebody_has_it(server):
    first, second = server.client(), server.client()
    content = {"file": ("a.wav", wav_bytes(hz=444.0))}
    ids = [client.post("/api/songs", files=content).json()["song"]["id"] for client in (first, second)]
    wait_until(lambda: first.delete(f"/api/songs/{ids[0]}").status_code == 204, 5)
    assert second.get(f"/api/songs/{ids[1]}/audio").status_code == 200


def test_content_decides_the_format(server):
    answer = server.client().post("/api/songs", files={"file": ("song.mp3", wav_bytes(hz=555.0))})
    assert answer.status_code == 201
