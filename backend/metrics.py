"""What Prometheus reads at /metrics."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 4 * 3600)


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        """Set all counters to nothing."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self.jobs = Gauge("persona_jobs", "Jobs by state", ["status"], registry=self._registry)
        self.finished = Counter(
            "persona_jobs_finished", "Jobs ended", ["kind", "status"], registry=self._registry
        )
        self.queue_wait = Histogram(
            "persona_queue_wait_seconds", "From asking to start", buckets=SECONDS, registry=self._registry
        )
        self.stage_seconds = Histogram(
            "persona_stage_seconds",
            "Time spent in a stage",
            ["kind", "stage"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self.worker_memory = Gauge(
            "persona_worker_memory_bytes",
            "Peak memory of the last worker",
            ["device"],
            registry=self._registry,
        )
        self.requests = Counter("persona_requests", "HTTP answers", ["status"], registry=self._registry)

    def count_stage(self, kind: str, ended: tuple[str, float] | None) -> None:
        """Count the seconds of a stage that has ended."""
        if ended is not None:
            self.stage_seconds.labels(kind=kind, stage=ended[0]).observe(ended[1])

    def keep_memory(self, peaks_bytes: dict[str, int]) -> None:
        """Keep the last worker's peaks by device."""
        for device, peak_bytes in peaks_bytes.items():
            self.worker_memory.labels(device=device).set(peak_bytes)

    def render(self, jobs_by_status: dict[str, int]) -> bytes:
        """Return the text that Prometheus reads."""
        for status in ("queued", "running", "succeeded", "failed", "cancelled"):
            self.jobs.labels(status=status).set(jobs_by_status.get(status, 0))
        return generate_latest(self._registry)
