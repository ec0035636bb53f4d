from functools import cache

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from transformers import HubertConfig, HubertModel

from rvc_core.content import contentvec, frame_count
from rvc_core.content.contentvec import ContentVecEncoder, ContentVecNetwork
from rvc_core.content.hubert_weights import load_hubert_weights
from rvc_core.errors import IncompatibleCheckpointError

N_LAYERS = 3
CPU = torch.device("cpu")


@cache
def _reference(n_layers=N_LAYERS):
    """Return a small HuBERT with random weights, and a final projection."""
    torch.manual_seed(0)
    config = HubertConfig(
        hidden_size=128,
        num_hidden_layers=n_layers,
        num_attention_heads=2,
        intermediate_size=96,
        conv_dim=(32,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
    )
    hubert = HubertModel(config).eval()
    with torch.no_grad():
        for parameter in hubert.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return hubert, torch.nn.Linear(128, 24)


def _state(n_layers=N_LAYERS):
    hubert, projection = _reference(n_layers)
    state = {key: value.detach().clone() for key, value in hubert.state_dict().items()}
    return state | {
        f"final_proj.{key}": value.detach().clone() for key, value in projection.state_dict().items()
    }


def _legacy_norm(state):
    names = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}
    return {_replaced(key, names): value for key, value in state.items()}


def _replaced(key, names):
    for ours, theirs in names.items():
        key = key.replace(ours, theirs)
    return key


def _fairseq(state):
    """Return the tensors under fairseq's names."""
    named = {}
    for key, value in _legacy_norm(state).items():
        if key.startswith("encoder.layers."):
            key = key.replace(".layer_norm.", ".self_attn_layer_norm.").replace(".attention.", ".self_attn.")
            key = key.replace("feed_forward.intermediate_dense", "fc1").replace(
                "feed_forward.output_dense", "fc2"
            )
        key = key.replace("feature_projection.projection", "post_extract_proj")
        key = key.replace("feature_projection.layer_norm", "layer_norm")
        key = key.replace("encoder.pos_conv_embed.conv", "encoder.pos_conv.0")
        if key.startswith("feature_extractor"):
            key = key.replace(".conv.weight", ".0.weight").replace(".layer_norm.", ".2.")
        named[key.replace("masked_spec_embed", "mask_emb")] = value
    return named


def _write(folder, layout):
    if layout == "safetensors":
        save_file(_state(), folder / "model.safetensors")
        return folder / "model.safetensors"
    if layout == "fairseq":
        content = {"model": _fairseq(_state()), "args": None, "cfg": {"common": {"seed": 1}}}
        torch.save(content, folder / "hubert_base.pt")
        return folder / "hubert_base.pt"
    state = _legacy_norm(_state()) if layout == "transformers, old norm names" else _state()
    torch.save(state, folder / "pytorch_model.bin")
    return folder / "pytorch_model.bin"


def _noise(n_samples, seed=0):
    return (0.1 * np.random.default_rng(seed).standard_normal(n_samples)).astype(np.float32)


def _encoder(folder, n_layers=N_LAYERS, projected=False, layout="safetensors"):
    network = ContentVecNetwork(load_hubert_weights(_write(folder, layout)), n_layers, projected)
    return ContentVecEncoder(network, CPU, torch.float32)


def _expected(waveform, layer):
    hubert, _ = _reference()
    with torch.no_grad():
        return hubert(torch.tensor(waveform[None]), output_hidden_states=True).hidden_states[layer][0]


LAYOUTS = ["transformers", "transformers, old norm names", "safetensors", "fairseq"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_last_layer_equals_transformers(tmp_path, layout):
    waveform = _noise(8_000)
    content = _encoder(tmp_path, layout=layout).encode(waveform)
    np.testing.assert_allclose(content, _expected(waveform, N_LAYERS).numpy(), atol=1e-5)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_projected_layer_equals_transformers(tmp_path, layout):
    waveform = _noise(8_000)
    content = _encoder(tmp_path, n_layers=2, projected=True, layout=layout).encode(waveform)
    expected = _reference()[1](_expected(waveform, 2)).detach().numpy()
    np.testing.assert_allclose(content, expected, atol=1e-5)


@pytest.mark.parametrize(("version", "layer"), [("v1", 9), ("v2", 12)])
def test_version_takes_its_layer(tmp_path, monkeypatch, version, layer):
    monkeypatch.setattr(contentvec, "HIDDEN_SIZE", 128)
    monkeypatch.setattr(contentvec, "PROJECTED_DIM", 24)
    save_file(_state(12), tmp_path / "model.safetensors")
    hubert, projection = _reference(12)
    with torch.no_grad():
        layers = hubert(torch.tensor(_noise(8_000)[None]), output_hidden_states=True).hidden_states
        wanted = [projection(found[0]) if version == "v1" else found[0] for found in layers]
    content = ContentVecEncoder.load(tmp_path / "model.safetensors", version, "cpu").encode(_noise(8_000))
    assert int(np.argmin([np.abs(content - found.numpy()).mean() for found in wanted])) == layer


@pytest.mark.parametrize("n_samples", [0, 399, 400, 719, 720, 16_000, 48_000])
def test_content_has_one_row_per_frame(tmp_path, n_samples):
    assert _encoder(tmp_path).encode(_noise(n_samples)).shape == (frame_count(n_samples), 128)


def test_three_seconds_are_149_frames(tmp_path):
    assert len(_encoder(tmp_path).encode(_noise(48_000))) == 149


def test_batch_equals_one_by_one(tmp_path):
    encoder = _encoder(tmp_path)
    waveforms = [_noise(8_000, 0), _noise(9_000, 1), _noise(8_000, 2), _noise(100, 3)]
    for waveform, content in zip(waveforms, encoder.encode_batch(waveforms), strict=True):
        np.testing.assert_allclose(content, encoder.encode(waveform), atol=1e-5)


def test_long_waveform_in_chunks_has_every_frame(tmp_path, monkeypatch):
    monkeypatch.setattr(contentvec, "CHUNK_FRAMES", 40)
    monkeypatch.setattr(contentvec, "CONTEXT_FRAMES", 20)
    assert len(_encoder(tmp_path).encode(_noise(48_123))) == frame_count(48_123)


def test_long_waveform_in_chunks_is_near_the_whole(tmp_path, monkeypatch):
    encoder = _encoder(tmp_path)
    whole = encoder.encode(_noise(48_123))
    monkeypatch.setattr(contentvec, "CHUNK_FRAMES", 40)
    monkeypatch.setattr(contentvec, "CONTEXT_FRAMES", 30)
    assert np.corrcoef(whole.ravel(), encoder.encode(_noise(48_123)).ravel())[0, 1] > 0.995


def test_bfloat16_is_near_float32(tmp_path):
    network = ContentVecNetwork(load_hubert_weights(_write(tmp_path, "safetensors")), N_LAYERS, False)
    exact = ContentVecEncoder(network, CPU, torch.float32).encode(_noise(8_000))
    rounded = ContentVecEncoder(network, CPU, torch.bfloat16).encode(_noise(8_000))
    assert np.corrcoef(exact.ravel(), rounded.ravel())[0, 1] > 0.999


def test_loudness_is_not_normalised_away_before_the_network(tmp_path):
    encoder = _encoder(tmp_path)
    hubert, _ = _reference()
    loud = 3.0 * _noise(8_000) + 0.2
    np.testing.assert_allclose(encoder.encode(loud), _expected(loud, N_LAYERS).numpy(), atol=1e-5)


def test_other_network_is_refused(tmp_path):
    save_file({"enc_p.emb_phone.weight": torch.zeros(2, 2)}, tmp_path / "contentvec.safetensors")
    with pytest.raises(IncompatibleCheckpointError, match="not a HuBERT"):
        load_hubert_weights(tmp_path / "contentvec.safetensors")


def test_hubert_of_other_width_is_refused(tmp_path):
    with pytest.raises(IncompatibleCheckpointError, match="width 128"):
        ContentVecEncoder.load(_write(tmp_path, "safetensors"), "v2", "cpu")


def test_missing_tensor_is_refused(tmp_path):
    state = _state()
    del state["encoder.layers.1.attention.k_proj.weight"]
    save_file(state, tmp_path / "model.safetensors")
    with pytest.raises(IncompatibleCheckpointError, match="k_proj"):
        ContentVecNetwork(load_hubert_weights(tmp_path / "model.safetensors"), N_LAYERS, False)
