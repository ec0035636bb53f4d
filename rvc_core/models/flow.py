"""The normalising flow between the posterior's latent and the prior's.

Source: VITS (Kim et al. 2021) §2.1.2; RealNVP (Dinh et al. 2016) §3.2, volume preserving.
"""

import torch
from torch import Tensor, nn

from rvc_core.config.synthesizer import FLOW_LAYERS, N_FLOWS, WAVENET_KERNEL, SynthesizerConfig
from rvc_core.models.memory_layout import in_kernel_layout
from rvc_core.models.wavenet import WaveNet


class Coupling(nn.Module):
    """Shifts one half of the channels by a function of the other half and the speaker."""

    def __init__(self, config: SynthesizerConfig) -> None:
        """Build for `config`; a fresh coupling is the identity."""
        super().__init__()
        half, hidden = config.latent_channels // 2, config.hidden_channels
        self.pre = nn.Conv1d(half, hidden, 1)
        self.enc = WaveNet(hidden, WAVENET_KERNEL, FLOW_LAYERS, config.speaker_embedding_dim)
        self.post = nn.Conv1d(hidden, half, 1)
        nn.init.zeros_(self.post.weight)
        if self.post.bias is not None:
            nn.init.zeros_(self.post.bias)

    def forward(self, latent: Tensor, mask: Tensor, speaker: Tensor, reverse: bool = False) -> Tensor:
        """Return `latent` `(B, C, T)` with its second half shifted, or shifted back."""
        kept, moved = latent.chunk(2, dim=1)
        shift = self.post(self.enc(in_kernel_layout(self.pre(kept) * mask), mask, speaker)) * mask
        moved = (moved - shift) * mask if reverse else moved * mask + shift
        return torch.cat([kept, moved], dim=1)


class Flip(nn.Module):
    """Reverses the order of the channels, so that the next coupling moves the other half."""

    def forward(self, latent: Tensor, mask: Tensor, speaker: Tensor, reverse: bool = False) -> Tensor:
        """Return `latent` `(B, C, T)` with its channels in reverse order; its own inverse."""
        return latent.flip(1)


class Flow(nn.Module):
    """Four couplings, each followed by a flip."""

    def __init__(self, config: SynthesizerConfig) -> None:
        """Build for `config`."""
        super().__init__()
        self.flows = nn.ModuleList(part for _ in range(N_FLOWS) for part in (Coupling(config), Flip()))

    def forward(self, latent: Tensor, mask: Tensor, speaker: Tensor, reverse: bool = False) -> Tensor:
        """Return `latent` `(B, C, T)` taken from posterior to prior, or back when `reverse`."""
        for part in reversed(self.flows) if reverse else self.flows:
            latent = part(latent, mask, speaker, reverse)
        return latent
