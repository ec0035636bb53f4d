"""A user whom the system does not know, without a home: as in a container started with `--user`."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

ROOT = Path(__file__).resolve().parents[3]
UNKNOWN_USER = 54_321
AS_UNKNOWN_USER = (
    "setpriv",
    f"--reuid={UNKNOWN_USER}",
    f"--regid={UNKNOWN_USER}",
    "--clear-groups",
    "--inh-caps=-all,+dac_read_search",  # it may read everything, for this Python may be anywhere
    "--ambient-caps=-all,+dac_read_search",
)
is_root_of_linux = sys.platform == "linux" and os.geteuid() == 0
needs_setpriv = pytest.mark.skipif(
    not (is_root_of_linux and shutil.which("setpriv")), reason="only root can become another user"
)


@pytest.fixture()
def folder():
    """A folder of the unknown user."""
    with tempfile.TemporaryDirectory() as made:
        os.chown(made, UNKNOWN_USER, UNKNOWN_USER)
        yield Path(made)


@needs_setpriv
def test_unknown_user_without_a_home_can_train(folder):
    time_seconds = np.arange(4 * 16_000) / 16_000
    swell = 0.2 + 0.1 * np.sin(2 * np.pi * 3 * time_seconds)
    voice = swell * sum(np.sin(2 * np.pi * 180 * n * time_seconds) / n for n in range(1, 12))
    soundfile.write(folder / "voice.wav", voice, 16_000)
    command = [
        *AS_UNKNOWN_USER,
        sys.executable,
        "-m",
        "rvc_core",
        "train",
        "voice",
        str(folder / "voice.wav"),
    ]
    ended = subprocess.run(
        [*command, "--epochs", "1", "--logs", str(folder / "logs"), "--f0-method", "pm", "--device", "cpu"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, (folder / "logs/voice/voice.pth").is_file()) == (0, True), ended.stderr[-2000:]
