"""Makes the web application in a process of its own and prints its OpenAPI document and what reading does.

No test process makes it: eventlet leaves its own sockets and threads in modules that are imported later.
"""

import json
import sys
from pathlib import Path

from sqlalchemy import event

from backend.app import create_app
from backend.config import Settings
from backend.services.people import owner_of_key
from backend.storage.jobs import NewJob
from backend.storage.tables import Cover, Model

JOBS = 30


def add_stopped_trainings(context, owner_id, number):
    """Give a person a model, whose training failed and was stopped when it was resumed."""
    name = f"voice {number}"
    model = Model(
        id=name, owner_id=owner_id, name=name, folder=name, source="trained", facts={}, created_at=number
    )
    context.library.add(model)
    request = {"arguments": {"name": name}, "paths": {"recordings": [f"logs/{name}/recordings/01.wav"]}}
    for status in ("failed", "cancelled"):
        job = NewJob(f"{status} {number}", owner_id, "training", request, model_id=model.id, model_name=name)
        context.jobs.create(job)
        context.jobs.append(job.id, status, {}, status=status)


def add_finished_jobs(context, library_key):
    """Give a person models, covers and previews."""
    owner_id = owner_of_key(context, library_key)
    for number in range(JOBS):
        cover = Cover(
            id=f"cover {number}",
            owner_id=owner_id,
            name="song",
            file=f"{number}.wav",
            model_name="voice",
            facts={},
            created_at=number,
        )
        context.library.add(cover)
        add_stopped_trainings(context, owner_id, number)
        for kind in ("cover", "preview"):
            job = NewJob(
                f"{kind} {number}", owner_id, kind, {}, cover_id=cover.id if kind == "cover" else None
            )
            context.jobs.create(job)
            context.jobs.append(job.id, "succeeded", {"cover": {"id": job.id}}, status="succeeded")


app = create_app(Settings(data_dir=Path(sys.argv[1])))
engine = app.extensions["persona"].library._database.engine
client = app.test_client()
add_finished_jobs(app.extensions["persona"], client.get("/api/library/key").get_json()["key"])
found = {"document": client.get("/api/openapi.json").get_json(), "statements": {}}
for path in sys.argv[2:]:
    statements = found["statements"].setdefault(path, [])
    event.listen(
        engine, "before_cursor_execute", lambda *details, seen=statements: seen.append(details[2].split()[0])
    )
    client.get(path).close()
sys.stdout.write(json.dumps(found))
