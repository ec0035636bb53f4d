import numpy as np

from rvc_core.pretraining.phones import ipa_letters
from rvc_core.pretraining.synthetic_speech import SpokenText
from rvc_core.pretraining.synthetic_store import frame_names


def test_letters_of_a_diphthong_share_its_time():
    said = SpokenText(np.zeros(0, np.float32), 22050, [(0.02, ["h"]), (0.04, ["a", "ɪ"]), (0.08, ["_"])])
    assert frame_names(said, 10) == ["_", "_", "h", "h", "a", "a", "ɪ", "ɪ", "_", "_"]


def test_stress_and_length_are_no_letters():
    assert ipa_letters("ˈɑːɹ") == ["ɑ", "ɹ"]
