import hashlib
import json
from pathlib import Path

from rvc_core.pretraining.card import update_card
from rvc_core.pretraining.manifest import Recording


def recording(speaker: str, licence: str) -> Recording:
    return Recording(f"speech/x/{speaker}.opus", speaker, "speech", "en", 1800.0, 16000, licence, "there", "")


def test_card_names_licences_hours_and_hash(tmp_path: Path):
    weights = tmp_path / "content.safetensors"
    weights.write_bytes(b"weights")
    update_card(weights, {"steps": 5}, [recording("a", "CC0"), recording("b", "CC0")])
    entry = json.loads((tmp_path / "card.json").read_text())["content.safetensors"]
    assert entry["sha256"] == hashlib.sha256(b"weights").hexdigest()
    assert entry["data"] == [
        {"corpus": "speech/x", "source": "there", "licence": "CC0", "hours": 1.0, "voices": 2}
    ]


def test_second_file_keeps_the_first_entry(tmp_path: Path):
    for name in ("content.safetensors", "base.safetensors"):
        (tmp_path / name).write_bytes(b"weights")
        update_card(tmp_path / name, {}, [recording("a", "CC0")])
    assert len(json.loads((tmp_path / "card.json").read_text())) == 2
