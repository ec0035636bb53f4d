"""`python -m backend.jobs.worker`: started by the server only."""

from rvc_core.caches import give_caches_a_home

if __name__ == "__main__":
    give_caches_a_home()
    from backend.jobs.worker.link import Link
    from backend.jobs.worker.loop import serve
    from backend.jobs.worker.resources import settle
    from backend.jobs.worker.tasks import TASKS

    link = Link()
    settle()
    serve(link, TASKS)
