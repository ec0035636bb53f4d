"""The password, metrics, logs and the admin command."""

import json
import re

import pytest
import requests
import socketio
from harness import FAKE_ADMIN, Server, admin
from itsdangerous import URLSafeSerializer

from backend.config import exposure_warning, load_settings


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """A server with a password."""
    running = Server(tmp_path_factory.mktemp("locked"), PERSONA_PASSWORD="열려라").start()
    yield running
    running.stop()


def test_password_comes_before_the_api(locked):
    assert locked.client().get("/api/models").status_code == 401


def test_password_comes_before_the_page(locked):
    assert locked.client().get("/").url == f"{locked.url}/login"


def test_health_needs_no_password(locked):
    assert locked.client().get("/api/health").status_code == 200


def test_password_comes_before_the_socket(locked):
    with pytest.raises(socketio.exceptions.ConnectionError):
        locked.client().connect()


def test_right_password_opens_the_api(locked):
    client = locked.client()
    client.post("/api/login", json={"password": "열려라"})
    assert client.get("/api/models").status_code == 200


def test_right_password_in_the_form_leads_to_the_page(locked):
    client = locked.client()
    assert client.post("/login", data={"password": "열려라"}).url == f"{locked.url}/"


def test_cookie_of_the_login_does_not_hold_the_password(locked):
    client = locked.client()
    client.post("/api/login", json={"password": "열려라"})
    _, content = URLSafeSerializer("any key").loads_unsafe(client.session.cookies["persona_login"])
    assert len(content) > 0 and "열려라" not in content


def test_forged_cookie_of_the_login_opens_nothing(locked):
    cookies = {"persona_login": "IsSXtOuggOudvCI.x"}
    assert requests.get(f"{locked.url}/api/models", cookies=cookies, timeout=5).status_code == 401


def test_wrong_password_opens_nothing(locked):
    client = locked.client()
    assert client.post("/api/login", json={"password": "x"}).status_code == 401


def test_server_open_to_the_network_without_a_password_is_warned_of():
    assert "PERSONA_PASSWORD" in exposure_warning(load_settings({"PERSONA_HOST": "0.0.0.0"}))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_server_of_this_machine_alone_is_not_warned_of(host):
    assert exposure_warning(load_settings({"PERSONA_HOST": host})) is None


def test_server_with_a_password_is_not_warned_of():
    settings = load_settings({"PERSONA_HOST": "0.0.0.0", "PERSONA_PASSWORD": "열려라"})
    assert exposure_warning(settings) is None


def test_metrics_count_finished_jobs(client):
    client.trained("counted")
    assert 'persona_jobs_finished_total{kind="training",status="succeeded"}' in client.get("/metrics").text


def test_metrics_time_the_stages(client):
    client.trained("timed")
    assert 'persona_stage_seconds_count{kind="training",stage="training"}' in client.get("/metrics").text


@pytest.mark.parametrize(
    "name",
    [
        'persona_jobs{status="succeeded"}',
        "persona_queue_wait_seconds_count",
        'persona_worker_memory_bytes{device="cpu"}',
        'persona_requests_total{status="200"}',
        "process_resident_memory_bytes",
    ],
)
def test_metrics_count(client, name):
    client.trained(f"measured {len(name)}")
    line = next(line for line in client.get("/metrics").text.splitlines() if line.startswith(f"{name} "))
    assert float(line.split()[-1]) > 0


def test_logs_are_json_with_the_jobs_id(client, server):
    job = client.trained("logged")
    lines = (server.data_dir / "server.stderr").read_text().splitlines()
    logged = [json.loads(line) for line in lines if line.startswith('{"at"')]
    assert job["id"] in [line.get("job_id") for line in logged]


def test_admin_lists_jobs(client, server):
    job = client.trained("listed")
    assert job["id"] in admin(server, "jobs", "--all").stdout


def test_admin_shows_free_space(server):
    assert "free on the disk" in admin(server, "space").stdout


def test_admin_prunes_what_is_old(client, server):
    client.trained("old")
    admin(server, "prune", "0")
    assert client.get("/api/models").json() == {"models": []}


def test_queued_job_runs_without_a_server(own_server):
    client = own_server.client()
    client.running(client.train("slow first", epochs="100").json()["job"]["id"])
    job_id = client.train("second").json()["job"]["id"]
    own_server.kill()
    done = admin(own_server, "run", job_id, command=FAKE_ADMIN)
    own_server.start()
    assert (done.stdout.split(), client.job(job_id)["status"]) == ([job_id, "succeeded"], "succeeded")


def test_big_json_is_gzipped(client):
    client.trained("zipped", epochs="30")
    job = client.get("/api/jobs").json()["jobs"][0]
    assert client.get(f"/api/jobs/{job['id']}/events").headers["Content-Encoding"] == "gzip"


def test_page_is_sent_for_its_own_addresses(client):
    paths = (
        "/",
        "/training/x",
        "/trained",
        "/trained/가.수",
        "/covering/x",
        "/covered",
        "/covered/x",
        "/library",
    )
    assert ["root" in client.get(path).text for path in paths] == [True] * len(paths)


def test_page_is_not_sent_for_a_missing_cover(client):
    assert client.get("/cover/x.wav").json()["error"]["code"] == "not_found"


FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROMIUM = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)


@pytest.mark.parametrize("accept", [FIREFOX, CHROMIUM], ids=["firefox", "chromium"])
@pytest.mark.parametrize("path", ["/zzz", "/nothing/here", "/assets/gone.js"])
def test_unknown_page_is_the_page_with_404_for_a_browser(client, path, accept):
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, "root" in answer.text) == (404, True)


@pytest.mark.parametrize("path", ["/api/zzz", "/api", "/cover/x.wav"])
def test_unknown_api_path_is_json_for_a_browser_too(client, path):
    answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_unknown_page_is_json_for_a_program(client):
    assert client.get("/zzz").json()["error"]["code"] == "not_found"


def test_reference_of_the_api_loads_every_part_from_this_server(client):
    page = client.get("/docs").text
    parts = re.findall(r'"(docs/[^"]+)"', page)
    assert "//" not in page and {client.get(f"/{part}").status_code for part in parts} == {200}


def test_reference_of_the_api_draws_the_document(client):
    assert '"api/openapi.json"' in client.get("/docs/start.js").text


def test_reference_of_the_api_needs_the_password(locked):
    assert locked.client().get("/docs").url == f"{locked.url}/login"
