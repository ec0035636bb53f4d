"""RMVPE: its log-mel front end, its network and the decoding of its salience.

Source: Wei et al., "RMVPE: A Robust Model for Vocal Pitch Estimation in Polyphonic Music" (2023), §2.
"""

import torch
import torchaudio
from torch import Tensor, nn
from torch.nn import functional

from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, FRAME_HOP

N_FFT = 1024
N_MELS = 128
N_BINS = 360
BIN_CENTS = 20.0
FIRST_BIN_CENTS = 1997.3794084376191  # above 10 Hz
DEFAULT_THRESHOLD = 0.03
_FRAME_MULTIPLE = 32  # five halvings
_ENCODER_CHANNELS = (16, 32, 64, 128, 256)
_INTERMEDIATE_CHANNELS = 512
_BLOCKS = 4
_MOMENTUM = 0.01


class _ConvBlock(nn.Module):
    """Two convolutions and a shortcut."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.conv = nn.Sequential(*_conv_norm_relu(n_in, n_out), *_conv_norm_relu(n_out, n_out))
        self.shortcut = nn.Conv2d(n_in, n_out, 1) if n_in != n_out else None

    def forward(self, image: Tensor) -> Tensor:
        skipped = image if self.shortcut is None else self.shortcut(image)
        return self.conv(image) + skipped


class _EncoderStage(nn.Module):
    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.conv = _blocks(n_in, n_out)

    def forward(self, image: Tensor) -> Tensor:
        for block in self.conv:
            image = block(image)
        return image


class _Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.bn = nn.BatchNorm2d(1, momentum=_MOMENTUM)
        ins = (1, *_ENCODER_CHANNELS[:-1])
        self.layers = nn.ModuleList(map(_EncoderStage, ins, _ENCODER_CHANNELS))

    def forward(self, image: Tensor) -> tuple[Tensor, list[Tensor]]:
        image, skips = self.bn(image), []
        for stage in self.layers:
            image = stage(image)
            skips.append(image)
            image = functional.avg_pool2d(image, 2)
        return image, skips


class _Intermediate(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        ins = (_ENCODER_CHANNELS[-1], *[_INTERMEDIATE_CHANNELS] * 3)
        self.layers = nn.ModuleList(_EncoderStage(n_in, _INTERMEDIATE_CHANNELS) for n_in in ins)

    def forward(self, image: Tensor) -> Tensor:
        for stage in self.layers:
            image = stage(image)
        return image


class _DecoderStage(nn.Module):
    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.conv1 = nn.Sequential(
            nn.ConvTranspose2d(n_in, n_out, 3, stride=2, padding=1, output_padding=1, bias=False),
            nn.BatchNorm2d(n_out, momentum=_MOMENTUM),
            nn.ReLU(),
        )
        self.conv2 = _blocks(2 * n_out, n_out)

    def forward(self, image: Tensor, skip: Tensor) -> Tensor:
        image = torch.cat([self.conv1(image), skip], dim=1)
        for block in self.conv2:
            image = block(image)
        return image


class _Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        outs = _ENCODER_CHANNELS[::-1]
        self.layers = nn.ModuleList(map(_DecoderStage, (_INTERMEDIATE_CHANNELS, *outs[:-1]), outs))

    def forward(self, image: Tensor, skips: list[Tensor]) -> Tensor:
        for stage, skip in zip(self.layers, reversed(skips), strict=True):
            image = stage(image, skip)
        return image


class _UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = _Encoder()
        self.intermediate = _Intermediate()
        self.decoder = _Decoder()

    def forward(self, image: Tensor) -> Tensor:
        image, skips = self.encoder(image)
        return self.decoder(self.intermediate(image), skips)


class _Recurrent(nn.Module):
    def __init__(self, n_in: int) -> None:
        super().__init__()
        self.gru = nn.GRU(n_in, 256, batch_first=True, bidirectional=True)

    def forward(self, frames: Tensor) -> Tensor:
        return self.gru(frames)[0]


class RmvpeNetwork(nn.Module):
    """Pitch salience of a log-mel spectrogram; 90,423,165 parameters under the names of `rmvpe.pt`."""

    def __init__(self) -> None:
        """Build with fresh weights."""
        super().__init__()
        self.unet = _UNet()
        self.cnn = nn.Conv2d(_ENCODER_CHANNELS[0], 3, 3, padding=1)
        self.fc = nn.Sequential(
            _Recurrent(3 * N_MELS), nn.Linear(512, N_BINS), nn.Dropout(0.25), nn.Sigmoid()
        )

    def forward(self, log_mel: Tensor) -> Tensor:
        """Return the salience `(B, T, 360)` in 0..1 of `log_mel` `(B, 128, T)`."""
        n_frames = log_mel.shape[-1]
        padded = functional.pad(log_mel, (0, -n_frames % _FRAME_MULTIPLE))
        image = self.cnn(self.unet(padded.transpose(1, 2).unsqueeze(1)))  # (B, 3, T, 128)
        return self.fc(image.transpose(1, 2).flatten(2))[:, :n_frames]


def rmvpe_log_mel(waveform: Tensor) -> Tensor:
    """Return the log-mel spectrogram `(B, 128, T)` of `waveform` `(B, N)` at 16 kHz; T = N // 160 + 1."""
    spectrum = torch.stft(
        waveform,
        N_FFT,
        FRAME_HOP,
        window=torch.hann_window(N_FFT, device=waveform.device),
        center=True,
        pad_mode="reflect",
        return_complex=True,
    )
    filters = torchaudio.functional.melscale_fbanks(
        N_FFT // 2 + 1, 30.0, 8000.0, N_MELS, ANALYSIS_RATE_HZ, norm="slaney", mel_scale="htk"
    ).to(waveform.device)
    return (filters.T @ spectrum.abs()).clamp(min=1e-5).log()


def decode_salience(salience: Tensor, threshold: float = DEFAULT_THRESHOLD) -> Tensor:
    """Return `f0_hz` `(..., T)` of `salience` `(..., T, 360)`; 0 where no bin is above `threshold`.

    The pitch is the mean of the nine bins about the highest one, weighted by salience.
    """
    peak, centre = salience.max(-1)
    nearby = centre.unsqueeze(-1) + torch.arange(9, device=salience.device)  # in the padded bins
    weights = functional.pad(salience.double(), (4, 4)).gather(-1, nearby)
    cents = BIN_CENTS * (nearby - 4) + FIRST_BIN_CENTS
    mean_cents = (weights * cents).sum(-1) / weights.sum(-1).clamp(min=1e-12)
    f0_hz = 10.0 * 2.0 ** (mean_cents / 1200.0)
    return torch.where(peak > threshold, f0_hz, torch.zeros_like(f0_hz))


def _blocks(n_in: int, n_out: int) -> nn.ModuleList:
    return nn.ModuleList(_ConvBlock(n_in if index == 0 else n_out, n_out) for index in range(_BLOCKS))


def _conv_norm_relu(n_in: int, n_out: int) -> list[nn.Module]:
    return [
        nn.Conv2d(n_in, n_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(n_out, momentum=_MOMENTUM),
        nn.ReLU(),
    ]
