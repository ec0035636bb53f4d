"""Real processes are killed at any moment; nothing is lost."""

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from harness import wait_until

linux_only = pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")


def worker_pids(server):
    """Return the ids of the server's live worker processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            status = path.read_text()
        except OSError:
            continue
        if f"\nPPid:\t{server.process.pid}\n" in status and "State:\tZ" not in status:
            found.append(int(path.parent.name))
    return found


def is_alive(pid):
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@linux_only
def test_workers_die_with_their_server(own_server):
    client = own_server.client()
    client.running(client.train("slow", epochs="100").json()["job"]["id"])
    workers = worker_pids(own_server)
    own_server.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in workers), 5)
    assert len(workers) == 2


def test_killed_server_goes_on_with_its_training_from_the_checkpoint(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="8").json()["job"]["id"]
    client.running(job_id, epochs=2)
    own_server.kill()
    own_server.start()
    assert client.finished(job_id)["status"] == "succeeded"
    epochs = [event["epoch"] for event in client.events(job_id) if event["type"] == "epoch_finished"]
    assert epochs == sorted(epochs)


def test_events_have_no_gap_after_the_server_was_killed(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="6").json()["job"]["id"]
    client.running(job_id)
    own_server.kill()
    own_server.start()
    client.finished(job_id)
    seqs = [event["seq"] for event in client.events(job_id)]
    assert seqs == list(range(1, len(seqs) + 1))


def test_queued_jobs_run_after_the_server_was_killed(own_server):
    client = own_server.client()
    client.running(client.train("slow", epochs="5").json()["job"]["id"])
    waiting = client.train("waiting").json()["job"]["id"]
    own_server.kill()
    own_server.start()
    assert client.finished(waiting)["status"] == "succeeded"


def test_training_that_always_takes_the_server_along_ends_with_a_reason(own_server):
    client = own_server.client()
    job_id = client.train("stuck").json()["job"]["id"]
    for _ in range(3):
        wait_until(lambda: client.job(job_id)["status"] == "running", 10)
        own_server.kill()
        own_server.start()
    assert client.finished(job_id)["error"]["code"] == "interrupted_too_often"


@linux_only
def test_killed_worker_fails_its_job_with_a_reason(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="100").json()["job"]["id"]
    client.running(job_id)
    os.kill(max(worker_pids(own_server)), signal.SIGKILL)
    assert client.finished(job_id)["error"]["code"] == "worker_killed"


@linux_only
def test_killed_workers_training_keeps_its_model(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="100").json()["job"]["id"]
    client.running(job_id)
    os.kill(max(worker_pids(own_server)), signal.SIGKILL)
    client.finished(job_id)
    assert client.get("/api/models/slow").json()["model"]["epochs"] >= 1


def test_terminated_server_ends_within_seconds(own_server):
    client = own_server.client()
    client.running(client.train("slow", epochs="100").json()["job"]["id"])
    start = time.monotonic()
    own_server.stop()
    assert time.monotonic() - start < 4


def test_terminated_server_goes_on_with_its_training(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="6").json()["job"]["id"]
    client.running(job_id)
    own_server.stop()
    own_server.start()
    assert client.finished(job_id)["status"] == "succeeded"


def test_interrupted_terminal_leaves_the_training_to_go_on(own_server):
    client = own_server.client()
    job_id = client.train("slow", epochs="6").json()["job"]["id"]
    client.running(job_id)
    os.killpg(own_server.process.pid, signal.SIGINT)
    own_server.process.wait(10)
    own_server.start()
    assert client.finished(job_id)["status"] == "succeeded"


def test_half_written_files_are_cleared_at_the_start(own_server):
    leftover = own_server.data_dir / ".persona" / "tmp" / "x.upload"
    own_server.stop()
    leftover.write_bytes(b"half")
    own_server.start()
    assert not leftover.exists()


def test_database_writes_are_synchronous(own_server):
    own_server.client().train("kept")
    with closing(sqlite3.connect(own_server.data_dir / ".persona" / "persona.db")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_deleted_model_is_purged_after_its_time(tmp_path):
    from harness import Server

    server = Server(tmp_path, PERSONA_UNDO_SECONDS=1).start()
    client = server.client()
    client.trained("gone")
    client.delete("/api/models/gone")
    wait_until(lambda: not (tmp_path / "logs" / "gone").exists(), 10)
    server.stop()
