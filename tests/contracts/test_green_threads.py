import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["backend.storage.library", "backend.storage.jobs", "backend.jobs.worker.loop"]
)
def test_what_needs_no_web_server_brings_no_green_threads(module):
    program = f"import {module}, sys; sys.exit('eventlet' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_no_test_process_has_green_threads():
    assert "eventlet" not in sys.modules
