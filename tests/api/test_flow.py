import io
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from harness import wav_bytes

from rvc_core.config import RETRIEVAL_RATIOS


@pytest.fixture(scope="module")
def owner(server):
    """A person with a trained model called `voice`, and their browser."""
    person = server.client()
    person.training = person.trained("voice")
    return person


@pytest.fixture(scope="module")
def cover(owner):
    return owner.covered("voice", pitch="-12")


def test_training_succeeds(owner):
    assert owner.training["status"] == "succeeded"


def test_training_ends_at_full_progress(owner):
    assert owner.training["progress"] == 1.0


def test_training_leaves_its_files_under_logs(owner, server):
    assert (server.data_dir / "logs" / "voice" / "voice.pth").is_file()


def test_training_keeps_the_recordings(owner, server):
    assert (server.data_dir / "logs" / "voice" / "recordings" / "01.wav").is_file()


def test_training_events_have_no_gap(owner):
    events = owner.events(owner.training["id"])
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


def test_training_events_begin_with_queued_and_started(owner):
    assert [event["type"] for event in owner.events(owner.training["id"])[:2]] == ["queued", "started"]


def test_training_tells_every_epoch(owner):
    events = owner.events(owner.training["id"])
    assert [event["epoch"] for event in events if event["type"] == "epoch_finished"] == [1, 2, 3]


def test_last_event_holds_the_whole_model(owner):
    last = owner.events(owner.training["id"])[-1]
    assert last["model"] == owner.get("/api/models/voice").json()["model"]


def test_stage_advanced_comes_at_most_twice_a_second(owner):
    events = owner.events(owner.training["id"])
    assert sum(event["type"] == "stage_advanced" for event in events) <= 2


def test_events_after_a_seq_leave_out_what_was_seen(owner):
    assert owner.events(owner.training["id"], after=2)[0]["seq"] == 3


def test_sample_url_of_an_epoch_answers(owner):
    events = owner.events(owner.training["id"])
    url = next(event["url"] for event in events if event["type"] == "sample_ready")
    assert owner.get(url).content == b"RIFF"


def test_model_zip_holds_the_model_in_its_folder(owner):
    answer = owner.get("/api/models/voice/download")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["voice/voice.pth"]


def test_size_of_a_model_is_that_of_its_download(owner):
    archive = zipfile.ZipFile(io.BytesIO(owner.get("/api/models/voice/download").content))
    size_bytes = sum(member.file_size for member in archive.infolist())
    assert owner.get("/api/models/voice").json()["model"]["size_bytes"] == size_bytes


def test_what_a_model_takes_on_the_disk_is_told_too(owner):
    model = owner.get("/api/models/voice").json()["model"]
    assert model["disk_bytes"] > model["size_bytes"]


def test_downloaded_zip_uploads_as_another_model(owner):
    content = owner.get("/api/models/voice/download").content
    answer = owner.post("/api/models", data={"name": "again"}, files={"file": ("x.zip", content)})
    assert (answer.status_code, answer.json()["model"]["source"]) == (201, "uploaded")


def test_song_answer_tells_the_median_f0(owner):
    assert owner.upload_song().json()["song"]["median_f0_hz"] == 220.0


def test_same_song_is_known_again(owner):
    first, second = owner.upload_song(3.0), owner.upload_song(3.0)
    assert first.json()["song"]["id"] == second.json()["song"]["id"]


def test_cover_is_called_like_its_song(cover):
    assert cover["name"] == "노래"


def test_cover_file_lies_in_the_cover_folder(cover, server):
    assert (server.data_dir / "cover" / f"노래-{cover['id']}.wav").is_file()


def test_cover_plays_from_its_url(owner, cover):
    assert owner.get(cover["url"]).headers["Content-Type"] == "audio/wav"


def test_cover_range_is_partial_content(owner, cover):
    answer = owner.get(cover["url"], headers={"Range": "bytes=10-19"})
    assert (answer.status_code, len(answer.content)) == (206, 10)


def test_cover_with_its_etag_is_not_sent_again(owner, cover):
    etag = owner.get(cover["url"]).headers["ETag"]
    assert owner.get(cover["url"], headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("name", "kind"), [("wav", "audio/wav"), ("mp3", "audio/mpeg"), ("flac", "audio/flac")]
)
def test_cover_downloads_in_each_format(owner, cover, name, kind):
    answer = owner.get(f"/api/covers/{cover['id']}/download", params={"format": name})
    assert answer.headers["Content-Type"] == kind


def test_cover_download_is_an_attachment(owner, cover):
    answer = owner.get(f"/api/covers/{cover['id']}/download")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_download_of_a_korean_title_has_a_name_in_old_browsers_too(owner, cover):
    answer = owner.get(f"/api/covers/{cover['id']}/download", params={"format": "mp3"})
    names = answer.headers["Content-Disposition"].split("; ")
    assert names == ["attachment", "filename=persona.mp3", f"filename*=UTF-8''{quote(cover['name'])}.mp3"]


def test_original_of_a_cover_downloads(owner, cover):
    assert owner.get(f"/api/covers/{cover['id']}/original").content == wav_bytes()


def test_converted_stem_downloads(owner, cover):
    assert owner.get(f"/api/covers/{cover['id']}/stems/converted").status_code == 200


def test_preview_gives_a_sound(owner):
    song_id = owner.upload_song().json()["song"]["id"]
    form = {"model": "voice", "song_id": song_id, "start_seconds": 0, "seconds": 1}
    job = owner.finished(owner.post("/api/previews", data=form).json()["job"]["id"])
    assert owner.get(job["cover"]["url"]).status_code == 200


def test_deleted_model_is_not_found(client):
    client.trained("gone")
    client.delete("/api/models/gone")
    assert client.get("/api/models/gone").status_code == 404


def test_deleted_model_can_be_restored(client):
    client.trained("back")
    client.delete("/api/models/back")
    assert client.post("/api/models/back/restore").json()["model"]["name"] == "back"


def test_deleted_cover_can_be_restored(client):
    client.trained("singer")
    cover = client.covered("singer")
    client.delete(f"/api/covers/{cover['id']}")
    assert client.post(f"/api/covers/{cover['id']}/restore").json()["cover"] == cover


def test_restoring_what_was_not_deleted_changes_nothing(owner, cover):
    paths = ("/api/models/voice", f"/api/covers/{cover['id']}")
    assert [owner.post(f"{path}/restore").json() for path in paths] == [
        owner.get(path).json() for path in paths
    ]


def test_renamed_model_downloads_under_its_new_name(client):
    client.trained("old name")
    client.patch("/api/models/old name", json={"name": "새 이름"})
    content = client.get("/api/models/새 이름/download").content
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == ["새 이름/새 이름.pth"]


def test_renamed_model_still_sings(client):
    client.trained("before")
    client.patch("/api/models/before", json={"name": "after"})
    assert client.covered("after")["model"] == "after"


def test_cover_of_a_voice_alone_says_so(client):
    client.trained("alone")
    assert client.covered("alone", a_cappella="true")["a_cappella"] is True


@pytest.fixture(scope="module")
def renamed(server):
    """The browser of a person who renamed a model that had made a cover and a preview."""
    person = server.client()
    person.job_id = person.trained("born")["id"]
    person.made = person.covered("born")
    song_id = person.upload_song().json()["song"]["id"]
    form = {"model": "born", "song_id": song_id, "seconds": 1}
    person.preview_id = person.post("/api/previews", data=form).json()["job"]["id"]
    person.finished(person.preview_id)
    person.patch("/api/models/born", json={"name": "grown"})
    return person


def test_cover_of_a_renamed_model_tells_its_new_name(renamed):
    assert renamed.get(f"/api/covers/{renamed.made['id']}").json()["cover"]["model"] == "grown"


def test_jobs_of_a_renamed_model_tell_its_new_name(renamed):
    assert {job["model"] for job in renamed.get("/api/jobs").json()["jobs"] if job["kind"] != "analysis"} == {
        "grown"
    }


def test_preview_of_a_renamed_model_tells_its_new_name(renamed):
    assert renamed.job(renamed.preview_id)["cover"]["model"] == "grown"


def test_events_of_a_renamed_model_tell_its_new_name(renamed):
    assert renamed.events(renamed.job_id)[-1]["model"]["name"] == "grown"


def test_sample_url_of_a_renamed_model_answers(renamed):
    events = renamed.events(renamed.job_id)
    url = next(event["url"] for event in events if event["type"] == "sample_ready")
    assert (url, renamed.get(url).content) == ("/api/models/grown/samples/3", b"RIFF")


def test_sample_url_from_before_a_renaming_answers(renamed):
    assert renamed.get("/api/models/born/samples/3").content == b"RIFF"


def test_other_persons_cover_keeps_its_models_name_when_another_renames_theirs(client, server):
    client.trained("same")
    made, other = client.covered("same"), server.client()
    other.trained("same")
    other.patch("/api/models/same", json={"name": "not the same"})
    assert client.get(f"/api/covers/{made['id']}").json()["cover"]["model"] == "same"


def test_cover_that_is_being_made_gets_its_models_new_name(client):
    client.trained("slow to sing")
    job_id = client.cover("slow to sing").json()["job"]["id"]
    client.patch("/api/models/slow to sing", json={"name": "sings slowly"})
    assert client.finished(job_id)["cover"]["model"] == "sings slowly"


@pytest.mark.parametrize("kind", ["models", "covers", "jobs", "songs"])
def test_long_list_comes_in_parts(client, kind):
    for number in range(3):
        client.trained(f"part {number}")
        client.covered(f"part {number}")
        client.upload_song(1.0 + number)
    whole = client.get(f"/api/{kind}").json()[kind]
    parts = [
        client.get(f"/api/{kind}", params={"limit": 2, "offset": n}).json()[kind] for n in (0, 2, len(whole))
    ]
    assert parts == [whole[:2], whole[2:4], []]


def test_capabilities_name_the_limits(client):
    assert client.get("/api/capabilities").json()["limits"]["recordings"] == 5


def test_capabilities_tell_the_retrieval_ratio_of_each_family(client):
    told = client.get("/api/capabilities").json()
    assert told["defaults"]["retrieval_ratio"] == RETRIEVAL_RATIOS


def test_weights_that_are_added_are_seen_without_a_restart(make_server, tmp_path):
    client = make_server(PERSONA_PRETRAINED_DIR=tmp_path).client()
    before = client.get("/api/capabilities").json()["pretrained"]
    (tmp_path / "rmvpe.pt").write_bytes(b"weights")
    assert (before, client.get("/api/capabilities").json()["pretrained"]) == ([], ["rmvpe.pt"])


def test_health_counts_the_queue(client):
    assert client.get("/api/health").json()["queue"] == {"running": 0, "queued": 0}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_server_process_has_no_torch(server):
    assert "libtorch" not in Path(f"/proc/{server.process.pid}/maps").read_text()


def test_the_document_bounds_every_number_of_a_form(client):
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    numbers = {
        (form, name): told
        for form in ("TrainingForm", "CoverForm", "PreviewForm")
        for name, told in schemas[form]["properties"].items()
        if told.get("type") in ("number", "integer") and "enum" not in told
    }
    assert ("CoverForm", "retrieval_ratio") in numbers
    unbounded = [where for where, told in numbers.items() if not {"minimum", "maximum"} <= told.keys()]
    assert unbounded == []
