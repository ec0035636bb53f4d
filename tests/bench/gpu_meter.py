"""How busy a GPU is, and how often the host waits for it."""

import subprocess
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress

import torch

SAMPLE_SECONDS = 0.1


class GpuMeter:
    """Samples the utilisation in a thread while its block runs."""

    def __enter__(self) -> "GpuMeter":
        self.percents: list[float] = []
        self.source = "none"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def told(self) -> str:
        """Return mean and range in words."""
        if not self.percents:
            return f"utilisation could not be read ({self.source})"
        seen = self.percents
        mean = sum(seen) / len(seen)
        return f"{mean:.0f} % ({min(seen):.0f} to {max(seen):.0f}, {len(seen)} samples, {self.source})"

    def _sample(self) -> None:
        try:
            read = self._reader()
            self._stop.wait(0.4)  # what is read is a mean over the time before
            while not self._stop.wait(SAMPLE_SECONDS):
                self.percents.append(read())
        except Exception as error:  # noqa: BLE001 - a bench goes on without this figure, and says so
            self.source = f"{type(error).__name__}: {error}"

    def _reader(self) -> Callable[[], float]:
        with suppress(ImportError):
            import pynvml

            pynvml.nvmlInit()
            handle = pynvml.nvmlDeviceGetHandleByIndex(torch.cuda.current_device())
            self.source = "NVML"
            return lambda: float(pynvml.nvmlDeviceGetUtilizationRates(handle).gpu)
        self.source = "nvidia-smi"
        query = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"]
        return lambda: float(subprocess.run(query, capture_output=True, check=True, text=True).stdout)


def host_syncs(work: Callable[[], object]) -> list[str]:
    """Return the place of every wait for the device inside `work`, in order."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            work()
        finally:
            torch.cuda.set_sync_debug_mode("default")
    waits = [entry for entry in caught if "called a synchronizing" in str(entry.message)]
    return [f"{entry.filename.rsplit('/', 1)[-1]}:{entry.lineno}" for entry in waits]


def synchronised_seconds(device: torch.device, work: Callable[[], object]) -> float:
    """Return the wall time of `work`, what it gave the device included."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    begun = time.perf_counter()
    work()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter() - begun
