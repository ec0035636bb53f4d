"""The real server, with the scripted worker in place of the engine's; started by the tests only."""

import eventlet

eventlet.monkey_patch()

import dataclasses  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from backend.config import load_settings  # noqa: E402
from backend.logs import configure_logging  # noqa: E402
from backend.serve import serve  # noqa: E402
from backend.storage import database  # noqa: E402


class SlowConnection(database._PatientConnection):
    """Commits as a slow disk does: other requests go on meanwhile."""

    def commit(self):
        writes = self.in_transaction
        super().commit()
        if writes:
            eventlet.sleep(float(os.environ.get("FAKE_COMMIT_SECONDS", "0")))


database._PatientConnection = SlowConnection
configure_logging(logging.INFO)
worker = os.environ.get("FAKE_PYTHON", sys.executable), str(Path(__file__).with_name("fake_worker.py"))
page = Path(__file__).with_name("page")
serve(dataclasses.replace(load_settings(), worker_command=worker, page_dir=page))
