"""Spleeter's U-Net: the magnitudes of a song in, those of one of its stems out.

Source: Hennequin, Khlif, Voituret and Moussallam 2020, "Spleeter: a fast and efficient music source
separation tool with pre-trained models"; the layers are those of Jansson et al. 2017, "Singing voice
separation with deep U-Net convolutional networks", section 3.1.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

STEMS = ("vocals", "accompaniment")
BLOCK_FRAMES = 512
BLOCK_BINS = 1024
_WIDTHS = (16, 32, 64, 128, 256, 512)
_CHANNELS = 2
_EPSILON = 1e-3  # of the batch norms, TensorFlow's
_SLOPE = 0.2


class StemNetwork(nn.Module):
    """Estimates one stem's magnitudes; only for inference, its batch norms keep their statistics."""

    def __init__(self) -> None:
        """Build the layers: six down, six up, one over all of them."""
        super().__init__()
        narrowing = _WIDTHS[-2::-1]
        self.encoders = nn.ModuleList(
            nn.Conv2d(inner, outer, 5, 2)
            for inner, outer in zip((_CHANNELS, *_WIDTHS), _WIDTHS, strict=False)
        )
        self.encoder_norms = nn.ModuleList(nn.BatchNorm2d(width, _EPSILON) for width in _WIDTHS[:-1])
        self.decoders = nn.ModuleList(
            nn.ConvTranspose2d(inner, outer, 5, 2, padding=1)
            for inner, outer in zip((512, *(2 * width for width in narrowing)), (*narrowing, 1), strict=True)
        )
        self.decoder_norms = nn.ModuleList(nn.BatchNorm2d(width, _EPSILON) for width in (*narrowing, 1))
        self.output = nn.Conv2d(1, _CHANNELS, 4, padding=3, dilation=2)

    def forward(self, magnitudes: Tensor) -> Tensor:
        """Return the stem's magnitudes, as `magnitudes` `(B, 2, T, F)`; T and F are multiples of 64."""
        hidden, skips = magnitudes, []
        for encoder, norm in zip(self.encoders, (*self.encoder_norms, None), strict=True):
            hidden = encoder(F.pad(hidden, (1, 2, 1, 2)))
            skips.append(hidden)
            if norm is not None:
                hidden = F.leaky_relu(norm(hidden), _SLOPE)
        for decoder, norm in zip(self.decoders, self.decoder_norms, strict=True):
            if hidden is not skips[-1]:
                hidden = torch.cat((skips[-1], hidden), dim=1)
            skips.pop()
            hidden = norm(F.relu(decoder(hidden)[..., :-1, :-1]))
        return torch.sigmoid(self.output(hidden)) * magnitudes
