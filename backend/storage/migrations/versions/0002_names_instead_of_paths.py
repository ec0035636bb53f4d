"""Names in the data folder instead of absolute paths"""

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# How many parts at the end of a path are its name in the data folder: `logs/{folder}/{file}` are three.
MODEL_FILE, IN_RECORDINGS, IN_SONG, COVER, CONVERTED, STEM, PREVIEW = 3, 4, 4, 2, 3, 5, 3
TRAINING = {"recordings": IN_RECORDINGS, "model_dir": 2}
SINGING = {
    "song_path": IN_SONG,
    "model_path": MODEL_FILE,
    "index_path": MODEL_FILE,
    "stems_dir": IN_SONG,
    "converted_path": CONVERTED,
}
PARTS = {
    "training": TRAINING,
    "cover": {**SINGING, "output_path": COVER},
    "preview": {**SINGING, "output_path": PREVIEW},
    "analysis": {"path": IN_SONG},
}


def upgrade() -> None:
    """Bring the rows to this revision."""
    jobs = sa.table("jobs", sa.column("id"), sa.column("kind"), sa.column("request", sa.JSON))
    covers = sa.table("covers", sa.column("id"), sa.column("facts", sa.JSON))
    connection = op.get_bind()
    for job_id, kind, request in connection.execute(sa.select(jobs)).all():
        change = jobs.update().where(jobs.c.id == job_id)
        connection.execute(change.values(request=_request(kind, _json(request))))
    for cover_id, facts in connection.execute(sa.select(covers)).all():
        connection.execute(covers.update().where(covers.c.id == cover_id).values(facts=_facts(_json(facts))))


def downgrade() -> None:
    """Leave the rows as they are: which folder the names were in is not known here."""


def _json(value: Any) -> dict[str, Any]:
    return json.loads(value) if isinstance(value, str) else value or {}


def _request(kind: str, request: dict[str, Any]) -> dict[str, Any]:
    """Return a job's request with its paths as names, apart from the settings."""
    arguments = dict(request.get("arguments", {}))
    paths = {name: arguments.pop(name) for name in PARTS.get(kind, {}) if arguments.get(name)}
    names: dict[str, Any] = {
        name: [_name(item, PARTS[kind][name]) for item in value]
        if isinstance(value, list)
        else _name(value, PARTS[kind][name])
        for name, value in paths.items()
    }
    if arguments.pop("pretrained_dir", None):
        names["pretrained_dir"] = "pretrained"
    return {**request, "arguments": arguments, "paths": names}


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Return a cover's facts with its files as names."""
    facts = {**facts, "stems": {stem: _name(path, STEM) for stem, path in facts.get("stems", {}).items()}}
    converted = facts.pop("converted_path", None)
    return {**facts, "converted": _name(converted, CONVERTED) if converted else None}


def _name(path: str, parts: int) -> str:
    return "/".join(re.split(r"[/\\]", path)[-parts:])
