from pathlib import Path

import pytest
from fake_voices import sung

from rvc_core.audio import load_audio, save_audio
from rvc_core.inference import analyse_song
from tests.core.audio.signals import cut_short, write_webm

SECONDS = 50.0


@pytest.fixture(scope="module", params=["mp3", "webm"])
def broken_off(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a song at 300 Hz that promises 50 s and ends before its last excerpt begins."""
    path = tmp_path_factory.mktemp("songs") / f"song.{request.param}"
    if request.param == "mp3":
        save_audio(path, sung(SECONDS, 16_000, f0_hz=300.0))
    else:
        write_webm(path, sung(SECONDS, 48_000, f0_hz=300.0).waveform)
    return cut_short(path, 0.55)


def test_song_that_broke_off_has_the_pitch_of_what_is_there(broken_off: Path):
    assert analyse_song(broken_off).median_f0_hz == pytest.approx(300.0, rel=0.05)


def test_song_that_broke_off_is_as_long_as_what_is_there(broken_off: Path):
    assert analyse_song(broken_off).duration_seconds == load_audio(broken_off).duration_seconds
