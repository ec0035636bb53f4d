import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from fake_voices import run

from rvc_core.audio import AudioClip, save_audio
from rvc_core.inference.stems import Excerpt, Stems, obtain_stems

RATE = 22_050
WHOLE = (0.0, None)
PART = (0.5, 1.0)


def song_clip(seed: int = 0, level: float = 0.1, seconds: float = 2.0) -> AudioClip:
    noise = np.random.default_rng(seed).normal(0.0, level, (2, round(seconds * RATE)))
    return AudioClip(noise.astype(np.float32), RATE)


@dataclass
class CountingSeparator:
    """Takes a quarter of the song for its voice, and counts the songs."""

    name: str = "counting"
    songs: list[AudioClip] = field(default_factory=list)

    def separate(self, song: AudioClip):
        self.songs.append(song)
        vocals = song.waveform * np.float32(0.25)
        return {
            "vocals": AudioClip(vocals, song.sample_rate),
            "accompaniment": AudioClip(song.waveform - vocals, song.sample_rate),
        }
        yield


@pytest.fixture
def separator() -> CountingSeparator:
    return CountingSeparator()


def stems_of(folder: Path, song: AudioClip, separator: CountingSeparator, part=WHOLE) -> Stems:
    """Return the stems of a song that is saved as a file before, kept in `folder`."""
    path = folder / "song.wav"
    save_audio(path, song)  # 16 bit: a float wav tells the time it was written at, and so has another hash
    start, seconds = part
    stop = None if seconds is None else round((start + seconds) * RATE)
    clip = AudioClip(song.waveform[:, round(start * RATE) : stop], RATE)
    return run(obtain_stems(clip, Excerpt(path, start, seconds), separator, folder / "stems"))


@pytest.mark.parametrize("part", [WHOLE, PART])
def test_stems_of_the_same_song_are_kept(part, tmp_path: Path, separator: CountingSeparator):
    stems_of(tmp_path, song_clip(), separator)
    stems_of(tmp_path, song_clip(), separator, part)
    assert len(separator.songs) == 1


@pytest.mark.parametrize("part", [WHOLE, PART])
def test_stems_of_another_song_as_long_are_not_taken(part, tmp_path: Path, separator: CountingSeparator):
    stems_of(tmp_path, song_clip(), separator)
    stems_of(tmp_path, song_clip(seed=1), separator, part)
    assert len(separator.songs) == 2


@pytest.mark.parametrize("part", [WHOLE, PART])
def test_stems_of_an_unknown_song_are_made_again(part, tmp_path: Path, separator: CountingSeparator):
    stems_of(tmp_path, song_clip(), separator)
    path = tmp_path / "stems" / "separation.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({name: value for name, value in record.items() if name != "song_sha256"}))
    stems_of(tmp_path, song_clip(), separator, part)
    assert len(separator.songs) == 2


@pytest.mark.parametrize("level", [0.1, 1.0])
def test_kept_stems_are_as_loud_as_when_they_were_made(
    level: float, tmp_path: Path, separator: CountingSeparator
):
    made, kept = (stems_of(tmp_path, song_clip(level=level), separator) for _ in range(2))
    assert np.abs(kept.accompaniment.waveform - made.accompaniment.waveform).max() <= 0.5 / 32768
    assert len(separator.songs) == 1


def test_stem_within_full_scale_takes_16_bit(tmp_path: Path, separator: CountingSeparator):
    stems_of(
        tmp_path, song_clip(level=0.4), separator
    )  # the accompaniment peaks near 1.3, the voice near 0.4
    sizes = {path.stem: path.stat().st_size for path in (tmp_path / "stems").glob("*.wav")}
    assert sizes["accompaniment"] > 1.9 * sizes["vocals"]
