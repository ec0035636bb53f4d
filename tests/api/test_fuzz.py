"""Schemathesis calls everything in the OpenAPI document with everything it can think of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "seconds", [60, pytest.param(300, marks=pytest.mark.slow)], ids=lambda seconds: f"{seconds} s"
)
def test_fuzzing_finds_no_failure(make_server, tmp_path, seconds):
    """Of its checks one is left out: that whatever fits the schema is accepted. Random bytes are no song."""
    server = make_server(PERSONA_MAX_QUEUE=100_000)
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}/api/openapi.json"),
        *("--max-time", str(seconds), "--exclude-checks", "positive_data_acceptance", "--no-color"),
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
