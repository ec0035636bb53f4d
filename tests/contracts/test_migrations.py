import os
import secrets

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backend.storage.database import Database
from backend.storage.tables import Base

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
