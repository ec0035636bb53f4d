"""The same server on PostgreSQL; with `PERSONA_TEST_DATABASE_URL` all other API tests run on it too."""

import os

import pytest

pytestmark = pytest.mark.skipif(
    "PERSONA_TEST_DATABASE_URL" not in os.environ, reason="PERSONA_TEST_DATABASE_URL names no database"
)


@pytest.fixture(scope="module")
def person(make_server):
    server = make_server()
    assert server.environment()["DATABASE_URL"].startswith("postgresql")
    person = server.client()
    person.training = person.trained("목소리")
    return person


def test_training_succeeds_on_postgres(person):
    assert person.training["status"] == "succeeded"


def test_events_have_no_gap_on_postgres(person):
    seqs = [event["seq"] for event in person.events(person.training["id"])]
    assert seqs == list(range(1, len(seqs) + 1))


def test_names_are_unique_on_postgres(person):
    assert person.train("목소리").status_code == 409


def test_cover_succeeds_on_postgres(person):
    assert person.covered("목소리")["model"] == "목소리"


def test_deleted_model_comes_back_on_postgres(person):
    person.delete("/api/models/목소리")
    assert person.post("/api/models/목소리/restore").status_code == 200
