"""The voice and the accompaniment of a song: separated once, then read back."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from rvc_core.audio import AudioClip, load_audio, remove_rumble, save_audio
from rvc_core.audio.clip import BLOCK_SAMPLES
from rvc_core.errors import DecodeError
from rvc_core.events import Pipeline, StageAdvanced, StageStarted
from rvc_core.files import atomic_path, file_sha256
from rvc_core.separation import Separator
from rvc_core.separation.base import STAGE

FULL_SCALE = 1.0  # beyond it, 16 bit would clip
RECORD_NAME = "separation.json"  # written last: where it exists, the stems are complete


@dataclass(frozen=True, slots=True)
class Stems:
    """The parts of a song, all as long as the song; they sum to it."""

    vocals: AudioClip
    accompaniment: AudioClip | None  # None for a voice alone


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a song that is worked on."""

    song_path: Path
    start_seconds: float = 0.0
    seconds: float | None = None  # None: to the end

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole song."""
        return self.start_seconds == 0.0 and self.seconds is None


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of kept stems; those of another origin cannot be used."""

    song_sha256: str  # of the song's file
    separator: str
    sample_rate: int  # Hz


def obtain_stems(
    song: AudioClip, excerpt: Excerpt, separator: Separator, stems_dir: Path | None
) -> Pipeline[Stems]:
    """Return the stems of a song or a part of it, read from `stems_dir` where they are complete.

    Stems of a whole song are written there; those of a part are not kept.
    """
    if stems_dir is None:
        return _as_stems((yield from separate(separator, song)))
    origin = Origin(file_sha256(excerpt.song_path), separator.name, song.sample_rate)
    kept = read_stems(stems_dir, song, excerpt, origin)
    if kept is not None:
        yield from nothing_to_separate()
        return kept
    clips = yield from separate(separator, song)
    if excerpt.is_whole:
        write_stems(stems_dir, clips, origin)
    return _as_stems(clips)


def separate(separator: Separator, song: AudioClip) -> Pipeline[dict[str, AudioClip]]:
    """Return the stems of a song, which sum to it.

    The separator does not get the inaudible part, which would distort its levels; that part stays with the
    accompaniment.
    """
    heard = AudioClip(remove_rumble(song.waveform, song.sample_rate), song.sample_rate)
    clips = yield from separator.separate(heard)
    for start in range(0, song.n_samples, BLOCK_SAMPLES):
        block = slice(start, start + BLOCK_SAMPLES)
        clips["accompaniment"].waveform[..., block] += song.waveform[..., block] - heard.waveform[..., block]
    return clips


def nothing_to_separate() -> Pipeline[None]:
    """Report the separation stage as done without any work."""
    yield StageStarted(STAGE, 1)
    yield StageAdvanced(STAGE, 1, 1, 0.0)


def write_stems(stems_dir: Path, clips: dict[str, AudioClip], origin: Origin) -> None:
    """Write one wav a stem, then the record that says they are complete."""
    for name, clip in clips.items():
        save_audio(stems_dir / f"{name}.wav", clip, "wav-float" if _peak(clip) > FULL_SCALE else "wav")
    n_samples = next(iter(clips.values())).n_samples
    record = {**asdict(origin), "stems": sorted(clips), "n_samples": n_samples}
    with atomic_path(stems_dir / RECORD_NAME) as temporary:
        temporary.write_text(json.dumps(record), encoding="utf-8")


def read_stems(stems_dir: Path, song: AudioClip, excerpt: Excerpt, origin: Origin) -> Stems | None:
    """Return the kept stems of the part that `song` is, None where they are missing or of another origin.

    Those of earlier versions do not say which song they were made of, so they are made again.
    """
    record = read_record(stems_dir)
    if any(record.get(name) != value for name, value in asdict(origin).items()):
        return None
    if excerpt.is_whole and record.get("n_samples") != song.n_samples:
        return None
    try:
        clips = {
            name: load_audio(path, None, False, excerpt.start_seconds, excerpt.seconds)
            for name, path in stem_paths(stems_dir).items()
        }
    except DecodeError:  # deleted or damaged since: they are made again
        return None
    fits = all(clip.waveform.shape == np.atleast_2d(song.waveform).shape for clip in clips.values())
    return _as_stems(clips) if fits and {"vocals", "accompaniment"} <= set(clips) else None


def read_record(stems_dir: Path) -> dict[str, object]:
    """Return what was written about the stems in a folder; empty where there are none."""
    path = stems_dir / RECORD_NAME
    if not path.is_file():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def stem_paths(stems_dir: Path | None) -> dict[str, Path]:
    """Return the files of the complete stems in a folder, by name."""
    if stems_dir is None:
        return {}
    names = read_record(stems_dir).get("stems")
    return {name: stems_dir / f"{name}.wav" for name in names} if isinstance(names, list) else {}


def _as_stems(clips: dict[str, AudioClip]) -> Stems:
    return Stems(clips["vocals"], clips["accompaniment"])


def _peak(clip: AudioClip) -> float:
    return max(float(clip.waveform.max(initial=0.0)), -float(clip.waveform.min(initial=0.0)))
