"""`python -m backend.jobs.worker`: started by the server only."""

from backend.jobs.worker.link import Link
from backend.jobs.worker.loop import serve
from backend.jobs.worker.resources import settle
from backend.jobs.worker.tasks import TASKS

if __name__ == "__main__":
    link = Link()
    settle()
    serve(link, TASKS)
