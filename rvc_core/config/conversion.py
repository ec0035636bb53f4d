"""The settings and the results of conversions and covers."""

from dataclasses import dataclass, field
from pathlib import Path

from rvc_core.config import limits

# How much of the content is retrieved by default, by the model's family: the starter
# encoder's phones lose more words to it than the voice gains likeness.
RETRIEVAL_RATIOS = {"rvc": 0.3, "starter": 0.0}


@dataclass(frozen=True, slots=True)
class ConversionOptions:
    """The knobs of a conversion, the same for `convert` and `cover`.

    Raises:
        ConfigError: a setting is out of its range.
    """

    pitch_shift_semitones: int | None = 0  # None: suggested from the model's median F0
    retrieval_ratio: float | None = None  # 0: content as sung, 1: from the index only, None: by the family
    consonant_protection: float = 0.33  # 0: strongest, 0.5: off
    envelope_mix: float = 0.25  # 0: loudness of the input, 1: of the converted voice
    f0_method: str = "auto"
    speaker_id: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        limit = limits.MAX_PITCH_SHIFT_SEMITONES
        if self.pitch_shift_semitones is not None:
            limits.check_range("pitch", self.pitch_shift_semitones, -limit, limit)
        limits.check_range("retrieval_ratio", self.retrieval_ratio or 0.0, 0.0, 1.0)
        limits.check_range("consonant_protection", self.consonant_protection, 0.0, 0.5)
        limits.check_range("envelope_mix", self.envelope_mix, 0.0, 1.0)
        limits.check_range("speaker_id", self.speaker_id, 0, 10_000)
        limits.check_range("seed", self.seed, 0, limits.MAX_SEED)
        limits.check_choice("f0_method", self.f0_method, limits.F0_METHODS)

    def retrieval_ratio_for(self, family: str) -> float:
        """Return the retrieval ratio asked for, or the usual one of a model's `family`."""
        return RETRIEVAL_RATIOS[family] if self.retrieval_ratio is None else self.retrieval_ratio


@dataclass(frozen=True, slots=True)
class ConversionConfig:
    """Settings of `convert`: one voice file in, one converted file out."""

    input_path: Path
    output_path: Path
    model_path: Path  # .pth, zip, or a model's folder
    index_path: Path | None = None  # None: the index beside the model, where there is one
    options: ConversionOptions = field(default_factory=ConversionOptions)
    device: str = "auto"
    pretrained_dir: Path | None = None


@dataclass(frozen=True, slots=True)
class ConversionResult:
    """What `convert` wrote."""

    output_path: Path
    sample_rate: int  # Hz
    duration_seconds: float
    pitch_shift_semitones: int  # as used


@dataclass(frozen=True, slots=True)
class CoverConfig:
    """Settings of `cover`: separate a song, convert its voice, mix.

    Raises:
        ConfigError: a level is out of its range.
    """

    song_path: Path
    output_path: Path  # the cover, a wav of the song's rate and length
    model_path: Path
    index_path: Path | None = None
    options: ConversionOptions = field(default_factory=ConversionOptions)
    a_cappella: bool = False  # the song is a voice alone: nothing to separate
    shift_accompaniment: bool = False  # transpose the accompaniment with the voice
    vocal_gain_db: float = 0.0
    accompaniment_gain_db: float = 0.0
    start_seconds: float = 0.0  # with seconds: only this part (previews)
    seconds: float | None = None
    stems_dir: Path | None = None  # stems are read from here when present, else written here
    converted_path: Path | None = None  # where the converted voice alone is written
    device: str = "auto"
    pretrained_dir: Path | None = None

    def __post_init__(self) -> None:
        limits.check_range("vocal_gain_db", self.vocal_gain_db, -60.0, 24.0)
        limits.check_range("accompaniment_gain_db", self.accompaniment_gain_db, -60.0, 24.0)
        limits.check_range("start_seconds", self.start_seconds, 0.0, 24 * 3600.0)
        if self.seconds is not None:
            limits.check_range("seconds", self.seconds, 0.1, 24 * 3600.0)


@dataclass(frozen=True, slots=True)
class CoverResult:
    """What `cover` wrote."""

    output_path: Path
    converted_path: Path | None
    stems: dict[str, Path]  # vocals, accompaniment, and backing where a separator gives it
    sample_rate: int  # Hz, the song's
    duration_seconds: float
    pitch_shift_semitones: int  # as used


@dataclass(frozen=True, slots=True)
class SongAnalysis:
    """What is known about an uploaded song before any separation."""

    duration_seconds: float
    sample_rate: int  # Hz
    channels: int
    median_f0_hz: float | None  # None where no voice was found
