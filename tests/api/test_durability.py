"""Real processes are killed at any moment; nothing is lost."""

import os
import signal
import time
from pathlib import Path

import pytest
from harness import is_alive, wait_until, worker_pids

from backend.storage.database import Database
from backend.storage.library import LibraryStore
from backend.storage.tables import Cover
from backend.storage.workspace import Workspace, is_older, removed_on_error

linux_only = pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")


@pytest.fixture(scope="module")
def crashed(make_server):
    """The browser of a server that was killed in the middle of a training and started again."""
    server = make_server()
    client = server.client()
    client.training = client.train("slow", epochs="8").json()["job"]["id"]
    client.waiting = client.train("waiting").json()["job"]["id"]
    client.running(client.training, epochs=2)
    client.workers = worker_pids(server)
    server.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in client.workers), 5)
    client.leftover = server.data_dir / ".persona" / "tmp" / "x.upload"
    client.leftover.write_bytes(b"half")
    server.start()
    client.ended = {job_id: client.finished(job_id) for job_id in (client.training, client.waiting)}
    return client


@linux_only
def test_workers_die_with_their_server(crashed):
    assert len(crashed.workers) == 2


@linux_only
def test_workers_threads_sleep_soon_when_they_wait(own_server):
    client = own_server.client()
    client.running(client.train("slow", epochs="100").json()["job"]["id"])
    (worker, *_) = worker_pids(own_server)
    assert "GOMP_SPINCOUNT=10000" in Path(f"/proc/{worker}/environ").read_text().split("\0")


@linux_only
def test_workers_give_way_to_their_server(own_server):
    client = own_server.client()
    client.running(client.train("slow", epochs="100").json()["job"]["id"])
    server_pid = own_server.process.pid
    ways = [
        (
            os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, server_pid),
            os.sched_getscheduler(pid),
        )
        for pid in worker_pids(own_server)
    ]
    assert ways == [(True, os.SCHED_BATCH)] * 2


def test_person_stored_by_two_requests_at_once_stays(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    library = LibraryStore(database)
    library.create_owner("somebody")
    key = library.owner("somebody").library_key
    library.create_owner("somebody")
    found = library.owner("somebody").library_key
    database.close()
    assert found == key


def test_killed_servers_training_succeeds_after_the_restart(crashed):
    assert crashed.ended[crashed.training]["status"] == "succeeded"


def test_killed_servers_training_goes_on_from_its_checkpoint(crashed):
    events = crashed.events(crashed.training)
    epochs = [event["epoch"] for event in events if event["type"] == "epoch_finished"]
    assert epochs == sorted(epochs)


def test_events_have_no_gap_after_the_server_was_killed(crashed):
    seqs = [event["seq"] for event in crashed.events(crashed.training)]
    assert seqs == list(range(1, len(seqs) + 1))


def test_queued_jobs_run_after_the_server_was_killed(crashed):
    assert crashed.ended[crashed.waiting]["status"] == "succeeded"


def test_half_written_files_are_cleared_at_the_start(crashed):
    assert not crashed.leftover.exists()


@pytest.fixture(scope="module")
def stopped(make_server):
    """The browser of a server that was stopped twice in the middle of a training, and started again."""
    server = make_server()
    client = server.client()
    client.training = client.train("slow", epochs="12").json()["job"]["id"]
    client.running(client.training)
    start = time.monotonic()
    server.stop()
    client.seconds = time.monotonic() - start
    server.start()
    client.running(client.training, epochs=4)
    os.killpg(server.process.pid, signal.SIGINT)  # as a terminal's Ctrl-C: the workers get it too
    server.process.wait(10)
    server.start()
    client.ended = client.finished(client.training)
    return client


def test_terminated_server_ends_within_seconds(stopped):
    assert stopped.seconds < 4


def test_stopped_servers_training_succeeds_after_the_restart(stopped):
    assert stopped.ended["status"] == "succeeded"


def test_orderly_stops_are_no_failed_attempts(stopped):
    assert stopped.ended["attempts"] == 1


def test_stopped_server_waits_for_the_checkpoint_of_a_slow_step(own_server):
    client = own_server.client()
    client.running(client.train("tired", epochs="9").json()["job"]["id"])
    own_server.stop()
    saved = own_server.data_dir / "logs" / "tired" / "checkpoints"
    assert len(list(saved.glob("G_*.pth"))) == 2


def test_training_that_always_takes_the_server_along_ends_with_a_reason(own_server):
    client = own_server.client()
    job_id = client.train("stuck").json()["job"]["id"]
    for _ in range(3):
        wait_until(lambda: client.job(job_id)["status"] == "running", 10)
        own_server.kill()
        own_server.start()
    assert client.finished(job_id)["error"]["code"] == "interrupted_too_often"


@pytest.fixture(scope="module")
def unlucky(make_server):
    """The browser of a server that was killed three times in a training, each time after an epoch."""
    server = make_server()
    client = server.client()
    job_id = client.train("slow", epochs="100").json()["job"]["id"]
    for attempt in range(1, 4):
        client.running(job_id, epochs=attempt)
        server.kill()
        server.start()
    client.ended = client.finished(job_id)
    return client


def test_training_interrupted_too_often_keeps_its_model(unlucky):
    assert unlucky.get("/api/models/slow").json()["model"]["epochs"] >= 3


def test_training_interrupted_too_often_tells_its_model(unlucky):
    assert unlucky.events(unlucky.ended["id"])[-1]["model"]["epochs"] >= 3


def test_training_interrupted_too_often_has_an_end(unlucky):
    assert unlucky.ended["finished_at"] is not None


def test_training_whose_server_was_killed_while_it_stopped_keeps_its_model(own_server):
    client = own_server.client()
    job_id = client.train("tired", epochs="9").json()["job"]["id"]
    client.running(job_id)
    client.post(f"/api/jobs/{job_id}/cancel")
    own_server.kill()
    own_server.start()
    ended = client.finished(job_id)
    assert (ended["status"], client.events(job_id)[-1]["model"]["epochs"]) == ("cancelled", 1)


@pytest.fixture(scope="module")
def bereft(make_server):
    """The browser of a server whose training's worker was killed."""
    server = make_server()
    client = server.client()
    job_id = client.train("slow", epochs="100").json()["job"]["id"]
    client.running(job_id)
    os.kill(max(worker_pids(server)), signal.SIGKILL)
    client.ended = client.finished(job_id)
    return client


@linux_only
def test_killed_worker_fails_its_job_with_a_reason(bereft):
    assert bereft.ended["error"]["code"] == "worker_killed"


@linux_only
def test_killed_workers_training_keeps_its_model(bereft):
    assert bereft.get("/api/models/slow").json()["model"]["epochs"] >= 1


@linux_only
def test_killed_workers_training_tells_its_model(bereft):
    assert bereft.events(bereft.ended["id"])[-1]["model"] == bereft.get("/api/models/slow").json()["model"]


@linux_only
def test_killed_workers_training_can_be_resumed(bereft):
    assert bereft.ended["resumable"]


def test_deleted_model_is_purged_after_its_time(make_server):
    server = make_server(PERSONA_UNDO_SECONDS=1)
    client = server.client()
    client.trained("gone")
    client.delete("/api/models/gone")
    wait_until(lambda: not (server.data_dir / "logs" / "gone").exists(), 10)


def test_half_written_cover_of_a_killed_worker_goes_by_itself(make_server):
    server = make_server(PERSONA_UNDO_SECONDS=1)
    leftover = server.data_dir / "cover" / ".tmp-0123.wav"
    leftover.write_bytes(b"half")
    os.utime(leftover, (0, 0))
    wait_until(lambda: not leftover.exists(), 10)


def test_purging_goes_on_after_an_error(make_server):
    server = make_server(PERSONA_UNDO_SECONDS=1)
    client = server.client()
    client.trained("gone later")
    cache = server.data_dir / ".persona" / "cache"
    cache.rename(cache.with_name("away"))
    wait_until(lambda: "FileNotFoundError" in (server.data_dir / "server.stderr").read_text(), 10)
    cache.mkdir()
    client.delete("/api/models/gone later")
    wait_until(lambda: not (server.data_dir / "logs" / "gone later").exists(), 10)


def test_file_that_is_gone_is_not_older_than_anything(tmp_path):
    assert not is_older(tmp_path / "renamed meanwhile", 0.0)


def test_folder_of_what_breaks_is_removed(tmp_path):
    folder = tmp_path / "voice"
    folder.mkdir()
    with pytest.raises(OSError, match="full"), removed_on_error(folder):
        raise OSError("full")
    assert not folder.exists()


def test_abandoned_cover_that_goes_meanwhile_hinders_nobody(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.prepare()
    (workspace.covers / ".tmp-gone").symlink_to(tmp_path / "nothing")
    (workspace.covers / ".tmp-left").write_bytes(b"half")
    workspace.clear_abandoned_covers(-1.0)
    assert [path.name for path in workspace.covers.iterdir()] == [".tmp-gone"]


def test_row_that_somebody_else_removed_can_be_removed(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    library = LibraryStore(database)
    library.create_owner("somebody")
    row = Cover(id="x", owner_id="somebody", name="x", file="x.wav", model_name="x", created_at=0.0)
    library.add(row)
    for _ in ("by a server", "by an administrator"):
        library.remove(row)
    left = library.get(Cover, "x")
    database.close()
    assert left is None


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_database_is_tuned_to_lose_nothing(tmp_path, pragma, value):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
    database.close()
    assert found == value
