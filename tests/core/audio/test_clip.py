import numpy as np
import pytest

from rvc_core.audio import AudioClip

STEREO = AudioClip(np.array([[0.5, 1.0, 0.0], [0.25, -1.0, 0.5]], np.float32), 2)


def test_mono_is_the_mean_of_the_channels():
    np.testing.assert_allclose(STEREO.to_mono().waveform, [0.375, 0.0, 0.25])


def test_mono_of_mono_is_the_same():
    np.testing.assert_array_equal(STEREO.to_mono().to_mono().waveform, STEREO.to_mono().waveform)


@pytest.mark.parametrize("clip,channels", [(STEREO, 2), (STEREO.to_mono(), 1)])
def test_channels_are_counted(clip, channels):
    assert clip.channels == channels


def test_duration_is_in_seconds():
    assert STEREO.duration_seconds == 1.5
