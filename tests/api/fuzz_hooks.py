"""What schemathesis sends as a file: now and then a real sound or a model that the scripted worker takes."""

import io
import sys
import zipfile
from pathlib import Path

import schemathesis
from hypothesis import strategies

sys.path.insert(0, str(Path(__file__).parent))

from harness import wav_bytes  # noqa: E402


def model_zip():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("voice.pth", b"1")
    return target.getvalue()


schemathesis.openapi.format(
    "binary", strategies.one_of(strategies.binary(), strategies.sampled_from([wav_bytes(), model_zip()]))
)


TEXT_FIELDS = ("name", "model", "base_weights")
FILE_FIELDS = ("file", "files", "index", "song")


@schemathesis.hook
def filter_case(context, case):
    """Leave out forms that are wrong only until they are sent: as digits, as a file of bytes."""
    if case.media_type != "multipart/form-data" or not isinstance(case.body, dict):
        return True
    texts_are_texts = all(isinstance(case.body.get(field, ""), str) for field in TEXT_FIELDS)
    return texts_are_texts and not any(isinstance(case.body.get(field), str) for field in FILE_FIELDS)
