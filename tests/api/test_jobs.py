"""Stopping, going on, waiting, and dying workers."""

import io
import time
import zipfile

import pytest
from harness import wait_until

from backend.jobs.dispatcher import fair_order
from backend.storage.tables import Job


@pytest.fixture(scope="module")
def stopped(server):
    """A training that was stopped after an epoch, how long that took, and its browser."""
    person = server.client()
    job_id = person.train("slow voice", epochs="100").json()["job"]["id"]
    person.running(job_id)
    start = time.monotonic()
    person.post(f"/api/jobs/{job_id}/cancel")
    person.job_id, person.stopped = job_id, person.finished(job_id)
    person.seconds = time.monotonic() - start
    return person


def test_cancelled_training_says_so(stopped):
    assert stopped.stopped["status"] == "cancelled"


def test_cancel_takes_effect_within_three_seconds(stopped):
    assert stopped.seconds < 3


def test_cancelled_training_keeps_its_model(stopped):
    assert stopped.get("/api/models/slow voice").json()["model"]["epochs"] >= 1


def test_cancelled_training_tells_its_model(stopped):
    assert stopped.events(stopped.job_id)[-1]["model"]["name"] == "slow voice"


def test_cancelled_trainings_model_downloads(stopped):
    archive = zipfile.ZipFile(io.BytesIO(stopped.get("/api/models/slow voice/download").content))
    assert archive.namelist() == ["slow voice/slow voice.pth"]


def test_cancelled_trainings_model_sings(stopped):
    assert stopped.covered("slow voice")["model"] == "slow voice"


def test_cancel_twice_is_the_same(stopped):
    assert stopped.post(f"/api/jobs/{stopped.job_id}/cancel").json()["job"]["status"] == "cancelled"


def test_cancelled_training_can_be_resumed(stopped):
    assert stopped.stopped["resumable"]


def test_resumed_training_goes_on_from_its_checkpoint(stopped):
    done = stopped.get("/api/models/slow voice").json()["model"]["epochs"]
    job = stopped.post(f"/api/jobs/{stopped.job_id}/resume", json={"epochs": 100}).json()["job"]
    stopped.running(job["id"])
    stopped.post(f"/api/jobs/{job['id']}/cancel")
    first = next(e["epoch"] for e in stopped.events(job["id"]) if e["type"] == "epoch_finished")
    assert (job["resumed_from"], first) == (stopped.job_id, done + 1)


@pytest.mark.parametrize(("asked", "reached"), [({}, 6), ({"epochs": 8}, 8), ({"epochs": 2}, 6)])
def test_resumed_training_reaches_the_asked_epochs_or_more(client, asked, reached):
    name = f"slow goal {reached} {len(asked)} {asked.get('epochs')}"
    job_id = client.train(name, epochs="6").json()["job"]["id"]
    client.running(job_id)
    client.post(f"/api/jobs/{job_id}/cancel")
    client.finished(job_id)
    client.finished(client.post(f"/api/jobs/{job_id}/resume", json=asked).json()["job"]["id"])
    assert client.get(f"/api/models/{name}").json()["model"]["epochs"] == reached


def test_stopped_training_goes_on_without_a_body(client):
    job_id = client.train("slow bodiless", epochs="100").json()["job"]["id"]
    client.running(job_id)
    client.post(f"/api/jobs/{job_id}/cancel")
    client.finished(job_id)
    answer = client.post(f"/api/jobs/{job_id}/resume")
    client.delete("/api/library")
    assert answer.status_code == 202


def test_resume_with_a_body_that_is_no_json_is_refused(stopped):
    answer = stopped.post(
        f"/api/jobs/{stopped.job_id}/resume", data="{", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422


def test_training_without_its_recordings_cannot_be_resumed_and_says_why(client):
    job_id = client.train("slow forgotten", epochs="100").json()["job"]["id"]
    client.running(job_id)
    client.post(f"/api/jobs/{job_id}/cancel")
    client.finished(job_id)
    client.delete("/api/library/recordings")
    message = client.post(f"/api/jobs/{job_id}/resume").json()["error"]["message"]
    assert (client.job(job_id)["resumable"], "recordings were deleted" in message) == (False, True)


def test_stuck_training_is_killed_and_cancelled(client):
    job_id = client.train("stuck").json()["job"]["id"]
    wait_until(lambda: client.job(job_id)["status"] == "running", 10)
    client.post(f"/api/jobs/{job_id}/cancel")
    assert client.finished(job_id, seconds=4)["status"] == "cancelled"


def test_queued_job_is_cancelled_at_once(client):
    running = client.train("slow one", epochs="100").json()["job"]["id"]
    waiting = client.train("waiting").json()["job"]["id"]
    client.running(running)
    status = client.post(f"/api/jobs/{waiting}/cancel").json()["job"]["status"]
    client.post(f"/api/jobs/{running}/cancel")
    assert status == "cancelled"


def test_queued_job_knows_its_place(client):
    running = client.train("slow two", epochs="100").json()["job"]["id"]
    client.running(running)
    place = client.train("waiting two").json()["job"]["queue_position"]
    client.post(f"/api/jobs/{running}/cancel")
    assert place == 1


def test_queued_job_knows_when_it_will_start(client):
    running = client.train("slow five", epochs="100").json()["job"]["id"]
    client.running(running)
    starts_in = client.train("waiting five").json()["job"]["starts_in_seconds"]
    client.post(f"/api/jobs/{running}/cancel")
    assert starts_in > 0


@pytest.mark.parametrize("concurrency", [1, 2])
def test_as_many_heavy_jobs_run_at_once_as_are_allowed(make_server, concurrency):
    client = make_server(PERSONA_CONCURRENCY=concurrency).client()
    jobs = [client.train(f"slow {n}", epochs="100").json()["job"]["id"] for n in range(concurrency + 1)]
    client.running(jobs[concurrency - 1])
    assert client.get("/api/health").json()["queue"] == {"running": concurrency, "queued": 1}


@pytest.fixture(scope="module")
def queue(server):
    """Six jobs of a greedy owner behind a running one, then one of a modest owner; all ended."""
    greedy, modest = server.client(), server.client()
    running = greedy.train("slow three", epochs="100").json()["job"]["id"]
    greedy.running(running)
    more = [greedy.train(f"more {number}").json()["job"]["id"] for number in range(6)]
    only = modest.train("only one").json()["job"]
    greedy.post(f"/api/jobs/{running}/cancel")
    starts = {job_id: greedy.finished(job_id, 60)["started_at"] for job_id in more}
    return only["queue_position"], modest.finished(only["id"])["started_at"], list(starts.values())


def test_second_owner_starts_before_the_first_owners_next(queue):
    _, only, more = queue
    assert only < min(more)


def test_place_in_the_queue_is_that_of_the_start(queue):
    assert queue[0] == 1


def test_one_owners_jobs_start_in_their_order(queue):
    assert queue[2] == sorted(queue[2])


def test_owners_take_turns_by_their_last_start():
    names = ["b1", "b2", "a1", "c1"]
    jobs = [Job(id=name, owner_id=name[0], created_at=float(at)) for at, name in enumerate(names)]
    assert [job.id for job in fair_order(jobs, {"a": 5.0, "b": 9.0})] == ["c1", "a1", "b1", "b2"]


@pytest.fixture(scope="module")
def waiting_again(make_server):
    """Return browser and last event of a training queued again by a killed server, and cancelled there."""
    running = make_server()
    first, second = running.client(), running.client()
    job_id = first.train("slow model", epochs="100").json()["job"]["id"]
    first.running(job_id)
    second.train("slow other", epochs="100")
    running.kill()
    running.start()  # the second owner has never started a job, and goes first
    assert first.job(job_id)["status"] == "queued"
    first.post(f"/api/jobs/{job_id}/cancel")
    first.finished(job_id)
    return first, first.events(job_id)[-1]


def test_training_cancelled_while_it_waits_again_keeps_its_model(waiting_again):
    assert waiting_again[1]["model"]["name"] == "slow model"


def test_training_cancelled_while_it_waits_is_counted(waiting_again):
    metrics = waiting_again[0].get("/metrics").text
    assert 'persona_jobs_finished_total{kind="training",status="cancelled"} 1.0' in metrics


def test_cover_can_be_cancelled(client):
    client.train("slow singer", epochs="1")
    client.finished(client.get("/api/jobs").json()["jobs"][0]["id"])
    job_id = client.cover("slow singer").json()["job"]["id"]
    wait_until(lambda: client.job(job_id)["status"] == "running", 20)
    client.post(f"/api/jobs/{job_id}/cancel")
    assert client.finished(job_id)["status"] == "cancelled"


def test_cancelled_cover_leaves_no_file(own_server):
    client = own_server.client()
    client.trained("slow stem")
    job_id = client.cover("slow stem").json()["job"]["id"]
    wait_until(lambda: list(own_server.data_dir.glob("cover/노래-*/converted.wav")), 10)
    client.post(f"/api/jobs/{job_id}/cancel")
    client.finished(job_id)
    assert list((own_server.data_dir / "cover").glob("노래-*")) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("crash", "worker_crashed"),
        ("killed", "worker_killed"),
        ("diverge", "training_diverged"),
        ("full", "disk_full"),
        ("hungry", "out_of_memory"),
    ],
)
def test_failed_training_says_why(client, name, code):
    assert client.trained(name)["error"]["code"] == code


def test_training_that_failed_before_its_first_epoch_tells_no_model(client):
    assert "model" not in client.events(client.trained("crash early")["id"])[-1]


def test_next_job_runs_after_a_worker_died(client):
    client.train("crash again")
    assert client.trained("after that")["status"] == "succeeded"


def test_name_of_a_failed_training_is_free_again(client):
    client.trained("diverge once")
    assert client.train("diverge once").status_code == 202


@pytest.fixture()
def unfinished(client):
    """The job of a training that failed before its first epoch, and can be gone on with."""
    return client.trained("crash unfinished")


def test_refused_training_leaves_an_unfinished_one_of_its_name_resumable(client, unfinished):
    client.train("crash unfinished", files=[("a.wav", b"this is a text")])
    assert client.job(unfinished["id"])["resumable"]


def test_training_that_finds_no_room_leaves_an_unfinished_one_of_its_name_resumable(make_server):
    client = make_server(PERSONA_MAX_QUEUE=1).client()
    job_id = client.trained("crash unfinished")["id"]
    client.running(client.train("slow", epochs="100").json()["job"]["id"])
    client.train("waiting")
    refused = client.train("crash unfinished").status_code
    assert (refused, client.job(job_id)["resumable"]) == (503, True)


def test_refused_upload_leaves_an_unfinished_training_of_its_name_resumable(client, unfinished):
    client.post("/api/models", data={"name": "crash unfinished"}, files={"file": ("a.zip", b"PK no zip")})
    assert client.job(unfinished["id"])["resumable"]


def test_uploaded_model_takes_the_folder_of_an_unfinished_training(own_server):
    client = own_server.client()
    client.trained("voice")
    zip_bytes = client.get("/api/models/voice/download").content
    client.trained("crash first")
    client.post("/api/models", data={"name": "crash first"}, files={"file": ("a.zip", zip_bytes)})
    assert {path.name for path in own_server.data_dir.glob("logs/*/")} == {"voice", "crash first"}


def test_uploaded_model_that_took_the_name_of_an_unfinished_training_sings(client, unfinished):
    client.trained("voice")
    zip_bytes = client.get("/api/models/voice/download").content
    client.post("/api/models", data={"name": "crash unfinished"}, files={"file": ("a.zip", zip_bytes)})
    assert client.covered("crash unfinished")["model"] == "crash unfinished"


def test_model_in_training_cannot_be_deleted_unfinished(client):
    job_id = client.train("slow four", epochs="100").json()["job"]["id"]
    client.running(job_id)
    status = client.delete("/api/models/slow four").status_code
    client.post(f"/api/jobs/{job_id}/cancel")
    assert status == 409


def test_finished_cover_cannot_be_resumed(client):
    client.trained("sings")
    job_id = client.cover("sings").json()["job"]["id"]
    client.finished(job_id)
    assert client.post(f"/api/jobs/{job_id}/resume", json={}).status_code == 409
