"""Every small reference model, run by our one class; sizes and variants are read from the files."""

import numpy as np
import pytest
import torch
from golden_files import golden, golden_dir

from rvc_core.config import SynthesizerConfig
from rvc_core.models import Synthesizer

MODELS = sorted(path.stem for path in golden_dir().glob("v*_*.pth"))
TOLERANCE = 1e-4  # of full scale, fp32


def load_model(name: str) -> Synthesizer:
    stored = torch.load(golden_dir() / f"{name}.pth", weights_only=True)
    weights = {key: value.float() for key, value in stored["weight"].items()}
    slots = list(stored["config"])
    slots[15] = weights["emb_g.weight"].shape[0]
    content_dim = weights["enc_p.emb_phone.weight"].shape[1]
    config = SynthesizerConfig.from_list(slots, stored["version"], bool(stored["f0"]), content_dim)
    synthesizer = Synthesizer(config, posterior=False)
    synthesizer.load_state_dict(weights)
    return synthesizer.fuse()


def synthesize(name: str) -> np.ndarray:
    numbers = golden(f"{name}.npz")
    content = torch.from_numpy(numbers["content"]).unsqueeze(0)
    f0_hz = torch.from_numpy(numbers["f0_hz"]).unsqueeze(0)
    waveform = load_model(name).infer(content, f0_hz, int(numbers["speaker_id"]), 0.0, 0.0)
    return waveform[0].numpy()


def test_reference_models_are_present() -> None:
    assert len(MODELS) >= 12


@pytest.mark.parametrize("name", MODELS)
def test_waveform_equals_reference(name: str) -> None:
    np.testing.assert_allclose(synthesize(name), golden(f"{name}.npz")["audio"], rtol=0, atol=TOLERANCE)
