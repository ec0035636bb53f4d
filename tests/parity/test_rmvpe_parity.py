"""RMVPE's front end, its full-size network with weights drawn by name, and its decoding."""

import numpy as np
import pytest
import torch
from golden_files import draw_weights, golden

from rvc_core.models import RmvpeNetwork, decode_salience, rmvpe_log_mel


@pytest.fixture(scope="module")
def numbers() -> dict[str, np.ndarray]:
    return golden("rmvpe.npz")


@pytest.fixture(scope="module")
def salience(numbers: dict[str, np.ndarray]) -> np.ndarray:
    network = RmvpeNetwork()
    draw_weights(network, str(numbers["salt"]))
    with torch.no_grad():
        return network(torch.from_numpy(numbers["log_mel"]).unsqueeze(0))[0].numpy()


def test_log_mel_equals_reference(numbers: dict[str, np.ndarray]) -> None:
    log_mel = rmvpe_log_mel(torch.from_numpy(numbers["audio"]).unsqueeze(0))[0]
    np.testing.assert_allclose(log_mel.numpy(), numbers["log_mel"], rtol=0, atol=1e-3)


def test_network_has_the_known_size() -> None:
    with torch.device("meta"):
        network = RmvpeNetwork()
    assert (sum(p.numel() for p in network.parameters()), len(network.state_dict())) == (90_423_165, 741)


def test_salience_equals_reference(numbers: dict[str, np.ndarray], salience: np.ndarray) -> None:
    np.testing.assert_allclose(salience, numbers["salience"], rtol=0, atol=1e-4)


def test_network_f0_equals_reference(numbers: dict[str, np.ndarray], salience: np.ndarray) -> None:
    np.testing.assert_allclose(
        decode_salience(torch.from_numpy(salience)).numpy(), numbers["f0_hz"], rtol=1e-3
    )


def test_decoding_of_a_planted_salience_equals_reference() -> None:
    planted = golden("rmvpe_decode.npz")
    f0_hz = decode_salience(torch.from_numpy(planted["salience"])).numpy()
    np.testing.assert_allclose(f0_hz, planted["f0_hz"], rtol=1e-5)
