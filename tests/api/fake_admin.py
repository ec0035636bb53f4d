"""The admin commands, with the scripted worker in place of the engine's; started by the tests only."""

import eventlet

eventlet.monkey_patch()

import dataclasses  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from backend.admin import main  # noqa: E402
from backend.config import load_settings  # noqa: E402

worker = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
sys.exit(main(sys.argv[1:], lambda: dataclasses.replace(load_settings(), worker_command=worker)))
