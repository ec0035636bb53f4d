import os
import secrets

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backend.storage.database import Database
from backend.storage.tables import Base, Cover, Job, Owner

POSTGRES = os.environ.get("PERSONA_TEST_DATABASE_URL")


def new_address(kind, folder):
    """Return the address of a new, empty database."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'x.db'}"
    server, name = POSTGRES.rsplit("/", 1)
    new = f"{name}_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRES.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{new}"')
    return f"{server}/{new}"


@pytest.mark.parametrize(
    "kind",
    [
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.skipif(POSTGRES is None, reason="no address is given")),
    ],
)
def test_migrations_make_the_tables_that_the_code_maps(tmp_path, kind):
    database = Database(new_address(kind, tmp_path))
    database.migrate()
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    database.close()
    assert differences == []


OLD = "/home/somebody/music/logs/persona"  # a data folder whose own name is that of a folder in it
OLD_JOBS = {
    "training": {
        "model_dir": f"{OLD}/logs/voice",
        "recordings": [f"{OLD}/logs/voice/recordings/01.wav"],
        "pretrained_dir": "/opt/weights",
        "epochs": 5,
    },
    "cover": {
        "song_path": f"{OLD}/.persona/songs/ab12/song.mp3",
        "output_path": f"{OLD}/cover/song-x1.wav",
        "model_path": f"{OLD}/logs/voice/voice.pth",
        "index_path": None,
        "stems_dir": f"{OLD}/.persona/songs/ab12/stems-o1",
        "converted_path": f"{OLD}/cover/song-x1/converted.wav",
    },
    "preview": {"output_path": f"{OLD}/.persona/cache/preview-x1.wav", "index_path": None},
    "analysis": {"path": r"C:\persona\.persona\songs\ab12\song.mp3"},
}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """Return the rows of a database of the first version, as they are after the migration."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('old') / 'x.db'}")
    database.migrate("0001")
    cover = {"stems": {"vocals": f"{OLD}/.persona/songs/ab12/stems-o1/vocals.wav"}, "pitch": 3}
    with database.transaction() as session:
        session.add(Owner(id="o1", library_key="k", created_at=0.0))
        session.flush()
        for kind, arguments in OLD_JOBS.items():
            request = {"task": kind, "arguments": arguments}
            session.add(
                Job(id=kind, owner_id="o1", kind=kind, status="failed", created_at=0.0, request=request)
            )
        facts = {**cover, "converted_path": f"{OLD}/cover/song-x1/converted.wav"}
        session.add(
            Cover(id="x1", owner_id="o1", name="s", file="f", model_name="m", facts=facts, created_at=0.0)
        )
    database.migrate()
    with database.transaction() as session:
        requests = {kind: session.get_one(Job, kind).request for kind in OLD_JOBS}
        yield requests, session.get_one(Cover, "x1").facts
    database.close()


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        (
            "training",
            {
                "model_dir": "logs/voice",
                "recordings": ["logs/voice/recordings/01.wav"],
                "pretrained_dir": "pretrained",
            },
        ),
        (
            "cover",
            {
                "song_path": ".persona/songs/ab12/song.mp3",
                "output_path": "cover/song-x1.wav",
                "model_path": "logs/voice/voice.pth",
                "stems_dir": ".persona/songs/ab12/stems-o1",
                "converted_path": "cover/song-x1/converted.wav",
            },
        ),
        ("preview", {"output_path": ".persona/cache/preview-x1.wav"}),
        ("analysis", {"path": ".persona/songs/ab12/song.mp3"}),
    ],
)
def test_old_jobs_paths_become_names(migrated, kind, paths):
    assert migrated[0][kind]["paths"] == paths


def test_old_jobs_settings_stay(migrated):
    assert migrated[0]["training"]["arguments"] == {"epochs": 5}


def test_old_covers_files_become_names(migrated):
    assert migrated[1] == {
        "stems": {"vocals": ".persona/songs/ab12/stems-o1/vocals.wav"},
        "pitch": 3,
        "converted": "cover/song-x1/converted.wav",
    }
