"""The worker process: runs rvc_core for the server, started with `python -m backend.jobs.worker`."""
