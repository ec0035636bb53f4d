"""HTTP by the letter: ranges, conditions, and requests that no server may guess at."""

import socket

import pytest


@pytest.fixture(scope="module")
def sound(server):
    """A person's function that asks for their song with headers, and its bytes."""
    client = server.client()
    song = client.upload_song().json()["song"]
    path = f"/api/songs/{song['id']}/audio"

    def get(**headers):
        return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return get, get().content


@pytest.mark.parametrize(
    ("asked", "first", "status"),
    [
        ("bytes=10-19", 10, 206),
        ("bytes=-20", -20, 206),
        ("bytes=-99999999999999", 0, 206),
        ("bytes=10-99999999999999", 10, 206),
        ("seconds=1-2", 0, 200),
        ("bytes=19-10", 0, 200),
        ("bytes=0-1,5-6", 0, 200),
        ("bytes=x-y", 0, 200),
    ],
)
def test_range_is_answered(sound, asked, first, status):
    get, whole = sound
    last = 20 if asked == "bytes=10-19" else len(whole)
    answer = get(Range=asked)
    assert (answer.status_code, answer.content == whole[first:last]) == (status, True)


@pytest.mark.parametrize("asked", ["bytes=99999999999999-", "bytes=-0"])
def test_range_behind_the_end_is_416(sound, asked):
    assert sound[0](Range=asked).status_code == 416


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=10-19"}], ids=["whole", "part"])
def test_file_that_is_no_longer_the_expected_one_is_412_without_the_file(sound, headers):
    answer = sound[0](If_Match='"other"', **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (412, "bad_request")


def test_any_file_is_the_expected_one_for_a_star(sound):
    assert sound[0](If_Match="*").status_code == 200


def test_file_changed_since_is_412(sound):
    assert sound[0](If_Unmodified_Since="Thu, 01 Jan 2015 00:00:00 GMT").status_code == 412


def status_of(server, *lines):
    """Return the status of the first answer to a request of these lines."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall("\r\n".join((*lines, "", "")).encode())
        return int(connection.recv(1000).split()[1])


@pytest.mark.parametrize("hosts", [[], ["a.example", "b.example"]], ids=["none", "two"])
def test_request_without_one_host_is_400(server, hosts):
    assert status_of(server, "GET /api/health HTTP/1.1", *(f"Host: {host}" for host in hosts)) == 400


def test_request_of_http_1_0_needs_no_host(server):
    assert status_of(server, "GET /api/health HTTP/1.0") == 200


@pytest.mark.parametrize("coding", ["chunked", "gzip, chunked"])
def test_body_without_a_length_is_411(server, coding):
    lines = ("POST /api/songs HTTP/1.1", "Host: a.example", f"Transfer-Encoding: {coding}", "", "0")
    assert status_of(server, *lines) == 411
