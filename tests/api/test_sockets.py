"""A real Socket.IO client follows jobs."""

import pytest
import socketio
from harness import wait_until


def follow(client, job_id, after=0):
    """Return a connected socket and the growing list of events it gets, the acknowledged ones first."""
    socket, seen = client.connect(), []
    live = []
    socket.on("job_event", live.append)
    seen.extend(socket.call("subscribe", {"job_id": job_id, "after": after})["events"])
    return socket, seen, live


def test_subscriber_gets_every_event_once_in_order(client):
    job_id = client.train("followed").json()["job"]["id"]
    socket, missed, live = follow(client, job_id)
    client.finished(job_id)
    wait_until(lambda: (missed + live)[-1]["type"] == "succeeded", 5)
    socket.disconnect()
    seen = missed + [event for event in live if event["seq"] > missed[-1]["seq"]]
    assert seen == client.events(job_id)


def test_late_subscriber_gets_all_that_was_missed(client):
    job = client.trained("late")
    socket, missed, _ = follow(client, job["id"])
    socket.disconnect()
    assert missed == client.events(job["id"])


def test_returning_subscriber_gets_only_what_it_has_not_seen(client):
    job = client.trained("returning")
    socket, missed, _ = follow(client, job["id"], after=3)
    socket.disconnect()
    assert missed[0]["seq"] == 4


def test_unsubscribed_socket_hears_nothing_more(client):
    job_id = client.train("slow quiet", epochs="100").json()["job"]["id"]
    socket, _, live = follow(client, job_id)
    socket.call("unsubscribe", {"job_id": job_id})
    live.clear()
    client.running(job_id, epochs=3)
    client.post(f"/api/jobs/{job_id}/cancel")
    client.finished(job_id)
    socket.disconnect()
    assert live == []


def test_malformed_subscription_is_answered_with_an_error(client):
    socket = client.connect()
    answers = [
        socket.call("subscribe", data) for data in ("x", {}, {"job_id": 3}, {"job_id": "x", "after": "y"})
    ]
    socket.disconnect()
    assert all("error" in answer for answer in answers)


def test_socket_without_a_cookie_finds_no_job(server):
    socket = socketio.Client(reconnection=False)
    socket.connect(server.url, transports=["websocket"])
    answer = socket.call("subscribe", {"job_id": "x", "after": 0})
    socket.disconnect()
    assert answer["error"]["code"] == "not_found"


@pytest.mark.parametrize("job_id", ["a\0b", "a\ud800b"])
def test_socket_finds_no_job_that_no_database_can_hold(client, job_id):
    socket = client.connect()
    answer = socket.call("subscribe", {"job_id": job_id, "after": 0})
    socket.disconnect()
    assert answer["error"]["code"] == "not_found"
