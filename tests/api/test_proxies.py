"""Behind a proxy: whose address counts, which host is its own, and everything below a path."""

import getpass
import shutil
import socket
import subprocess

import pytest
import requests
import socketio
from harness import ROOT, Client, Server, wait_until

BASE = "/studio/persona"
EXAMPLE = ROOT / "docs" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@pytest.fixture(scope="module")
def below(tmp_path_factory):
    """A server behind one proxy that serves it below a path."""
    folder = tmp_path_factory.mktemp("below")
    running = Server(folder, PERSONA_BASE_PATH=BASE, PERSONA_TRUSTED_PROXIES=1).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def proxied(below, tmp_path_factory):
    """The address of the documented nginx in front of the server."""
    folder, port = tmp_path_factory.mktemp("nginx"), _free_port()
    server = EXAMPLE.read_text(encoding="utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    server = server.replace("http://127.0.0.1:5000", below.url).replace(
        "location /persona", f"location {BASE}"
    )
    places = "".join(f"{name}_temp_path {folder / name};" for name in TEMPORARY)
    config = folder / "nginx.conf"
    config.write_text(
        f"user {getpass.getuser()}; pid {folder / 'pid'}; error_log {folder / 'error.log'}; events {{}}"
        f" http {{ access_log off; {places} {server} }}"
    )
    process = subprocess.Popen([NGINX, "-e", folder / "start.log", "-c", config, "-g", "daemon off;"])
    address = f"http://127.0.0.1:{port}{BASE}"
    try:
        wait_until(lambda: _answers(f"{address}/api/health"), 20)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url):
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("voice.example.org:443", "https://voice.example.org"),
        ("voice.example.org", "https://voice.example.org:443"),
        ("voice.example.org:80", "http://voice.example.org"),
        ("VOICE.example.org", "https://voice.example.org"),
    ],
)
def test_usual_port_may_be_left_out(client, host, origin):
    assert client.get("/api/models", headers={"Host": host, "Origin": origin}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://voice.example.org:444"])
def test_other_origin_is_refused_and_the_message_names_the_headers(client, origin):
    headers = {"Host": "voice.example.org", "Origin": origin}
    answer = client.get("/api/models", headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"], "Host" in error["message"]) == (403, "other_host", True)


def test_page_below_a_path_names_its_parts_there(below):
    page = requests.get(f"{below.url}{BASE}/training/x", timeout=5).text
    assert f'src="{BASE}/assets/' in page


def test_cookie_below_a_path_is_for_that_path(below):
    answer = requests.get(f"{below.url}{BASE}/api/models", timeout=5)
    assert f"Path={BASE}" in answer.headers["Set-Cookie"]


def test_forwarded_host_of_a_trusted_proxy_is_the_servers_own(below):
    headers = {"X-Forwarded-Host": "voice.example.org", "Origin": "https://voice.example.org"}
    assert requests.get(f"{below.url}{BASE}/api/models", headers=headers, timeout=5).status_code == 200


def test_forwarded_host_is_not_believed_without_a_trusted_proxy(client):
    headers = {"X-Forwarded-Host": "voice.example.org", "Origin": "https://voice.example.org"}
    assert client.get("/api/models", headers=headers).status_code == 403


@needs_nginx
def test_training_through_the_documented_nginx_succeeds(proxied):
    person = Client(proxied)
    person.session.headers["Origin"] = proxied.removesuffix(BASE)
    assert person.trained("behind nginx")["status"] == "succeeded"


@needs_nginx
def test_events_come_through_the_documented_nginx(proxied):
    person = Client(proxied)
    job_id = person.trained("heard")["id"]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.session.cookies)
    listener = socketio.Client(reconnection=False)
    listener.connect(
        proxied.removesuffix(BASE),
        headers={"Cookie": cookies},
        transports=["websocket"],
        socketio_path=f"{BASE}/socket.io",
    )
    answer = listener.call("subscribe", {"job_id": job_id, "after": 0})
    listener.disconnect()
    assert answer["events"][-1]["type"] == "succeeded"


def test_reference_of_the_api_calls_below_the_path(below):
    assert below.client().get(f"{BASE}/api/openapi.json").json()["servers"] == [{"url": BASE}]
