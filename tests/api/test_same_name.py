"""One name asked for by several requests at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from harness import wav_bytes


@pytest.fixture(scope="module")
def contested(make_server):
    """A browser, and the answers to four trainings of one name that it sent at once."""
    client = make_server(FAKE_COMMIT_SECONDS="0.3").client()
    client.get("/api/jobs")  # all four are to be the same person's
    recordings = [[("voice.wav", wav_bytes(hz=hz))] for hz in (200.0, 220.0, 240.0, 260.0)]
    with ThreadPoolExecutor(len(recordings)) as senders:
        client.answers = list(senders.map(lambda files: client.train("twin", files), recordings))
    return client


def test_one_of_several_trainings_of_a_name_is_taken(contested):
    assert sorted(answer.status_code for answer in contested.answers) == [202, 409, 409, 409]


def test_training_taken_first_makes_its_model(contested):
    taken = next(answer for answer in contested.answers if answer.status_code == 202)
    assert contested.finished(taken.json()["job"]["id"])["model"] == "twin"


@pytest.fixture(scope="module")
def restored(contested):
    """The answers to three restores of one model that were sent at once."""
    contested.finished(next(a for a in contested.answers if a.status_code == 202).json()["job"]["id"])
    contested.delete("/api/models/twin")
    with ThreadPoolExecutor(3) as senders:
        return list(senders.map(lambda _: contested.post("/api/models/twin/restore"), range(3)))


def test_model_restored_by_several_requests_at_once_is_back_for_all(restored):
    assert [answer.status_code for answer in restored] == [200, 200, 200]
