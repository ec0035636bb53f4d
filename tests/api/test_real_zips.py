"""Zips of models as people find them, over HTTP to the real server with the real worker."""

import importlib.util
import io
import stat
import struct
import zipfile

import pytest
from harness import REAL_SERVER, ROOT, Server, admin

from rvc_core.checkpoints import ModelMetadata, save_voice_model


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("zips"), command=REAL_SERVER).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Return small voice models as the bytes of a `.pth`, by epoch; that of epoch 9 has an odd card."""
    path = ROOT / "tests" / "core" / "checkpoints" / "conftest.py"
    spec = importlib.util.spec_from_file_location("small_models", path)
    small = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(small)
    target, config = tmp_path_factory.mktemp("models") / "voice.pth", small.tiny_config()
    made = {}
    for epoch, card in {3: {}, 7: {}, 9: {"median_f0_hz": "abc"}}.items():
        metadata = ModelMetadata("voice", epoch=epoch, card=card)
        save_voice_model(target, small.tiny_state(config), config, metadata)
        made[epoch] = target.read_bytes()
    return made


def zip_of(members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def upload(real, content, file_name="a model.zip"):
    return real.client().post("/api/models", files={"file": (file_name, content)})


@pytest.mark.parametrize(
    "path",
    ["가수/weights/deep/가수.pth", "voice.pth", "a folder/voice_e3_s120.pth"],
    ids=["nested", "flat", "epoch in the name"],
)
def test_model_is_found_wherever_it_lies(real, models, path):
    assert upload(real, zip_of({path: models[3], "readme.txt": b"x"})).status_code == 201


def test_mac_leftovers_are_no_models(real, models):
    members = {"__MACOSX/._voice.pth": b"\0\5\26\7", "voice.pth": models[3], ".DS_Store": b"x"}
    answer = upload(real, zip_of(members))
    assert (answer.status_code, answer.json()["model"]["warnings"]) == (201, [])


def test_of_several_models_the_last_epoch_is_taken(real, models):
    answer = upload(real, zip_of({"voice_e3_s30.pth": models[3], "voice_e7_s70.pth": models[7]}))
    assert answer.json()["model"]["epochs"] == 7


def test_of_several_models_a_warning_tells_which_was_left_out(real, models):
    answer = upload(real, zip_of({"voice_e3_s30.pth": models[3], "voice_e7_s70.pth": models[7]}))
    [warning] = answer.json()["model"]["warnings"]
    assert (warning["code"], warning["facts"]) == ("model_left_out", {"member": "voice_e3_s30.pth"})


def renamed(content, raw):
    """Return a zip of one member with its name's bytes replaced, as programs without UTF-8 write it."""
    plain = b"x" * (len(raw) - 4) + b".pth"
    archive = zip_of({plain.decode(): content})
    assert archive.count(plain) == 2
    return archive.replace(plain, raw)


@pytest.mark.parametrize(
    "raw", ["歌手.pth".encode("gbk"), "Sängér.pth".encode("cp437")], ids=["gbk", "cp437"]
)
def test_model_with_a_name_in_an_old_encoding_is_taken(real, models, raw):
    assert upload(real, renamed(models[3], raw)).status_code == 201


def test_model_is_called_like_its_zip_in_any_language(real, models):
    answer = upload(real, zip_of({"voice.pth": models[3]}), "가수의 목소리.zip")
    assert answer.json()["model"]["name"] == "가수의 목소리"


def test_median_f0_of_an_odd_card_is_answered_as_none(real, models):
    assert upload(real, models[9], "voice.pth").json()["model"]["median_f0_hz"] is None


def test_link_in_a_zip_is_refused(real):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("voice.pth")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    answer = upload(real, target.getvalue())
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "checkpoint_unsafe")


def test_zip_that_lies_about_its_size_is_refused(real, models):
    archive = bytearray(zip_of({"voice.pth": models[3]}))
    entry = archive.rindex(b"PK\1\2")
    struct.pack_into("<I", archive, entry + 24, 100)  # the size once unpacked
    answer = upload(real, bytes(archive))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "checkpoint_incompatible")


def test_damaged_zip_is_refused_under_the_name_it_was_given(real, models):
    archive = zip_of({"voice.pth": models[3]}).replace(b"PK\1\2", b"PK\1\0")
    error = upload(real, archive, "my voice.zip").json()["error"]
    assert (error["kind"], error["field"], error["facts"]) == ("damaged", "file", {"file": "my voice.zip"})


def test_model_is_found_beside_a_pickle_of_its_training(real, models):
    assert upload(real, zip_of({"voice.pth": models[3], "training_data.pkl": b"x"})).status_code == 201


def test_zip_of_many_models_is_refused_in_time(real):
    answer = upload(real, zip_of({f"{number}.pth": b"x" for number in range(5000)}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "checkpoint_unsafe")


@pytest.fixture(scope="module")
def adopted(real, models):
    """What `adopt` said of a model that the command line put into logs/."""
    folder = real.data_dir / "logs" / "from a terminal"
    folder.mkdir()
    (folder / "from a terminal.pth").write_bytes(models[7])
    return admin(real, "adopt", "from a terminal")


def test_adopted_model_is_in_the_library_of_its_key(real, adopted):
    person = real.client()
    person.post("/api/library/restore", json={"key": adopted.stdout.split()[-1]})
    assert person.get("/api/models/from a terminal").json()["model"]["epochs"] == 7


def test_adopted_model_cannot_be_adopted_again(real, adopted):
    assert (adopted.returncode, admin(real, "adopt", "from a terminal").returncode) == (0, 1)


def test_model_can_be_adopted_by_somebody_who_is_there(real, models):
    person = real.client()
    key = person.get("/api/library/key").json()["key"]
    folder = real.data_dir / "logs" / "for somebody"
    folder.mkdir()
    (folder / "for somebody.pth").write_bytes(models[3])
    admin(real, "adopt", "for somebody", "--key", key)
    assert [model["name"] for model in person.get("/api/models").json()["models"]] == ["for somebody"]


def test_size_of_an_uploaded_model_is_that_of_its_download(real, models):
    person = real.client()
    person.post(
        "/api/models", data={"name": "sized"}, files={"file": ("a.zip", zip_of({"v.pth": models[3]}))}
    )
    archive = zipfile.ZipFile(io.BytesIO(person.get("/api/models/sized/download").content))
    size_bytes = sum(member.file_size for member in archive.infolist())
    assert person.get("/api/models/sized").json()["model"]["size_bytes"] == size_bytes
