"""Sizes of the networks as data: one synthesizer class serves v1/v2, with or without F0, at every rate."""

from dataclasses import dataclass, replace
from math import prod
from typing import Any, ClassVar

from rvc_core.config import limits
from rvc_core.config.time_grid import FRAME_RATE_HZ, hop_length_at
from rvc_core.errors import ConfigError

VERSIONS = ("v1", "v2", "persona-1")
MODEL_SAMPLE_RATES_HZ = (24_000, 32_000, 40_000, 48_000)
CONFIG_SLOTS = 18
STORED_SEGMENT_FRAMES = 32  # slot 1 of every exported file; training takes `training_segment_frames`
RELATIVE_WINDOW_FRAMES = 10  # of the prior encoder's attention, each side
POSTERIOR_LAYERS = 16
FLOW_LAYERS = 3
N_FLOWS = 4
WAVENET_KERNEL = 5
MAX_PARAMETERS = 200_000_000  # stock networks have 38 million; a file asking for more is refused

_MELS = {24_000: 80, 32_000: 80, 40_000: 125, 48_000: 128}
SPECTROGRAM_BINS = {24_000: 513, 32_000: 513, 40_000: 1025, 48_000: 1025}
UPSAMPLING_STACKS: dict[tuple[str, int], tuple[tuple[int, ...], tuple[int, ...]]] = {  # rates, kernels
    ("v1", 32_000): ((10, 4, 2, 2, 2), (16, 16, 4, 4, 4)),
    ("v1", 48_000): ((10, 6, 2, 2, 2), (16, 16, 4, 4, 4)),
    ("v2", 24_000): ((10, 6, 2, 2), (20, 12, 4, 4)),
    ("v2", 32_000): ((10, 8, 2, 2), (20, 16, 4, 4)),
    ("v2", 40_000): ((10, 10, 2, 2), (16, 16, 4, 4)),
    ("v2", 48_000): ((12, 10, 2, 2), (24, 20, 4, 4)),
}
_SEGMENT_FRAMES = {
    ("v1", 48_000): 24,
    ("v2", 24_000): 36,
    ("v2", 32_000): 40,
    ("v2", 40_000): 32,
    ("v2", 48_000): 36,
}


@dataclass(frozen=True, slots=True)
class SpectrogramConfig:
    """Settings of the training spectrograms, always 10 ms a frame.

    The floors are the classic ones; RVC since 2026 trains with 2e-7 and 2e-6.

    Source: configurations and spectrogram of RVC WebUI 2023-10, HiFi-GAN (Kong et al. 2020) §3.3.
    """

    sample_rate: int  # Hz
    n_fft: int
    hop_length: int  # samples
    n_mels: int
    magnitude_floor: float = 1e-6  # added under the root
    log_floor: float = 1e-5  # mel values below it are raised to it before the log

    @property
    def win_length(self) -> int:
        """Window length in samples, the same as `n_fft`."""
        return self.n_fft


@dataclass(frozen=True, slots=True)
class SynthesizerConfig:
    """Sizes of one synthesizer, equal to the 18 positional slots of a model file and four facts beside them.

    Raises:
        ConfigError: a size is out of its range, or the sizes do not go together.
    """

    spectrogram_bins: int  # n_fft / 2 + 1
    latent_channels: int
    hidden_channels: int
    filter_channels: int
    n_heads: int
    n_layers: int
    kernel_size: int  # of the prior encoder's feed-forward convolutions
    resblock_kernel_sizes: tuple[int, ...]
    resblock_dilations: tuple[tuple[int, ...], ...]
    upsample_rates: tuple[int, ...]
    upsample_initial_channels: int
    upsample_kernel_sizes: tuple[int, ...]
    n_speakers: int
    speaker_embedding_dim: int
    sample_rate: int  # Hz
    version: str = "v2"
    f0: bool = True  # driven by an F0 contour
    content_dim: int = 768
    dropout: float = 0.0  # carried as stored; every known file says 0 and the networks apply none

    family: ClassVar[str] = "rvc"

    def __post_init__(self) -> None:
        _check_sizes(self)
        _check_decoder(self)
        limits.check_choice("version", self.version, VERSIONS)
        limits.check_choice("sample_rate", self.sample_rate, MODEL_SAMPLE_RATES_HZ)
        limits.check_range("dropout", self.dropout, 0.0, 0.99)
        if self.hop_length * FRAME_RATE_HZ != self.sample_rate:
            raise ConfigError(
                f"The upsample rates make {self.hop_length} samples a frame, but 10 ms at "
                f"{self.sample_rate} Hz are {hop_length_at(self.sample_rate)}."
            )
        limits.check_range("the number of parameters", _parameter_count(self), 1, MAX_PARAMETERS)

    @property
    def hop_length(self) -> int:
        """Samples per frame."""
        return prod(self.upsample_rates)

    @property
    def training_segment_frames(self) -> int:
        """Frames of one training segment, as the stock configurations have it."""
        version = "v1" if self.version == "v1" else "v2"
        return _SEGMENT_FRAMES.get((version, self.sample_rate)) or _SEGMENT_FRAMES["v2", self.sample_rate]

    @property
    def spectrogram(self) -> SpectrogramConfig:
        """Settings of the spectrogram this synthesizer is trained on."""
        n_fft = 2 * (self.spectrogram_bins - 1)
        return SpectrogramConfig(self.sample_rate, n_fft, self.hop_length, _MELS[self.sample_rate])

    @classmethod
    def standard(
        cls, sample_rate: int, version: str = "v2", f0: bool = True, content_dim: int | None = None
    ) -> "SynthesizerConfig":
        """Return the stock dimensions, which other RVC programs can read."""
        rates, kernels = _stack(sample_rate, version)
        return cls(
            spectrogram_bins=SPECTROGRAM_BINS[sample_rate],
            latent_channels=192,
            hidden_channels=192,
            filter_channels=768,
            n_heads=2,
            n_layers=6,
            kernel_size=3,
            resblock_kernel_sizes=(3, 7, 11),
            resblock_dilations=((1, 3, 5),) * 3,
            upsample_rates=rates,
            upsample_initial_channels=512,
            upsample_kernel_sizes=kernels,
            n_speakers=109,
            speaker_embedding_dim=256,
            sample_rate=sample_rate,
            version=version,
            f0=f0,
            content_dim=content_dim or default_content_dim(version),
        )

    @classmethod
    def compact(
        cls,
        sample_rate: int,
        version: str = "v2",
        f0: bool = True,
        content_dim: int | None = None,
        decoder_channels: int = 128,
    ) -> "SynthesizerConfig":
        """Return small dimensions for CPUs: same classes, about a fifteenth of the stock arithmetic."""
        return replace(
            cls.standard(sample_rate, version, f0, content_dim),
            latent_channels=96,
            hidden_channels=96,
            filter_channels=384,
            n_layers=3,
            upsample_initial_channels=decoder_channels,
            n_speakers=1,
            speaker_embedding_dim=64,
        )

    @classmethod
    def from_list(
        cls, slots: list[Any], version: str = "v2", f0: bool = True, content_dim: int | None = None
    ) -> "SynthesizerConfig":
        """Return the config that the 18 positional `slots` of a model file describe.

        Raises:
            ConfigError: not 18 slots, or a slot is not of its type or out of its range.
        """
        if not isinstance(slots, list | tuple) or len(slots) != CONFIG_SLOTS:
            found = len(slots) if isinstance(slots, list | tuple) else type(slots).__name__
            raise ConfigError(f"The model's config must be a list of {CONFIG_SLOTS} values, but is {found}.")
        if not isinstance(slots[9], str | int) or str(slots[9]) != "1":
            raise ConfigError(f"resblock is {limits.shown(slots[9])}, but RVC models have '1'.")
        if isinstance(slots[8], bool) or not isinstance(slots[8], int | float):
            raise ConfigError(f"dropout is {limits.shown(slots[8])}, but must be a number.")
        return cls(
            spectrogram_bins=slots[0],
            latent_channels=slots[2],
            hidden_channels=slots[3],
            filter_channels=slots[4],
            n_heads=slots[5],
            n_layers=slots[6],
            kernel_size=slots[7],
            resblock_kernel_sizes=_integers("resblock_kernel_sizes", slots[10]),
            resblock_dilations=_rows("resblock_dilations", slots[11]),
            upsample_rates=_integers("upsample_rates", slots[12]),
            upsample_initial_channels=slots[13],
            upsample_kernel_sizes=_integers("upsample_kernel_sizes", slots[14]),
            n_speakers=slots[15],
            speaker_embedding_dim=slots[16],
            sample_rate=slots[17],
            version=version,
            f0=f0,
            content_dim=content_dim or default_content_dim(version),
            dropout=slots[8],
        )

    def to_list(self) -> list[Any]:
        """Return the 18 positional slots of a model file, in RVC's own types."""
        return [
            self.spectrogram_bins,
            STORED_SEGMENT_FRAMES,
            self.latent_channels,
            self.hidden_channels,
            self.filter_channels,
            self.n_heads,
            self.n_layers,
            self.kernel_size,
            self.dropout if self.dropout else 0,
            "1",
            list(self.resblock_kernel_sizes),
            [list(row) for row in self.resblock_dilations],
            list(self.upsample_rates),
            self.upsample_initial_channels,
            list(self.upsample_kernel_sizes),
            self.n_speakers,
            self.speaker_embedding_dim,
            self.sample_rate,
        ]


@dataclass(frozen=True, slots=True)
class DiscriminatorConfig:
    """Sizes of the scale discriminator and the period discriminators.

    Raises:
        ConfigError: a size is out of its range.
    """

    periods: tuple[int, ...]
    scale_channels: tuple[int, ...] = (16, 64, 256, 1024, 1024, 1024)
    scale_groups: tuple[int, ...] = (1, 4, 16, 64, 256, 1)
    period_channels: tuple[int, ...] = (32, 128, 512, 1024, 1024)

    def __post_init__(self) -> None:
        for name in ("periods", "scale_channels", "scale_groups", "period_channels"):
            for size in getattr(self, name):
                limits.check_range(name, size, 1, 4096)
        if len(self.scale_channels) != 6 or len(self.scale_groups) != 6 or len(self.period_channels) != 5:
            raise ConfigError("A discriminator takes 6 scale channels, 6 scale groups and 5 period channels.")

    @classmethod
    def standard(cls, version: str = "v2") -> "DiscriminatorConfig":
        """Return the stock discriminators of `version`, for which pretrained weights exist."""
        limits.check_choice("version", version, VERSIONS)
        return cls((2, 3, 5, 7, 11, 17) if version == "v1" else (2, 3, 5, 7, 11, 17, 23, 37))

    @classmethod
    def compact(cls) -> "DiscriminatorConfig":
        """Return light discriminators for the compact synthesizer: fewer periods, narrow layers."""
        return cls(
            (2, 3, 5, 7, 11), (16, 32, 64, 128, 128, 128), (1, 4, 8, 16, 16, 1), (16, 32, 64, 128, 128)
        )


def default_content_dim(version: str) -> int:
    """Return the content dimension of `version` where nothing else says it: 256 for v1, else 768."""
    return 256 if version == "v1" else 768


def _stack(sample_rate: int, version: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    limits.check_choice("sample_rate", sample_rate, MODEL_SAMPLE_RATES_HZ)
    limits.check_choice("version", version, VERSIONS)
    stack = UPSAMPLING_STACKS.get((version, sample_rate))
    return stack or UPSAMPLING_STACKS["v2", sample_rate]


def _check_sizes(config: SynthesizerConfig) -> None:
    ranges = {
        "spectrogram_bins": (2, 4097),
        "latent_channels": (2, 1024),
        "hidden_channels": (1, 1024),
        "filter_channels": (1, 4096),
        "n_heads": (1, 32),
        "n_layers": (1, 24),
        "kernel_size": (1, 31),
        "upsample_initial_channels": (2, 2048),
        "n_speakers": (1, 10_000),
        "speaker_embedding_dim": (1, 1024),
        "sample_rate": (8_000, 96_000),
        "content_dim": (1, 4096),
    }
    for name, (low, high) in ranges.items():
        limits.check_integer(name, getattr(config, name), low, high)
    if config.hidden_channels % config.n_heads:
        raise ConfigError(
            f"hidden_channels {config.hidden_channels} is not a multiple of n_heads {config.n_heads}."
        )
    if config.latent_channels % 2:
        raise ConfigError(f"latent_channels is {config.latent_channels}, but must be even.")


def _check_decoder(config: SynthesizerConfig) -> None:
    rates, kernels = config.upsample_rates, config.upsample_kernel_sizes
    limits.check_range("the number of upsample_rates", len(rates), 1, 8)
    limits.check_range("the number of resblock_kernel_sizes", len(config.resblock_kernel_sizes), 1, 8)
    if len(rates) != len(kernels) or len(config.resblock_kernel_sizes) != len(config.resblock_dilations):
        raise ConfigError("Upsample rates and kernels, and resblock kernels and dilations, must pair up.")
    for rate, kernel in zip(rates, kernels, strict=True):
        limits.check_integer("upsample_rates", rate, 1, 64)
        limits.check_integer("upsample_kernel_sizes", kernel, rate, 128)
        if (kernel - rate) % 2:
            raise ConfigError(f"Upsample kernel {kernel} and rate {rate} must differ by an even number.")
    for kernel in config.resblock_kernel_sizes:
        limits.check_integer("resblock_kernel_sizes", kernel, 1, 31)
        if kernel % 2 == 0:
            raise ConfigError(f"resblock_kernel_sizes contains {kernel}, but kernels must be odd.")
    for row in config.resblock_dilations:
        limits.check_range("the number of resblock_dilations", len(row), 1, 8)
        for dilation in row:
            limits.check_integer("resblock_dilations", dilation, 1, 64)
    if config.upsample_initial_channels % 2 ** len(rates):
        raise ConfigError(
            f"upsample_initial_channels is {config.upsample_initial_channels}, "
            f"which cannot be halved {len(rates)} times."
        )


def _parameter_count(config: SynthesizerConfig) -> int:
    """Return the number of weights of the large layers, which is within 2 % of all."""
    hidden, speaker = config.hidden_channels, config.speaker_embedding_dim
    per_wavenet_layer = hidden * 2 * hidden * (WAVENET_KERNEL + 1) + speaker * 2 * hidden
    prior = config.n_layers * (
        4 * hidden**2 + 2 * hidden * config.filter_channels * config.kernel_size
    ) + hidden * (config.content_dim + 2 * config.latent_channels)
    wavenets = per_wavenet_layer * (POSTERIOR_LAYERS + N_FLOWS * FLOW_LAYERS)
    posterior = hidden * (config.spectrogram_bins + 2 * config.latent_channels)
    decoder = config.upsample_initial_channels * (7 * config.latent_channels + speaker)
    taps = sum(
        2 * kernel * len(row)
        for kernel, row in zip(config.resblock_kernel_sizes, config.resblock_dilations, strict=True)
    )
    for stage, kernel in enumerate(config.upsample_kernel_sizes):
        channels = config.upsample_initial_channels >> (stage + 1)
        decoder += channels**2 * (2 * kernel + taps)
    return prior + wavenets + posterior + decoder + config.n_speakers * speaker


def _integers(name: str, values: Any) -> tuple[int, ...]:
    if not isinstance(values, list | tuple) or len(values) > 8:
        raise ConfigError(f"{name} must be a list of at most 8 integers.")
    return tuple(values)


def _rows(name: str, values: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(_integers(name, row) for row in _integers(name, values))
