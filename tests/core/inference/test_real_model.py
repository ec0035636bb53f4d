import dataclasses

import numpy as np
import pytest
from fake_voices import ONE_CHUNK, PLAIN, SHORT_CHUNKS, run, sung

from rvc_core.checkpoints import load_voice_model
from rvc_core.content import load_content_encoder
from rvc_core.inference.conversion import convert_voice
from rvc_core.inference.voice import LoadedVoice
from rvc_core.pitch import load_pitch_extractor


@pytest.mark.parametrize("family_path", ["model_path", "noiseless_starter_path"])
def test_chunked_conversion_of_a_network_equals_whole(family_path, request):
    voice = LoadedVoice(
        model=load_voice_model(request.getfixturevalue(family_path)),
        encoder=load_content_encoder("log-mel"),
        pitch=load_pitch_extractor("pm"),
        noise_scale=0.0,
        source_noise_scale=0.0,
    )
    chunked, whole = (
        run(convert_voice(dataclasses.replace(voice, sizes=sizes), sung(7.3), PLAIN)).clip.waveform
        for sizes in (SHORT_CHUNKS, ONE_CHUNK)
    )
    assert np.corrcoef(chunked, whole)[0, 1] >= 0.999
