"""Writes the files of the browser test: real recordings where they are at hand, else sounds made here.

python tests/e2e/make_recordings.py OUTPUT_FOLDER [--sample]

`--sample` writes the longer sample voice and song of a first start, always made here.
"""

import sys
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import lfilter

REAL_AUDIO = Path(__file__).resolve().parents[3] / "shared" / "audio"
SAMPLE_RATE = 44_100
SONG_SECONDS = 15
SAMPLE_CLIP_SECONDS, SAMPLE_SONG_SECONDS = 40, 60
FORMANTS_HZ = ((700, 110), (1220, 120), (2600, 160))


def sung_voice(seconds: float, f0_hz: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A vowel sung along `f0_hz` (a value per half second), with vibrato and pauses, float32."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    vibrato = 1 + 0.01 * np.sin(2 * np.pi * 5.5 * times)
    notes_hz = np.interp(times, np.arange(len(f0_hz)) * 0.5, f0_hz) * vibrato
    phase = np.cumsum(notes_hz / SAMPLE_RATE)
    harmonics = sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, 25))
    voice = harmonics + 0.05 * rng.standard_normal(len(times))
    for centre_hz, width_hz in FORMANTS_HZ:
        radius = np.exp(-np.pi * width_hz / SAMPLE_RATE)
        turn = np.cos(2 * np.pi * centre_hz / SAMPLE_RATE)
        voice = lfilter([1 - radius], [1, -2 * radius * turn, radius**2], voice)
    pauses = (times % 2.5) < 2.1
    return (0.6 * voice / np.abs(voice).max() * pauses).astype(np.float32)


def accompaniment(seconds: float) -> np.ndarray:
    """Plucked chords, stereo `(N, 2)`, float32."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    decay = np.exp(-4 * (times % 0.5))
    left, right = (
        sum(np.sin(2 * np.pi * note_hz * times) for note_hz in chord)
        for chord in ((131, 165, 196), (131, 196, 262))
    )
    return (0.1 * np.stack([left * decay, right * decay], axis=1)).astype(np.float32)


def percussion(seconds: float) -> np.ndarray:
    """Strikes of noise, stereo `(N, 2)`, float32: music in which nobody sings."""
    rng = np.random.default_rng(3)
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    strikes = np.exp(-40 * (times % 0.25)) + np.exp(-12 * (times % 1.0))
    return (0.1 * rng.standard_normal((len(times), 2)) * strikes[:, None]).astype(np.float32)


def made_recordings(folder: Path, clip_seconds: int = 5, song_seconds: int = SONG_SECONDS) -> None:
    """Writes three voice clips and a song made of sines and noise."""
    rng = np.random.default_rng(7)
    for number in range(1, 4):
        clip = sung_voice(clip_seconds, rng.uniform(180, 260, 2 * clip_seconds + 2), rng)
        soundfile.write(folder / f"voice {number}{'.mp3' if number == 3 else '.wav'}", clip, SAMPLE_RATE)
    voice = sung_voice(song_seconds, rng.uniform(200, 330, 2 * song_seconds + 2), rng)
    soundfile.write(folder / "노래.wav", accompaniment(song_seconds) + voice[:, None] * 0.5, SAMPLE_RATE)


def real_recordings(folder: Path) -> None:
    """Writes three spoken clips (one as mp3) and 15 s of a finished song."""
    clips = (REAL_AUDIO / "speech" / "kathleen").glob("*.opus")
    largest = sorted(clips, key=lambda path: -path.stat().st_size)[:3]
    for number, path in enumerate(largest, 1):
        waveform, rate = soundfile.read(path, dtype="float32")
        soundfile.write(folder / f"voice {number}{'.mp3' if number == 3 else '.wav'}", waveform, rate)
    song = REAL_AUDIO / "songs" / "lets_go_fishin" / "mix.opus"
    rate = soundfile.info(song).samplerate
    waveform, _ = soundfile.read(song, start=20 * rate, frames=SONG_SECONDS * rate, dtype="float32")
    soundfile.write(folder / "노래.wav", waveform, rate)


def bad_files(folder: Path) -> None:
    """Writes what must be refused or warned of: text, nothing, silence, 0.3 s, a song without a voice."""
    (folder / "text.wav").write_text("This is not a recording.")
    (folder / "empty.wav").write_bytes(b"")
    soundfile.write(folder / "silence.wav", np.zeros(5 * SAMPLE_RATE, np.float32), SAMPLE_RATE)
    short = 0.3 * np.sin(2 * np.pi * 220 * np.arange(int(0.3 * SAMPLE_RATE)) / SAMPLE_RATE)
    soundfile.write(folder / "short.wav", short.astype(np.float32), SAMPLE_RATE)
    soundfile.write(folder / "no voice.wav", percussion(8.0), SAMPLE_RATE)


def main(folder: Path, is_sample: bool) -> None:
    """Fills `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if is_sample:
        made_recordings(folder, SAMPLE_CLIP_SECONDS, SAMPLE_SONG_SECONDS)
        return
    (real_recordings if REAL_AUDIO.is_dir() else made_recordings)(folder)
    bad_files(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--sample" in sys.argv[2:])
