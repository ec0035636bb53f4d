"""The server or its worker is killed at any moment; nothing that anybody saw is lost, and every job ends."""

import io
import os
import random
import signal
import sqlite3
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from harness import ENDS, wait_until, worker_pids

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
BUSY_SECONDS = 5.0  # that the server waits for a writer of SQLite
on_sqlite = pytest.mark.skipif("PERSONA_TEST_DATABASE_URL" in os.environ, reason="needs SQLite's file")
FEW = [pytest.param(seed, marks=() if seed < 2 else pytest.mark.slow) for seed in range(10)]


def begin_work(client):
    """Return the ids of a training, a cover and another training, of which the first begins at once."""
    client.trained("singer")
    answers = (client.train("slow", epochs="6"), client.cover("singer"), client.train("next"))
    return [answer.json()["job"]["id"] for answer in answers]


def shortcomings(client, job_ids):
    """Return what is wrong with ended jobs and with what they left for people to see."""
    wrong = []
    for job_id in job_ids:
        job, seqs = client.finished(job_id, 40), [event["seq"] for event in client.events(job_id)]
        if seqs != list(range(1, len(seqs) + 1)):
            wrong.append(f"events {seqs}")
        if job["status"] != "succeeded" and not job["error"]:
            wrong.append(f"{job['status']} without a reason")
    for model in client.get("/api/models").json()["models"]:
        content = client.get(f"/api/models/{model['name']}/download").content
        if zipfile.ZipFile(io.BytesIO(content)).testzip() is not None:
            wrong.append(f"model {model['name']}")
    for cover in client.get("/api/covers").json()["covers"]:
        if len(client.get(cover["url"]).content) < 44 + 2 * cover["duration_seconds"] * cover["sample_rate"]:
            wrong.append(f"cover {cover['id']}")
    return wrong


@pytest.mark.parametrize("seed", FEW)
def test_server_killed_at_any_moment_loses_nothing(own_server, seed):
    client = own_server.client()
    job_ids = begin_work(client)
    time.sleep(random.Random(seed).uniform(0.0, 3.5))
    own_server.kill()
    own_server.start()
    assert shortcomings(client, job_ids) == []


@pytest.mark.parametrize("seed", FEW)
def test_worker_killed_at_any_moment_takes_one_job_along(own_server, seed):
    client = own_server.client()
    job_ids = begin_work(client)
    time.sleep(random.Random(seed).uniform(0.0, 3.5))
    os.kill(max(worker_pids(own_server)), signal.SIGKILL)
    found = shortcomings(client, job_ids)
    failed = [job_id for job_id in job_ids if client.job(job_id)["status"] != "succeeded"]
    assert (found, len(failed) <= 1) == ([], True)


@on_sqlite
def test_event_that_a_page_saw_is_on_the_disk(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="100").json()["job"]["id"]
    seen, socket = [], client.connect()
    socket.on("job_event", lambda event: seen.append(event["seq"]))
    socket.call("subscribe", {"job_id": job_id, "after": 0})
    wait_until(lambda: len(seen) >= 5, 10)
    own_server.kill()
    last = max(seen)
    with closing(sqlite3.connect(own_server.data_dir / ".persona" / "persona.db")) as database:
        stored = database.execute("SELECT max(seq) FROM job_events WHERE job_id = ?", (job_id,)).fetchone()
    assert stored[0] >= last


def slowest_health(client, seconds):
    """Return how long the slowest of the answers took that came within `seconds`."""
    slowest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.monotonic()
        client.get("/api/health")
        slowest = max(slowest, time.monotonic() - start)
        time.sleep(0.05)
    return slowest


@pytest.fixture(scope="module")
def locked(make_server):
    """A training during which the database could not be written, and the browser of the next one."""
    server = make_server()
    client = server.client()
    client.first = client.train("slow", epochs="100").json()["job"]["id"]
    client.running(client.first)
    client.next = client.train("next").json()["job"]["id"]
    folder = server.data_dir / ".persona"
    with closing(sqlite3.connect(folder / "persona.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor() as pool:
            refused = pool.submit(server.client().get, "/api/library/key")
            client.health_seconds = slowest_health(client, BUSY_SECONDS + 2)
        client.refused = refused.result()
        client.workers = worker_pids(server)
        database.execute("ROLLBACK")
    return client


@on_sqlite
def test_server_answers_while_its_database_is_locked(locked):
    assert locked.health_seconds < BUSY_SECONDS / 2


@on_sqlite
def test_request_that_could_not_be_stored_is_503_and_says_when_to_come_back(locked):
    answer = locked.refused
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_busy")
    assert int(answer.headers["Retry-After"]) > 0


@on_sqlite
def test_training_that_could_not_be_stored_fails_with_a_reason(locked):
    assert locked.finished(locked.first)["error"]["code"] == "file_error"


@on_sqlite
def test_training_that_could_not_be_stored_keeps_its_model(locked):
    locked.finished(locked.first)
    assert locked.get("/api/models/slow").json()["model"]["epochs"] >= 1


@on_sqlite
def test_worker_whose_events_cannot_be_stored_is_ended(locked):
    assert len(locked.workers) == 1  # that of the short lane


@on_sqlite
def test_next_job_runs_after_one_could_not_be_stored(locked):
    assert locked.finished(locked.next)["status"] == "succeeded"


def test_page_that_comes_back_after_a_crash_misses_nothing(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="8").json()["job"]["id"]
    seqs, socket = [], client.connect()
    socket.on("job_event", lambda event: seqs.append(event["seq"]))
    seqs[:0] = [event["seq"] for event in socket.call("subscribe", {"job_id": job_id, "after": 0})["events"]]
    client.running(job_id, epochs=2)
    own_server.kill()
    own_server.start()
    seen = sorted(set(seqs))
    again, later = client.connect(), []
    again.on("job_event", lambda event: later.append(event))
    missed = again.call("subscribe", {"job_id": job_id, "after": seen[-1]})["events"]
    wait_until(
        lambda: [event["type"] for event in missed + later][-1:] and (missed + later)[-1]["type"] in ENDS, 20
    )
    again.disconnect()
    got = [*seen, *sorted({event["seq"] for event in missed + later})]
    assert got == [event["seq"] for event in client.events(job_id)]
