"""A server in a process of its own on a free port, and clients that talk to it as browsers do.

Where `PERSONA_TEST_DATABASE_URL` names a database of PostgreSQL, every server gets one of its own beside it.
"""

import io
import os
import secrets
import socket
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import psycopg
import requests
import socketio

ROOT = Path(__file__).resolve().parents[2]
FAKE_SERVER = (sys.executable, str(Path(__file__).with_name("fake_server.py")))
ADMIN = (sys.executable, "-m", "backend", "admin")
FAKE_ADMIN = (sys.executable, str(Path(__file__).with_name("fake_admin.py")))
REAL_SERVER = (sys.executable, "-m", "backend")
START_SECONDS = 90  # on a machine that is busy with other things
ENDS = ("succeeded", "failed", "cancelled")


def clean_environment():
    """Return this process's environment without settings of the server."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PERSONA_")},
        "PYTHONPATH": str(ROOT),
    }


def wav_bytes(seconds=2.0, hz=220.0, sample_rate=16000, amplitude=0.3):
    """Return a wav of a tone; amplitude 0 is silence."""
    time_seconds = np.arange(int(seconds * sample_rate)) / sample_rate
    waveform = amplitude * np.sin(2 * np.pi * hz * time_seconds)
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setparams((1, 2, sample_rate, 0, "NONE", ""))
        file.writeframes((waveform * 32767).astype("<i2").tobytes())
    return target.getvalue()


class Server:
    """Starts, stops and kills one server on one data folder."""

    def __init__(self, data_dir, command=FAKE_SERVER, **environment):
        self.data_dir = data_dir
        self._command = command
        self._environment = {**_own_database(), **environment}
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        with (Path(self.data_dir) / "server.stderr").open("a") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self.environment(), stderr=log, start_new_session=True
            )
        try:
            wait_until(self._is_up, START_SECONDS)
        except AssertionError:
            self.kill()
            raise
        return self

    def environment(self):
        """Return the environment of the server, and of those who look after its data."""
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PERSONA_DATA_DIR": str(self.data_dir),
            "PERSONA_PORT": str(self.port),
            **{name: str(value) for name, value in self._environment.items()},
        }

    def _is_up(self):
        try:
            return requests.get(f"{self.url}/api/health", timeout=5).ok
        except requests.ConnectionError:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def client(self):
        return Client(self.url)


class Client:
    """One browser: keeps its cookies."""

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()

    def get(self, path, **options):
        return self.session.get(self.url + path, timeout=30, **options)

    def post(self, path, **options):
        return self.session.post(self.url + path, timeout=60, **options)

    def patch(self, path, **options):
        return self.session.patch(self.url + path, timeout=30, **options)

    def delete(self, path, **options):
        return self.session.delete(self.url + path, timeout=60, **options)

    def train(self, name="voice", files=None, **fields):
        files = [("voice.wav", wav_bytes())] if files is None else files
        form = {"name": name, "epochs": "3", "consent": "true", **fields}
        return self.post("/api/trainings", data=form, files=[("files", file) for file in files] or {"x": b""})

    def trained(self, name="voice", **fields):
        return self.finished(self.train(name, **fields).json()["job"]["id"])

    def upload_song(self, seconds=2.0):
        return self.post("/api/songs", files={"file": ("song.wav", wav_bytes(seconds))})

    def cover(self, model="voice", **fields):
        return self.post(
            "/api/covers", data={"model": model, **fields}, files={"song": ("노래.wav", wav_bytes())}
        )

    def covered(self, model="voice", **fields):
        return self.finished(self.cover(model, **fields).json()["job"]["id"])["cover"]

    def job(self, job_id):
        return self.get(f"/api/jobs/{job_id}").json()["job"]

    def events(self, job_id, after=0):
        return self.get(f"/api/jobs/{job_id}/events", params={"after": after}).json()["events"]

    def finished(self, job_id, seconds=20):
        wait_until(lambda: self.job(job_id)["status"] in ENDS, seconds)
        return self.job(job_id)

    def running(self, job_id, epochs=1):
        wait_until(lambda: sum(e["type"] == "epoch_finished" for e in self.events(job_id)) >= epochs, 20)

    def connect(self):
        client = socketio.Client(reconnection=False)
        self.get("/api/jobs")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)
        client.connect(self.url, headers={"Cookie": cookies}, transports=["websocket"])
        return client


def admin(server, *arguments, command=ADMIN):
    """Return the finished `python -m backend admin …` on the server's data."""
    return subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=server.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def worker_pids(server):
    """Return the ids of the server's live worker processes; needs /proc."""
    return child_pids(server.process.pid)


def child_pids(parent_pid):
    """Return the ids of a process's live children; needs /proc."""
    parent = f"\nPPid:\t{parent_pid}\n"
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if parent in _status_of(pid) and is_alive(pid)]


def is_alive(pid):
    """Return whether a process is there and has not ended; needs /proc."""
    return "\nState:" in _status_of(pid) and "State:\tZ" not in _status_of(pid)


def _status_of(pid):
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return ""


def wait_until(condition, seconds):
    """Return once `condition()` is true; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _own_database():
    """Return the address of a new, empty database as an environment; nothing where SQLite will do."""
    address = os.environ.get("PERSONA_TEST_DATABASE_URL")
    if address is None:
        return {}
    server, name = address.rsplit("/", 1)
    new = f"{name}_{secrets.token_hex(6)}"
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{new}"')
    return {"DATABASE_URL": f"{server}/{new}"}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
