"""A system that gives the server no worker process: for a job, and for the short lane."""

import os
import signal
import sys
from pathlib import Path

import pytest
from harness import child_pids, wait_until, worker_pids

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The program that workers run in; a test takes it away."""
    path = tmp_path_factory.mktemp("program") / "python"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def deserted(make_server, program):
    """The browser of a server whose training found no worker, and which has workers again."""
    client = make_server(FAKE_PYTHON=str(program)).client()
    client.trained("before")  # the short lane has its worker now
    program.rename(program.with_suffix(".away"))
    client.ended = client.trained("without")
    program.with_suffix(".away").rename(program)
    return client


@pytest.fixture(scope="module")
def laneless(make_server, program):
    """A server's answers while its short lane finds no worker, and then again."""
    server = make_server(FAKE_PYTHON=str(program))
    client = server.client()
    client.upload_song()
    program.rename(program.with_suffix(".away"))
    for pid in worker_pids(server):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not worker_pids(server), 10)
    refused = client.upload_song(2.1)
    program.with_suffix(".away").rename(program)
    return refused, client.upload_song(2.2)


@pytest.fixture(scope="module")
def slow_death(make_server, tmp_path_factory):
    """A server whose worker's pipes close a moment before the system reports its end."""
    path = tmp_path_factory.mktemp("program") / "python"
    path.write_text(f'#!/bin/sh\n"{sys.executable}" "$@"\nexec >&-\nexec sleep 0.5\n')
    path.chmod(0o755)
    server = make_server(FAKE_PYTHON=str(path))
    server.client().upload_song()
    (shell,) = worker_pids(server)
    for pid in child_pids(shell):
        os.kill(pid, signal.SIGKILL)
    return server.client().upload_song(2.1)


def test_upload_at_the_moment_of_a_workers_death_is_taken(slow_death):
    assert slow_death.status_code in (200, 201)


def test_training_without_a_worker_fails_with_a_reason(deserted):
    assert deserted.ended["error"]["code"] == "worker_not_started"


def test_training_without_a_worker_tells_the_systems_reason(deserted):
    assert "No such file" in deserted.ended["error"]["message"]


def test_next_job_runs_after_one_without_a_worker(deserted):
    assert deserted.trained("after")["status"] == "succeeded"


def test_upload_without_a_worker_is_503_and_says_so(laneless):
    refused, _ = laneless
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "worker_not_started")


def test_short_lane_goes_on_after_it_had_no_worker(laneless):
    _, accepted = laneless
    assert accepted.status_code in (200, 201)
