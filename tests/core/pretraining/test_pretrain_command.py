import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from rvc_core.cli import main
from rvc_core.files import file_sha256
from rvc_core.models.content_network import ContentNetwork, ContentNetworkConfig
from rvc_core.models.source_filter import SourceFilterConfig, SourceFilterSynthesizer
from rvc_core.models.starter_base import load_base_synthesizer
from rvc_core.pretraining.export import save_base_synthesizer, save_content_network

HEADER = "path\tspeaker\tkind\tlanguage\tseconds\tsource_rate_hz\tlicence\tsource\ttext\n"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Return a folder with two buzzing voices and their manifest."""
    rows = []
    time = np.arange(2 * 32_000) / 32_000
    for speaker, f0_hz in (("kathleen", 210.0), ("vctk", 120.0)):
        path = tmp_path / "data" / "speech" / speaker / "1.wav"
        path.parent.mkdir(parents=True)
        harmonics = sum(np.sin(2 * np.pi * k * f0_hz * time) / k for k in range(1, 20))
        soundfile.write(path, 0.2 * harmonics, 32_000)
        rows.append(f"speech/{speaker}/1.wav\t{speaker}\tspeech\ten\t2.0\t32000\tCC0\there\t\n")
    (tmp_path / "data" / "MANIFEST.tsv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return tmp_path / "data"


def pretrain_base(data_dir: Path, output: Path, steps: int, *more: str) -> int:
    folders = ["--data", str(data_dir), "--work", str(output / "work"), "--output", str(output)]
    return main(["pretrain", "base", *folders, "--steps", str(steps), "--batch-size", "1", "--json", *more])


def write_content_network(output: Path) -> None:
    torch.manual_seed(0)
    network = ContentNetwork(ContentNetworkConfig(phones=("_", "a"), width=8, inner=8))
    save_content_network(output / "content.safetensors", network, {})


def test_base_needs_the_content_network_first(data_dir: Path, capsys: pytest.CaptureFixture[str]):
    assert pretrain_base(data_dir, data_dir / "starter", 1) == 1
    assert "pretrain content" in capsys.readouterr().err


def test_base_is_made_from_recordings_and_a_content_network(data_dir: Path):
    output = data_dir / "starter"
    write_content_network(output)
    assert pretrain_base(data_dir, output, 2) == 0
    card = json.loads((output / "card.json").read_text(encoding="utf-8"))
    assert card["base.safetensors"]["training"]["steps"] == 2
    assert load_base_synthesizer(output / "base.safetensors").config.n_speakers == 3  # one raised beside


def test_base_is_trained_further_from_finished_weights(data_dir: Path):
    first, second = data_dir / "first", data_dir / "second"
    write_content_network(first)
    write_content_network(second)
    assert pretrain_base(data_dir, first, 1) == 0
    start = first / "base.safetensors"
    assert pretrain_base(data_dir, second, 1, "--from", str(start), "--peak-rate", "1e-6") == 0
    before = load_base_synthesizer(start).state_dict()
    after = load_base_synthesizer(second / "base.safetensors").state_dict()
    torch.testing.assert_close(after, before, atol=1e-4, rtol=1e-2)
    card = json.loads((second / "card.json").read_text(encoding="utf-8"))
    assert card["base.safetensors"]["training"]["start_from"] == file_sha256(start)


def test_base_of_other_sizes_is_no_start(data_dir: Path, capsys: pytest.CaptureFixture[str]):
    output, start = data_dir / "starter", data_dir / "other.safetensors"
    write_content_network(output)
    config = SourceFilterConfig(content_dim=9, n_speakers=3, sample_rate=32_000)
    save_base_synthesizer(start, SourceFilterSynthesizer(config), ("a", "b", "c"), {})
    assert pretrain_base(data_dir, output, 1, "--from", str(start)) == 1
    assert "other sizes" in capsys.readouterr().err
