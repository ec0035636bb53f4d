"""Another browser gets 404 for everything that is not its own."""

import hashlib

import pytest
import requests
import websocket
from harness import wav_bytes

from backend.storage.workspace import save_secret


@pytest.fixture(scope="module")
def owner(server):
    person = server.client()
    person.training = person.trained("secret")
    person.made = person.covered("secret")
    person.song_id = person.upload_song().json()["song"]["id"]
    return person


@pytest.fixture(scope="module")
def paths(owner):
    job, cover = owner.training["id"], owner.made["id"]
    return [
        "/api/models/secret",
        "/api/models/secret/download",
        "/api/models/secret/samples/3",
        f"/api/jobs/{job}",
        f"/api/jobs/{job}/events",
        f"/api/covers/{cover}",
        f"/api/covers/{cover}/download",
        f"/api/covers/{cover}/stems/converted",
        f"/api/covers/{cover}/original",
        f"/api/songs/{owner.song_id}",
        f"/api/songs/{owner.song_id}/audio",
        owner.made["url"],
    ]


def test_owner_finds_everything(owner, paths):
    assert [owner.get(path).status_code for path in paths] == [200] * len(paths)


def test_other_browser_finds_nothing(client, paths):
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)


def test_every_call_that_names_something_answers_another_browser_with_404(client, owner):
    own = {"jobs": owner.training["id"], "covers": owner.made["id"], "songs": owner.song_id}
    statuses = {}
    for path, operations in client.get("/api/openapi.json").json()["paths"].items():
        names = {"name": "secret", "epoch": 3, "stem": "converted", "id": own.get(path.split("/")[2], "x")}
        for method in operations if "{" in path else ():
            body = {"json": {"name": "stolen"}} if method == "patch" else {}
            answer = client.session.request(method, client.url + path.format(**names), timeout=30, **body)
            statuses[method, path] = answer.status_code
    assert (set(statuses.values()), len(statuses) > 20) == ({404}, True)


def test_other_browser_lists_nothing(client, owner):
    kinds = ("models", "covers", "jobs", "songs")
    assert [client.get(f"/api/{kind}").json()[kind] for kind in kinds] == [[], [], [], []]


def test_other_browser_cannot_cancel(client, owner):
    assert client.post(f"/api/jobs/{owner.training['id']}/cancel").status_code == 404


def test_other_browser_cannot_delete_a_model(client, owner):
    assert client.delete("/api/models/secret").status_code == 404


def test_other_browser_cannot_cover_with_a_model(client, owner):
    assert client.cover("secret").status_code == 404


def test_other_browser_cannot_use_a_song(client, owner):
    client.trained("mine")
    assert client.post("/api/covers", data={"model": "mine", "song_id": owner.song_id}).status_code == 404


def test_other_browser_cannot_subscribe(client, owner):
    socket = client.connect()
    answer = socket.call("subscribe", {"job_id": owner.training["id"], "after": 0})
    socket.disconnect()
    assert answer["error"]["code"] == "not_found"


def test_two_owners_can_use_the_same_name(client, owner, server):
    client.trained("secret")
    assert len(list((server.data_dir / "logs").glob("secret~????"))) == 1


def test_forged_cookie_is_another_person(owner, paths, server):
    payload, _, signature = owner.session.cookies["persona_owner"].rpartition(".")
    other = "B" if signature[0] == "A" else "A"  # the first letter: of the last one, not every bit counts
    value = f"{payload}.{other}{signature[1:]}"
    forged = requests.get(server.url + paths[0], cookies={"persona_owner": value}, timeout=5)
    assert forged.status_code == 404


def test_cookie_cannot_be_read_by_scripts(server):
    assert "HttpOnly; Path=/; SameSite=Lax" in server.client().get("/").headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/", "/library"])
def test_page_gives_a_known_person_their_cookie_for_another_year(client, path):
    client.get("/")
    cookie = client.session.cookies["persona_owner"]
    answer = client.get(path).headers.get("Set-Cookie", "")
    assert (f"persona_owner={cookie}" in answer, "Max-Age=31536000" in answer) == (True, True)


def test_page_with_a_cookie_is_kept_by_no_shared_cache(client):
    assert "private" in client.get("/").headers["Cache-Control"]


def test_api_does_not_repeat_a_known_persons_cookie(client):
    client.get("/")
    assert "Set-Cookie" not in client.get("/api/models").headers


def test_cookie_is_secure_behind_tls(server):
    assert (
        "; Secure" in server.client().get("/", headers={"X-Forwarded-Proto": "https"}).headers["Set-Cookie"]
    )


@pytest.mark.parametrize("path", ["/api/health", "/metrics"])
def test_health_and_metrics_set_no_cookie(server, path):
    assert "Set-Cookie" not in server.client().get(path).headers


def test_request_of_another_site_is_forbidden(owner):
    assert owner.get("/api/models", headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_change_asked_for_by_another_site_is_forbidden(owner, origin):
    answers = [
        owner.post("/api/songs", headers={"Origin": origin}, files={"file": b"x"}),
        owner.patch("/api/models/secret", headers={"Origin": origin}, json={"name": "x"}),
        owner.delete("/api/library", headers={"Origin": origin}),
    ]
    assert [answer.json()["error"]["code"] for answer in answers] == ["foreign_origin"] * 3


def test_request_of_the_page_itself_is_allowed(owner, server):
    assert owner.get("/api/models", headers={"Origin": server.url}).status_code == 200


def test_socket_of_another_site_is_refused(server):
    answer = requests.get(
        f"{server.url}/socket.io/?EIO=4&transport=polling",
        headers={"Origin": "http://evil.example"},
        timeout=5,
    )
    assert answer.status_code == 400


def test_websocket_of_another_site_is_refused(server):
    address = f"{server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(address, origin="http://evil.example", timeout=5)


def test_no_other_site_may_read_answers(owner):
    assert "Access-Control-Allow-Origin" not in owner.get("/api/models").headers


def test_page_may_load_only_its_own_scripts(client):
    assert "default-src 'self'" in client.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
def test_every_answer_has_its_security_headers(client, name, value):
    paths = ("/", "/api/models", "/api/nothing", "/metrics")
    assert [client.get(path).headers[name] for path in paths] == [value] * len(paths)


def test_secret_key_is_for_the_server_alone(server):
    assert (server.data_dir / ".persona" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_secret_key_that_a_kill_left_empty_is_made_anew(tmp_path):
    (tmp_path / "secret.key").touch()
    assert save_secret(tmp_path / "secret.key", b"new") == (tmp_path / "secret.key").read_bytes() == b"new"


def test_what_the_server_keeps_to_itself_no_other_user_can_read(server):
    assert (server.data_dir / ".persona").stat().st_mode & 0o077 == 0


def test_library_key_brings_the_library_back(client, owner):
    key = owner.get("/api/library/key").json()["key"]
    client.post("/api/library/restore", json={"key": key})
    assert "secret" in [model["name"] for model in client.get("/api/models").json()["models"]]


def test_wrong_library_key_is_refused(client):
    assert client.post("/api/library/restore", json={"key": "AAAA-BBBB"}).status_code == 404


def test_deleted_recordings_are_gone_from_the_disk(client, server):
    client.trained("recorded")
    client.delete("/api/library/recordings")
    assert not (server.data_dir / "logs" / "recorded" / "recordings").exists()


@pytest.fixture(scope="module")
def half_deleted(make_server):
    """The answer to deleting recordings while one of two models is in training, its server and person."""
    server = make_server()
    person = server.client()
    person.trained("done")
    person.running(person.train("slow one", epochs="100").json()["job"]["id"])
    return person.delete("/api/library/recordings"), server, person


def test_nothing_in_the_data_folder_is_for_other_users(client, server):
    client.trained("private")
    cover = client.covered("private")
    client.get(f"/api/covers/{cover['id']}/download?format=flac")
    client.get("/api/models/private/download")
    made = [path for path in server.data_dir.rglob("*") if path.name != "server.stderr"]  # the test's own
    assert [(path, oct(path.stat().st_mode)) for path in made if path.stat().st_mode & 0o027] == []


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_model_at_work_is_neither_renamed_nor_deleted(half_deleted, method):
    answer = getattr(half_deleted[2], method)("/api/models/slow one", json={"name": "other"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "model_in_use")


def test_recordings_in_use_are_not_said_to_be_deleted(half_deleted):
    error = half_deleted[0].json()["error"]
    assert (half_deleted[0].status_code, error["code"], "slow one" in error["message"]) == (
        *(409, "model_in_use"),
        True,
    )


def test_recordings_that_nothing_needs_are_deleted_all_the_same(half_deleted):
    logs = half_deleted[1].data_dir / "logs"
    assert [path.parent.name for path in logs.glob("*/recordings")] == ["slow one"]


@pytest.mark.parametrize("folder", ["slices", "checkpoints", "recordings"])
def test_deleted_recordings_take_along_what_was_made_of_them(client, server, folder):
    client.trained(f"made {folder}")
    made = server.data_dir / "logs" / f"made {folder}" / folder
    made.mkdir(exist_ok=True)
    (made / "voice.npy").write_bytes(b"voice")
    client.delete("/api/library/recordings")
    assert not made.exists()


@pytest.fixture()
def stemless(client):
    """The browser of a person whose cover lost its stems, as they deleted their recordings."""
    client.trained("stems")
    client.made = client.covered("stems")
    client.delete("/api/library/recordings")
    return client


def test_finished_cover_lists_its_stems(owner):
    assert owner.get(f"/api/covers/{owner.made['id']}").json()["cover"]["stems"] == ["vocals"]


def test_cover_does_not_list_deleted_stems(stemless):
    assert stemless.get(f"/api/covers/{stemless.made['id']}").json()["cover"]["stems"] == []


def test_list_of_covers_does_not_list_deleted_stems(stemless):
    assert [cover["stems"] for cover in stemless.get("/api/covers").json()["covers"]] == [[]]


def test_deleted_library_is_gone_from_the_disk(client, server):
    client.trained("everything")
    cover = client.covered("everything")
    client.delete("/api/library")
    left = [*server.data_dir.glob("logs/everything*"), *server.data_dir.glob(f"cover/*{cover['id']}*")]
    assert left == []


def test_deleted_library_leaves_no_file(own_server):
    person = own_server.client()
    person.trained("everything")
    cover = person.covered("everything")
    song_id = person.upload_song().json()["song"]["id"]
    form = {"model": "everything", "song_id": song_id, "seconds": 1}
    person.finished(person.post("/api/previews", data=form).json()["job"]["id"])
    person.get("/api/models/everything/download")
    person.get(f"/api/covers/{cover['id']}/download", params={"format": "mp3"})
    person.delete("/api/library")
    left = {path.name.split("-")[0] for path in own_server.data_dir.rglob("*") if path.is_file()}
    assert left - {"persona.db", "reserve", "server.address", "server.lock"} == {
        "secret.key",
        "server.stderr",
    }


def stems_of(server, content):
    folder = server.data_dir / ".persona" / "songs" / hashlib.sha256(content).hexdigest()
    return sorted(folder.glob("stems-*"))


@pytest.fixture(scope="module")
def shared(server):
    """Two people who covered the same song, and the song; the first has deleted everything of theirs."""
    song = wav_bytes(hz=277.0)
    people = server.client(), server.client()
    for person in people:
        person.trained("sings")
        job = person.post("/api/covers", data={"model": "sings"}, files={"song": ("a.wav", song)}).json()[
            "job"
        ]
        person.finished(job["id"])
    before = stems_of(server, song)
    people[0].delete("/api/library")
    return before, stems_of(server, song)


def test_stems_of_a_song_are_kept_for_each_owner(shared):
    assert len(shared[0]) == 2


def test_deleted_library_takes_its_stems_of_a_shared_song_along(shared):
    assert len(shared[1]) == 1


def test_deleted_library_ends_its_running_training(client, server):
    client.running(client.train("slow everything", epochs="100").json()["job"]["id"])
    client.delete("/api/library")
    assert not (server.data_dir / "logs" / "slow everything").exists()
