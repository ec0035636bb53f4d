"""Bad input: each with a clear 4xx that names the field."""

import pytest
from harness import wav_bytes

TONE = ("voice.wav", wav_bytes())


def refusal(answer):
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["field"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([], (422, "no_files", "files")),
        ([TONE] * 6, (413, "too_many_files", "files")),
        ([("a.wav", b"this is a text")], (422, "audio_undecodable", "files")),
        ([("a.wav", b"")], (422, "audio_undecodable", "files")),
        ([("a.wav", wav_bytes(amplitude=0.0))], (422, "audio_silent", "files")),
        ([("a.wav", wav_bytes(seconds=0.3))], (422, "audio_too_short", "files")),
    ],
    ids=["no file", "six files", "text", "0 bytes", "silence", "0.3 s"],
)
def test_training_refuses_files(client, files, expected):
    assert refusal(client.train("refused", files=files)) == expected


def test_too_many_recordings_name_the_limit(client):
    answer = client.train("refused", files=[TONE] * 6)
    assert "PERSONA_MAX_RECORDINGS" in answer.json()["error"]["message"]


def test_limit_of_recordings_can_be_raised(make_server):
    client = make_server(PERSONA_MAX_RECORDINGS=7).client()
    assert client.train("six", files=[TONE] * 6).status_code == 202


def test_training_names_the_file_that_is_no_sound(client):
    answer = client.train("refused", files=[TONE, ("bad one.wav", b"this is a text")])
    assert "bad one.wav" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "name", ["a/b", "..", "x" * 200, "", "  ", "a\\b", ".hidden", "a\x00b", "CON", "😀" * 60]
)
def test_training_refuses_names(client, name):
    assert refusal(client.train(name)) == (422, "invalid_name", "name")


@pytest.mark.parametrize("epochs", ["0", "abc", "", "automatic", "1e9", "-1", "2.5"])
def test_training_refuses_epochs(client, epochs):
    assert refusal(client.train("refused", epochs=epochs)) == (422, "invalid_setting", "epochs")


def test_training_refuses_a_name_already_taken(client):
    client.trained("taken")
    assert refusal(client.train("taken")) == (409, "name_taken", "name")


def test_training_refuses_a_name_that_is_being_trained(client):
    client.train("slow taken", epochs="20")
    assert refusal(client.train("slow taken")) == (409, "name_taken", "name")


def test_training_without_consent_is_refused(client):
    assert refusal(client.train("refused", consent="false")) == (422, "consent_required", "consent")


def test_training_refuses_a_pitch_method_without_weights(client):
    assert refusal(client.train("refused", f0_method="rmvpe")) == (422, "method_unavailable", "f0_method")


def test_training_takes_a_name_that_looks_like_json(client):
    assert client.train("123").json()["job"]["model"] == "123"


def test_training_takes_a_name_in_any_language_normalised(client):
    assert client.train("가수").json()["job"]["model"] == "가수"


def test_refused_training_leaves_no_folder(client, server):
    client.train("leaves nothing", files=[("a.wav", b"this is a text")])
    assert not (server.data_dir / "logs" / "leaves nothing").exists()


def test_refused_upload_leaves_no_temporary_file(client, server):
    client.train("leaves nothing", files=[("a.wav", b"this is a text")])
    assert list((server.data_dir / ".persona" / "tmp").iterdir()) == []


@pytest.mark.parametrize("pitch", ["99", "-25", "abc", "1.5"])
def test_cover_refuses_pitches(client, pitch):
    assert refusal(client.cover("any", pitch=pitch)) == (422, "invalid_setting", "pitch")


def test_cover_of_a_model_that_is_not_there_is_not_found(client):
    assert client.cover("nobody").status_code == 404


@pytest.mark.parametrize(
    "path", ["models/a%00b", "models/a%00b/zip", "jobs/a%00b", "covers/a%00b", "songs/%00"]
)
def test_what_no_database_can_hold_is_not_found(client, path):
    assert client.get(f"/api/{path}").status_code == 404


def test_name_that_no_database_can_hold_finds_no_other_name(client):
    client.trained("a\ufffdb")
    assert client.get("/api/models/a%00b").status_code == 404


def test_preview_of_a_model_that_no_database_can_hold_is_not_found(client):
    assert client.post("/api/previews", data={"model": "a\0b", "song_id": "\0"}).status_code == 404


def test_library_key_that_no_database_can_hold_is_not_found(client):
    assert client.post("/api/library/restore", json={"key": "AAAA\0"}).status_code == 404


def test_cover_without_a_song_is_refused(client):
    assert refusal(client.post("/api/covers", data={"model": "x"}, files={"x": b""})) == (
        422,
        "no_files",
        "song",
    )


def test_cover_refuses_a_song_that_is_text(client):
    answer = client.post("/api/covers", data={"model": "x"}, files={"song": ("a.mp3", b"this is a text")})
    assert refusal(answer) == (422, "audio_undecodable", "song")


def test_zip_without_a_model_is_refused(client):
    answer = client.post("/api/models", files={"file": ("a.zip", b"PK\x05\x06" + b"\0" * 18)})
    assert refusal(answer) == (422, "checkpoint_incompatible", "file")


def test_refused_zip_leaves_no_folder(client, server):
    client.post("/api/models", data={"name": "no zip"}, files={"file": ("a.zip", b"PK\x05\x06" + b"\0" * 18)})
    assert not (server.data_dir / "logs" / "no zip").exists()


def test_unknown_api_path_is_an_error_in_json(client):
    assert client.get("/api/nothing").json()["error"]["code"] == "not_found"


def test_wrong_method_is_an_error_in_json(client):
    assert client.delete("/api/health").json()["error"]["code"] == "method_not_allowed"


def test_body_that_is_no_json_is_refused(client):
    assert (
        client.patch("/api/models/x", data="{", headers={"Content-Type": "application/json"}).status_code
        == 422
    )
