"""Makes the web application in a process of its own and prints its OpenAPI document and what reading does.

No test process makes it: eventlet leaves its own sockets and threads in modules that are imported later.
"""

import json
import sys
from pathlib import Path

from sqlalchemy import event

from backend.app import create_app
from backend.config import Settings

app = create_app(Settings(data_dir=Path(sys.argv[1])))
engine = app.extensions["persona"].library._database.engine
client = app.test_client()
found = {"document": client.get("/api/openapi.json").get_json(), "statements": {}}
for path in sys.argv[2:]:
    statements = found["statements"].setdefault(path, [])
    event.listen(
        engine, "before_cursor_execute", lambda *details, seen=statements: seen.append(details[2].split()[0])
    )
    client.get(path).close()
sys.stdout.write(json.dumps(found))
