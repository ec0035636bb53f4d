"""Schemathesis calls everything in the OpenAPI document with everything it can think of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def cookie_of(person):
    """Return the header of somebody who has a model, a cover and a training that can be gone on with."""
    person.trained("voice")
    person.covered("voice")
    stopped = person.train("slow voice", epochs="40").json()["job"]["id"]
    person.running(stopped)
    person.post(f"/api/jobs/{stopped}/cancel")
    return f"Cookie: persona_owner={person.session.cookies['persona_owner']}"


@pytest.mark.parametrize(
    "seconds", [60, pytest.param(300, marks=pytest.mark.slow)], ids=lambda seconds: f"{seconds} s"
)
def test_fuzzing_finds_no_failure(make_server, tmp_path, seconds):
    server = make_server(PERSONA_MAX_QUEUE=100_000, PERSONA_CONCURRENCY=2)
    command = [
        *(
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file",
            str(HERE / "schemathesis.toml"),
        ),
        *("run", f"{server.url}/api/openapi.json", "--max-time", str(seconds), "--no-color"),
        *("--header", cookie_of(server.client())),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "fuzz_hooks.py")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout.partition(" FAILURES ")[2][:6000] or done.stdout + done.stderr
