"""Waveforms, F0 and content of everything the base synthesizer learns from, in memory-mapped files."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soxr
import torch

from rvc_core.audio import resample
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, hop_length_at
from rvc_core.devices import device_profile
from rvc_core.models.content_network import ContentNetwork, LogMel
from rvc_core.pitch import load_pitch_extractor
from rvc_core.pretraining.augmentation import warped
from rvc_core.pretraining.manifest import Recording, read_manifest, read_recording

SAMPLE_RATE_HZ = 32_000
HOP_LENGTH = hop_length_at(SAMPLE_RATE_HZ)
CONTENT_VIEWS = (0.0, -0.1, 0.1)  # vocal tract warps the content is taken through
_CORPORA = (
    "speech/kathleen",
    "speech/nathalie",
    "speech/flemishguy",
    "speech/librispeech",
    "speech/vctk",
    "singing/",
    "songs/",
)
_RAISED_SEMITONES = {"kathleen": 5, "nathalie": 9, "flemishguy": 7}  # speech moved into the sung range
_MAX_SECONDS_PER_SPEAKER = 1500.0
_MAX_RAISED_SECONDS = 300.0
_SLICE_FRAMES = 800  # 8 s
_MIN_SLICE_FRAMES = 100
_LOUD_RMS = 0.12  # the level all slices are brought to
_SILENT_RMS = 0.004
_FULL_BAND_DB = -75.0  # below the strongest part of the spectrum there is nothing to learn


@dataclass(frozen=True, slots=True)
class StoredSlice:
    """One stretch of one voice."""

    speaker: int
    corpus: str
    start: int  # first frame of 10 ms in the store
    frames: int  # even
    bandwidth_hz: float


@dataclass(frozen=True, slots=True)
class BaseStore:
    """All slices; `waveform[320 t]` begins frame t."""

    speakers: tuple[str, ...]
    slices: list[StoredSlice]
    waveform: np.ndarray  # (T * 320,) int16
    f0_hz: np.ndarray  # (T,) float32
    content: list[np.ndarray]  # per view (T // 2, D) float16


def open_base_store(data_dir: Path, work_dir: Path, network: ContentNetwork, device: str) -> BaseStore:
    """Return the store in `work_dir`, made from the recordings of `data_dir` where it is not there yet.

    Raises:
        EmptyDatasetError: `data_dir` has no manifest.
    """
    if not (work_dir / "slices.json").is_file():
        build_sounds(data_dir, work_dir)
    if not (work_dir / "content_2.f16").is_file():
        _write_content(work_dir, network.to(device).eval(), device)
    index = json.loads((work_dir / "slices.json").read_text(encoding="utf-8"))
    shape = (-1, network.config.content_dim)
    views = range(len(CONTENT_VIEWS))
    return BaseStore(
        speakers=tuple(index["speakers"]),
        slices=[StoredSlice(**row) for row in index["slices"]],
        waveform=np.memmap(work_dir / "waveform.i16", np.int16, mode="c"),
        f0_hz=np.memmap(work_dir / "f0.f32", np.float32, mode="c"),
        content=[
            np.memmap(work_dir / f"content_{v}.f16", np.float16, mode="c").reshape(shape) for v in views
        ],
    )


def stored_speakers(work_dir: Path) -> tuple[str, ...]:
    """Return the names of the speakers in the store of `work_dir`, by number."""
    return tuple(json.loads((work_dir / "slices.json").read_text(encoding="utf-8"))["speakers"])


def single_voices(rows: list[Recording]) -> list[Recording]:
    """Return the recordings of one voice alone that a base may learn from."""
    wanted = (row for row in rows if row.path.startswith(_CORPORA) and row.kind != "song mix")
    return [row for row in wanted if row.kind != "song stem" or row.path.endswith("/vocals.opus")]


def build_sounds(data_dir: Path, work_dir: Path) -> None:
    """Write the waveforms and F0 of all slices to `work_dir`; the content comes when its network is there."""
    work_dir.mkdir(parents=True, exist_ok=True)
    extractor = load_pitch_extractor("auto", device="cpu")
    speakers: dict[str, int] = {}
    slices: list[StoredSlice] = []
    front_end = LogMel()
    start = 0
    with ExitStack() as files:
        names = ("waveform.i16", "f0.f32", "log_mel.f16")
        sounds, contours, mels = (files.enter_context((work_dir / name).open("wb")) for name in names)
        for speaker, row, waveform in _slices(data_dir):
            frames = len(waveform) // HOP_LENGTH
            waveform_16k = resample(waveform, SAMPLE_RATE_HZ, ANALYSIS_RATE_HZ)
            f0_hz = extractor.extract(waveform_16k)[:frames]
            contours.write(np.pad(f0_hz, (0, frames - len(f0_hz))).astype(np.float32).tobytes())
            sounds.write((waveform * 32767.0).astype(np.int16).tobytes())
            log_mel = front_end(torch.from_numpy(waveform_16k)[None])[0, :frames]
            mels.write(log_mel.numpy().astype(np.float16).tobytes())
            number = speakers.setdefault(speaker, len(speakers))
            width = min(real_bandwidth(waveform, SAMPLE_RATE_HZ), row.source_rate_hz * 0.49)
            slices.append(StoredSlice(number, row.corpus, start, frames, round(width)))
            start += frames
    index = {"speakers": list(speakers), "slices": [asdict(piece) for piece in slices]}
    (work_dir / "slices.json").write_text(json.dumps(index), encoding="utf-8")


def real_bandwidth(waveform: np.ndarray, sample_rate: int) -> float:
    """Return the frequency in Hz above which `waveform` `(N,)` has nothing but rounding noise."""
    windows = waveform[: len(waveform) // 2048 * 2048].reshape(-1, 2048) * np.hanning(2048)
    level = np.abs(np.fft.rfft(windows)).max(axis=0)
    level_db = 20.0 * np.log10(np.convolve(level, np.ones(9) / 9, mode="same") + 1e-9)
    heard = np.flatnonzero(level_db > level_db.max() + _FULL_BAND_DB)
    return float((heard[-1] + 1) * sample_rate / 2048)


def _slices(data_dir: Path) -> Iterator[tuple[str, Recording, np.ndarray]]:
    """Yield speaker, row and levelled waveform (whole, even numbers of frames) of every slice."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for row in single_voices(read_manifest(data_dir)):
        if seconds[row.speaker] > _MAX_SECONDS_PER_SPEAKER:
            continue
        seconds[row.speaker] += row.seconds
        waveform = read_recording(data_dir / row.path, SAMPLE_RATE_HZ)
        for piece in _cut(waveform):
            yield row.speaker, row, piece
        semitones = _RAISED_SEMITONES.get(row.speaker)
        raised = f"{row.speaker}+{semitones}"
        if semitones and seconds[raised] < _MAX_RAISED_SECONDS:
            seconds[raised] += row.seconds
            for piece in _cut(soxr.resample(waveform, 2.0 ** (semitones / 12.0), 1.0)):
                yield raised, row, piece


def _cut(waveform: np.ndarray) -> Iterator[np.ndarray]:
    """Yield pieces of up to 8 s with a voice, at one level."""
    for start in range(0, len(waveform), _SLICE_FRAMES * HOP_LENGTH):
        piece = waveform[start : start + _SLICE_FRAMES * HOP_LENGTH]
        frames = len(piece) // HOP_LENGTH // 2 * 2
        if frames < _MIN_SLICE_FRAMES:
            continue
        piece = piece[: frames * HOP_LENGTH]
        rms = np.sqrt(np.square(piece.reshape(frames, -1)).mean(axis=1))
        if np.quantile(rms, 0.7) > _SILENT_RMS:
            levelled = piece * (_LOUD_RMS / np.quantile(rms, 0.95))
            yield (levelled / max(1.0, np.abs(levelled).max() / 0.98)).astype(np.float32)


@torch.no_grad()
def _write_content(work_dir: Path, network: ContentNetwork, device: str) -> None:
    index = json.loads((work_dir / "slices.json").read_text(encoding="utf-8"))
    log_mels = np.memmap(work_dir / "log_mel.f16", np.float16, mode="r").reshape(-1, network.config.n_mels)
    dtype = device_profile(device).dtype
    for view, warp in enumerate(CONTENT_VIEWS):
        factor = torch.tensor([1.0 + warp])
        partial = work_dir / f"content_{view}.partial"
        with partial.open("wb") as file:
            for row in index["slices"]:
                piece = StoredSlice(**row)
                stored = log_mels[piece.start : piece.start + piece.frames].astype(np.float32)
                log_mel = warped(torch.from_numpy(stored)[None].to(device), factor)
                with torch.autocast(log_mel.device.type, dtype, enabled=dtype != torch.float32):
                    content = network.content(log_mel)[0]
                file.write(content.float().cpu().numpy().astype(np.float16).tobytes())
        partial.rename(work_dir / f"content_{view}.f16")
