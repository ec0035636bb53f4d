"""Reading changes nothing."""

import pytest
from sqlalchemy import event

from backend.app import create_app
from backend.config import Settings

READS = (
    "/",
    "/api/health",
    "/api/models",
    "/api/songs",
    "/api/covers",
    "/api/jobs",
    "/api/jobs/x/events",
    "/metrics",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data")))


@pytest.mark.parametrize("path", READS)
def test_read_request_writes_nothing_to_the_database(app, path):
    statements = []
    engine = app.extensions["persona"].library._database.engine
    event.listen(engine, "before_cursor_execute", lambda *details: statements.append(details[2].split()[0]))
    app.test_client().get(path).close()
    assert set(statements) <= {"SELECT", "PRAGMA"}
