import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from rvc_core.pitch import parallel
from rvc_core.pitch.praat import praat
from tests.core.pitch.sung import glide, melody


def test_song_in_chunks_equals_the_whole(monkeypatch):
    monkeypatch.setattr(parallel, "CHUNK_FRAMES", 130)
    waveform = melody().waveform
    whole, chunked = praat(waveform), parallel.extract_pooled(praat, [waveform])[0]
    assert np.mean(np.abs(whole - chunked) < 1.0) > 0.97


def test_chunks_join_to_the_frame_count(monkeypatch):
    monkeypatch.setattr(parallel, "CHUNK_FRAMES", 130)
    assert parallel.extract_pooled(praat, [glide().waveform[:40_123]])[0].shape == (250,)


def test_processes_give_what_one_gives(monkeypatch):
    monkeypatch.setattr(parallel, "ALONE_SECONDS", 0.0)
    waveforms = [glide().waveform, melody().waveform]
    for found, waveform in zip(parallel.extract_pooled(praat, waveforms), waveforms, strict=True):
        np.testing.assert_array_equal(found, praat(waveform))


def process_id(waveform):
    return np.full(len(waveform) // 160, os.getpid())


def sleepy(waveform):
    time.sleep(0.5)
    return process_id(waveform)


def test_long_work_on_short_slices_is_shared(monkeypatch):
    monkeypatch.setattr(parallel, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    found = parallel.extract_pooled(process_id, [np.zeros(1_600)] * 4)
    assert os.getpid() not in np.concatenate(found)


def test_short_work_starts_no_process():
    found = parallel.extract_pooled(process_id, [np.zeros(1_600)] * 4)
    assert set(np.concatenate(found)) == {os.getpid()}


def test_caller_gets_a_chance_to_stop_while_nothing_is_ready(monkeypatch):
    monkeypatch.setattr(parallel, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(parallel, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert next(parallel.extract_each(sleepy, [np.zeros(1_600)])) is None


def test_waveforms_are_read_as_they_are_needed(monkeypatch):
    read = []
    waveforms = (read.append(number) or np.zeros(1_600) for number in range(9))
    next(parallel.extract_each(process_id, waveforms))
    assert read == [0]


def test_system_that_gives_no_process_gets_its_contours(monkeypatch):
    monkeypatch.setattr(parallel, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def submit(*_):
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(parallel.ProcessPoolExecutor, "submit", submit)
    waveforms = [np.full(1_600, float(number)) for number in range(4)]
    assert [found[0] for found in parallel.extract_pooled(np.abs, waveforms)] == [0.0, 1.0, 2.0, 3.0]


def test_waveform_that_cannot_be_read_is_not_left_out(monkeypatch):
    monkeypatch.setattr(parallel, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def waveforms():
        yield np.zeros(1_600)
        yield np.zeros(1_600)
        raise OSError("unreadable")

    with pytest.raises(OSError, match="unreadable"):
        list(parallel.extract_each(process_id, waveforms()))


def test_process_that_shares_the_work_loads_no_torch():
    script = "import sys, rvc_core.pitch.harvest, rvc_core.pitch.praat; print('torch' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


SCRIPT = """
import os, sys, time
import numpy as np
from rvc_core.pitch import parallel

def slow(waveform):
    print(os.getpid(), flush=True)
    time.sleep(60)
    return np.zeros(len(waveform) // 160)

if __name__ == "__main__":
    parallel.ALONE_SECONDS = 0.0
    parallel.extract_pooled(slow, [np.zeros(1_600), np.zeros(1_600)])
"""


@pytest.mark.skipif(os.name != "posix", reason="looks at processes by signal 0")
def test_processes_end_with_a_killed_parent(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, tmp_path / "script.py"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    ) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        assert _ends_within(child, seconds=20)


def _ends_within(process_id, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_script_without_a_guard_of_its_main_part_gets_its_contours(tmp_path):
    script = tmp_path / "unguarded.py"
    script.write_text(
        "import numpy as np\n"
        "from rvc_core.pitch import parallel\n"
        "parallel.ALONE_SECONDS = 0.0\n"
        "waveforms = [np.full(16_000, float(n), np.float32) for n in range(5)]\n"
        "print([int(f0_hz[0]) for f0_hz in parallel.extract_pooled(np.abs, waveforms)])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    found = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=False
    )
    assert found.stdout == "[0, 1, 2, 3, 4]\n"
