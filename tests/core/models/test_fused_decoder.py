import pytest
import torch

from rvc_core.config import SynthesizerConfig
from rvc_core.models import fused_decoder
from rvc_core.models.decoder import Decoder
from rvc_core.models.fused_decoder import FusedDecoder, _Upsampler
from rvc_core.models.weight_norm import WeightNormConvTranspose1d

Tensors = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    """A small decoder whose weights are large enough to be heard."""
    torch.manual_seed(0)
    decoder = Decoder(SynthesizerConfig.compact(32_000, decoder_channels=32))
    for name, parameter in decoder.named_parameters():
        if name.endswith("weight_g"):
            torch.nn.init.ones_(parameter)
    return decoder.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def inputs() -> Tensors:
    generator = torch.Generator().manual_seed(1)
    latent = torch.randn(2, 96, 60, generator=generator)
    return (
        latent,
        torch.randn(2, 64, 1, generator=generator),
        torch.randn(2, 1, 60 * 320, generator=generator),
    )


@pytest.mark.parametrize(("kernel", "rate"), [(16, 10), (16, 4), (20, 10), (24, 12), (4, 2), (2, 2), (3, 1)])
def test_phases_equal_the_transposed_convolution(kernel: int, rate: int) -> None:
    transposed = WeightNormConvTranspose1d(4, 3, kernel, rate, (kernel - rate) // 2).requires_grad_(False)
    signal = torch.randn(2, 4, 9)
    phased = _Upsampler(transposed, torch.float32)(signal.unsqueeze(2)).squeeze(2)
    torch.testing.assert_close(phased, transposed(signal))


def test_output_equals_the_plain_decoder(decoder: Decoder, inputs: Tensors) -> None:
    torch.testing.assert_close(FusedDecoder(decoder)(*inputs), decoder(*inputs), rtol=0, atol=1e-5)


def test_output_without_source_equals_the_plain_decoder(inputs: Tensors) -> None:
    plain = Decoder(SynthesizerConfig.compact(32_000, f0=False, decoder_channels=32)).requires_grad_(False)
    latent, speaker, _ = inputs
    torch.testing.assert_close(FusedDecoder(plain)(latent, speaker), plain(latent, speaker))


def test_chunks_equal_the_whole(decoder: Decoder, inputs: Tensors, monkeypatch: pytest.MonkeyPatch) -> None:
    fused = FusedDecoder(decoder)
    whole = fused(*inputs)
    monkeypatch.setattr(fused_decoder, "CHUNK_ELEMENTS", 1)
    torch.testing.assert_close(fused(*inputs), whole, rtol=0, atol=1e-6)


def test_bfloat16_stays_30_db_above_its_error(decoder: Decoder, inputs: Tensors) -> None:
    exact, rounded = decoder(*inputs), FusedDecoder(decoder, torch.bfloat16)(*inputs)
    assert float(exact.square().sum() / (rounded - exact).square().sum()) > 1000
