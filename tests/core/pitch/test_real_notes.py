from pathlib import Path

import numpy as np
import pytest

from rvc_core.audio import load_audio
from rvc_core.pitch import load_pitch_extractor, median_f0

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "audio" / "singing" / "audio"
NOTES = {
    "berklee_femalevoice_aa_A4.opus": 440.0,
    "berklee_malevoice_aa_A2.opus": 110.0,
    "berklee_femalevoice_aa_A5.opus": 880.0,
}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real recordings are not here")


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("method", ["swift-f0", "crepe", "harvest", "pm"])
def test_sung_note_has_its_pitch(method, note):
    waveform = load_audio(FOLDER / note, sample_rate=16_000).waveform
    found = median_f0(load_pitch_extractor(method, "cpu").extract(waveform))
    assert abs(1200 * np.log2(found / NOTES[note])) < 80
