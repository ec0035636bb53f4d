"""Those who do not know the password: large bodies, slow senders, many tries."""

import socket

import pytest
import requests
from harness import Server


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server with a password behind one proxy, which gives a sender two seconds for a piece."""
    settings = {"PERSONA_PASSWORD": "열려라", "PERSONA_TRUSTED_PROXIES": 1, "PERSONA_PIECE_SECONDS": 2}
    running = Server(tmp_path_factory.mktemp("guarded"), **settings).start()
    yield running
    running.stop()


def log_in(server, password, address):
    headers = {"X-Forwarded-For": address}
    body = {"password": password}
    return requests.post(f"{server.url}/api/login", json=body, headers=headers, timeout=10).status_code


def test_login_reads_no_large_body(guarded):
    form = {"password": (None, "x"), "file": ("a.wav", b"0" * 3_000_000)}
    answer = requests.post(f"{guarded.url}/login", files=form, timeout=10)
    assert answer.status_code == 413
    assert list(guarded.data_dir.glob(".persona/tmp/*.upload")) == []


def test_wrong_passwords_lock_out_their_own_address_only(guarded):
    tries = [log_in(guarded, "x", "203.0.113.1") for _ in range(11)]
    assert (tries[-1], log_in(guarded, "열려라", "203.0.113.2")) == (429, 204)


def test_sender_that_stops_is_cut_off(guarded):
    head = (
        "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", guarded.port), timeout=10) as sender:
        sender.sendall(head.encode() + b"{")
        assert b" 408 " in sender.recv(1000)
