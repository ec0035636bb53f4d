"""Whose turn it is: owners take turns, each one's jobs in their order."""

from collections import Counter

from backend.storage.tables import Job


def fair_order(queued: list[Job], running: list[Job]) -> list[Job]:
    """Return queued jobs as they will start: an owner's second job waits for everybody's first."""
    turns = Counter(job.owner_id for job in running)
    ranked: list[tuple[int, float, str, Job]] = []
    for job in sorted(queued, key=lambda job: (job.created_at, job.id)):
        ranked.append((turns[job.owner_id], job.created_at, job.id, job))
        turns[job.owner_id] += 1
    return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3])]
