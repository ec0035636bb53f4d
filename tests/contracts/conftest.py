import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def look_into_app(tmp_path_factory):
    """Return a function that gives the web application's document, and the statements of reading paths."""

    def look(*paths):
        command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("app_process.py"))]
        done = subprocess.run(
            [*command, str(tmp_path_factory.mktemp("data")), *paths],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return look
