import pytest

from rvc_core.content import available_encoders, load_content_encoder
from rvc_core.errors import CheckpointNotFoundError, IncompatibleCheckpointError
from rvc_core.weights import scan_pretrained


def test_auto_without_weights_is_log_mel(tmp_path):
    assert load_content_encoder("auto", device="cpu", weights=scan_pretrained(tmp_path)).name == "log-mel"


def test_unknown_encoder_of_a_model_is_refused_by_name(tmp_path):
    with pytest.raises(IncompatibleCheckpointError, match="'spin'"):
        load_content_encoder("spin", device="cpu", weights=scan_pretrained(tmp_path))


@pytest.mark.parametrize("name", ["contentvec", "starter"])
def test_encoder_without_weights_is_refused(tmp_path, name):
    with pytest.raises(CheckpointNotFoundError, match=name):
        load_content_encoder(name, device="cpu", weights=scan_pretrained(tmp_path))


def test_encoder_without_weights_is_listed_with_its_reason(tmp_path):
    assert "contentvec" in available_encoders(scan_pretrained(tmp_path))["contentvec"]
