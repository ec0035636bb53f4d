"""The voice and the accompaniment of a song: separated once, then read back."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rvc_core.audio import AudioClip, load_audio, save_audio
from rvc_core.errors import DecodeError
from rvc_core.events import Pipeline, StageAdvanced, StageStarted
from rvc_core.files import atomic_path
from rvc_core.separation import Separator

STAGE = "separating"
RECORD_NAME = "separation.json"  # written last: where it lies, the stems are complete


@dataclass(frozen=True, slots=True)
class Stems:
    """What a song is made of; all stems are as long as the song and sum to it."""

    vocals: AudioClip
    accompaniment: AudioClip | None  # None for a voice alone
    extras: dict[str, AudioClip]  # backing vocals, where a separator keeps them apart


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a song that is worked on."""

    start_seconds: float = 0.0
    seconds: float | None = None  # None: to the end

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole song."""
        return self.start_seconds == 0.0 and self.seconds is None


def obtain_stems(
    song: AudioClip, excerpt: Excerpt, separator: Separator, stems_dir: Path | None
) -> Pipeline[Stems]:
    """Return the stems of a song or a part of it, read from `stems_dir` where they lie there complete.

    Stems of a whole song are written there; those of a part are not kept.
    """
    kept = None if stems_dir is None else read_stems(stems_dir, song, excerpt, separator.name)
    if kept is not None:
        yield from nothing_to_separate()
        return kept
    clips = yield from separator.separate(song)
    if stems_dir is not None and excerpt.is_whole:
        write_stems(stems_dir, clips, separator.name)
    return _as_stems(clips)


def nothing_to_separate() -> Pipeline[None]:
    """Go through the stage of separation without work."""
    yield StageStarted(STAGE, 1)
    yield StageAdvanced(STAGE, 1, 1, 0.0)


def write_stems(stems_dir: Path, clips: dict[str, AudioClip], separator: str) -> None:
    """Write one wav a stem, then the record that says they are complete."""
    for name, clip in clips.items():
        save_audio(stems_dir / f"{name}.wav", clip)
    some = next(iter(clips.values()))
    record = {
        "separator": separator,
        "stems": sorted(clips),
        "n_samples": some.n_samples,
        "sample_rate": some.sample_rate,
    }
    with atomic_path(stems_dir / RECORD_NAME) as temporary:
        temporary.write_text(json.dumps(record), encoding="utf-8")


def read_stems(stems_dir: Path, song: AudioClip, excerpt: Excerpt, separator: str) -> Stems | None:
    """Return the kept stems of the part that `song` is, None where they are missing or of another song."""
    record = read_record(stems_dir)
    if record.get("separator") != separator or record.get("sample_rate") != song.sample_rate:
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
    extras = {name: clip for name, clip in clips.items() if name not in ("vocals", "accompaniment")}
    return Stems(clips["vocals"], clips["accompaniment"], extras)
