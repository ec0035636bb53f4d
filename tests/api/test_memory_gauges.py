"""What is told of the memory of workers, with a GPU and without."""

import sys
from types import SimpleNamespace

import pytest

from backend.jobs.worker.resources import peak_memory_bytes
from backend.metrics import Metrics


def torch_with(is_available):
    """Return what of PyTorch the worker looks at, on a machine with or without a usable GPU."""
    cuda = SimpleNamespace(is_available=lambda: is_available, max_memory_allocated=lambda: 3_000_000_000)
    return SimpleNamespace(cuda=cuda)


def test_peak_of_the_gpu_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", torch_with(is_available=True))
    assert peak_memory_bytes()["gpu"] == 3_000_000_000


def test_machine_without_a_gpu_tells_of_none(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", torch_with(is_available=False))
    assert "gpu" not in peak_memory_bytes()


def test_worker_that_needed_no_torch_tells_of_no_gpu(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert "gpu" not in peak_memory_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="the platform does not tell")
def test_peak_of_the_processor_is_told():
    assert peak_memory_bytes()["cpu"] > 1_000_000


def test_metrics_hold_the_peaks_by_device():
    metrics = Metrics()
    metrics.keep_memory({"cpu": 1_000_000_000, "gpu": 3_000_000_000})
    assert b'persona_worker_memory_bytes{device="gpu"} 3e+09' in metrics.render({})


def test_metrics_without_a_gpu_hold_no_gauge_of_it():
    metrics = Metrics()
    metrics.keep_memory({"cpu": 1_000_000_000})
    assert b'device="gpu"' not in metrics.render({})
