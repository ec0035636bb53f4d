"""The real server with the real worker: hostile model files over HTTP."""

import io
import zipfile

import pytest
from harness import REAL_SERVER, ROOT, Server, admin


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("real"), command=REAL_SERVER).start()
    yield running
    running.stop()


def zip_of(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"this is a text", "checkpoint_incompatible"),
        (zip_of(**{"readme.txt": "x"}), "checkpoint_not_found"),
        (zip_of(**{"../evil.pth": "x"}), "checkpoint_unsafe"),
        (zip_of(**{"bomb.pth": b"\0" * 20_000_000}), "checkpoint_unsafe"),
        (zip_of(**{"model.pth": b"cos\nsystem\n(S'touch /tmp/hacked'\ntR."}), "checkpoint_unsafe"),
    ],
    ids=["text", "no model", "outside path", "bomb", "code"],
)
def test_hostile_model_file_is_refused(real, content, code):
    answer = real.client().post("/api/models", data={"name": "x"}, files={"file": ("my model.zip", content)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def test_refusal_calls_the_file_by_the_persons_name(real):
    answer = real.client().post("/api/models", files={"file": ("my model.zip", b"this is a text")})
    assert ".upload" not in answer.json()["error"]["message"]


def test_refused_model_leaves_no_folder(real):
    real.client().post("/api/models", data={"name": "x"}, files={"file": ("x.zip", b"this is a text")})
    assert list((real.data_dir / "logs").iterdir()) == []


def test_capabilities_say_why_not(real):
    methods = real.client().get("/api/capabilities").json()["f0_methods"]
    assert {entry["name"] for entry in methods} == {"rmvpe", "swift-f0", "crepe", "harvest", "pm"}


def test_capabilities_tell_no_folder_of_the_machine(real):
    assert str(ROOT) not in real.client().get("/api/capabilities").text


def test_capabilities_say_where_missing_weights_belong(real):
    rows = real.client().get("/api/capabilities").json()["pretrained"]
    assert {row["expected_path"].split("/")[0] for row in rows} == {"pretrained"}


def test_log_does_not_alarm_with_what_a_library_tried(real):
    real.client().get("/api/capabilities")
    assert "Could not load library" not in (real.data_dir / "server.stderr").read_text()


def test_model_that_the_command_line_did_not_make_cannot_be_adopted(real):
    assert admin(real, "adopt", "nothing").returncode == 1
