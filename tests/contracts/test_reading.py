"""Reading changes nothing."""

import pytest

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
def statements(look_into_app):
    return look_into_app(*READS)["statements"]


@pytest.mark.parametrize("path", READS)
def test_read_request_writes_nothing_to_the_database(statements, path):
    assert set(statements[path]) <= {"SELECT", "PRAGMA"}


def test_long_list_of_jobs_takes_few_statements(look_into_app):
    assert len(look_into_app("/api/jobs")["statements"]["/api/jobs"]) < 10
