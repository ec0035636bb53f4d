import numpy as np
import pytest
import torch
from fake_voices import (
    ONE_CHUNK,
    PLAIN,
    SHORT_CHUNKS,
    FixedPitch,
    IdentityModel,
    NoiseModel,
    PooledPitch,
    SampleEncoder,
    SineModel,
    fake_voice,
    run,
    sung,
)

from rvc_core.audio import AudioClip
from rvc_core.config import RETRIEVAL_RATIOS, ConversionOptions
from rvc_core.content import load_content_encoder
from rvc_core.content.starter import StarterEncoder
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.events import StageAdvanced, StageStarted, Warned
from rvc_core.inference.chunks import Chunk, plan_chunks
from rvc_core.inference.conversion import (
    ContentTrack,
    convert_voice,
    extract_content,
    protect_consonants,
    source_f0,
    window_content,
)
from rvc_core.inference.voice import check_encoder, load_index
from rvc_core.models.content_network import ContentNetwork, ContentNetworkConfig
from rvc_core.retrieval import RetrievalIndex


def dominant_hz(clip: AudioClip) -> float:
    spectrum = np.abs(np.fft.rfft(clip.waveform * np.hanning(clip.n_samples)))
    return float(np.argmax(spectrum) * clip.sample_rate / clip.n_samples)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("n_samples", [1, 333, 44_101, 123_457])
def test_converted_length_is_exact(sample_rate: int, n_samples: int):
    noise = np.random.default_rng(0).normal(0.0, 0.1, n_samples).astype(np.float32)
    converted = run(convert_voice(fake_voice(), AudioClip(noise, sample_rate), PLAIN))
    assert converted.clip.n_samples == round(n_samples * 40_000 / sample_rate)


@pytest.mark.parametrize("model_rate", [32_000, 40_000, 48_000])
def test_impulses_land_where_they_were(model_rate: int):
    waveform = np.zeros(160_000, np.float32)
    places = np.arange(7_000, 155_000, 7_300)  # never on a frame's border
    waveform[places] = 0.9
    voice = fake_voice(IdentityModel(model_rate))
    converted = run(convert_voice(voice, AudioClip(waveform, 16_000), PLAIN)).clip.waveform
    for place in places * model_rate // 16_000:
        around = converted[place - model_rate // 10 : place + model_rate // 10]
        offset = np.argmax(np.abs(around)) - model_rate // 10
        assert abs(offset) <= model_rate // 100  # one frame


def test_chunked_conversion_equals_whole():
    clip = sung(9.7)
    chunked, whole = (
        run(convert_voice(fake_voice(SineModel(), sizes), clip, PLAIN)).clip.waveform
        for sizes in (fake_voice().sizes, ONE_CHUNK)
    )
    assert np.corrcoef(chunked, whole)[0, 1] >= 0.999


def test_content_of_chunks_is_that_of_the_whole_recording():
    loud, soft = sung(5.0), sung(5.0, f0_hz=330.0, seed=1)
    waveform = np.concatenate([loud.waveform, 0.1 * soft.waveform])
    voice = fake_voice(encoder=load_content_encoder("log-mel"))
    whole, chunked = (
        run(extract_content(voice, waveform, plan_chunks(waveform, sizes), 0.0)).sung.ravel()
        for sizes in (ONE_CHUNK, SHORT_CHUNKS)
    )
    assert np.corrcoef(whole, chunked)[0, 1] >= 0.9999


@pytest.mark.parametrize("n_samples", [64_000, 131_111])
def test_starter_content_of_chunks_is_that_of_the_whole(n_samples: int):
    torch.manual_seed(0)
    network = ContentNetwork(ContentNetworkConfig(("_", "a", "b"), width=16, inner=24, sharpness=4.0))
    voice = fake_voice(encoder=StarterEncoder(network, torch.device("cpu")))
    waveform = np.concatenate([sung(5.0).waveform, 0.1 * sung(5.0, f0_hz=330.0, seed=1).waveform])[:n_samples]
    chunks = plan_chunks(waveform, SHORT_CHUNKS)
    assert any(chunk.start % 2 for chunk in chunks)  # the network works on pairs of frames
    whole, chunked = (
        run(extract_content(voice, waveform, some, 0.0)).sung
        for some in (plan_chunks(waveform, ONE_CHUNK), chunks)
    )
    np.testing.assert_allclose(chunked, whole, atol=1e-4)


def test_octave_up_doubles_f0():
    clip = AudioClip(np.full(48_000, 0.0, np.float32), 16_000)
    clip.waveform[:] = sung(3.0).waveform + 0.01
    low, high = (
        run(
            convert_voice(
                fake_voice(SineModel(), pitch=FixedPitch(200.0)),
                clip,
                ConversionOptions(pitch_shift_semitones=shift, retrieval_ratio=0.0, envelope_mix=1.0),
            )
        ).clip
        for shift in (0, 12)
    )
    assert dominant_hz(high) == pytest.approx(2 * dominant_hz(low), rel=0.01)


def test_same_seed_gives_same_noise():
    first, second = (
        run(convert_voice(fake_voice(NoiseModel()), sung(5.0), PLAIN)).clip.waveform for _ in range(2)
    )
    assert np.array_equal(first, second)


def test_another_seed_gives_other_noise():
    options = ConversionOptions(retrieval_ratio=0.0, envelope_mix=1.0, seed=7)
    first = run(convert_voice(fake_voice(NoiseModel()), sung(5.0), PLAIN)).clip.waveform
    second = run(convert_voice(fake_voice(NoiseModel()), sung(5.0), options)).clip.waveform
    assert not np.array_equal(first, second)


def test_no_chunk_repeats_the_noise_of_another():
    model = NoiseModel()
    run(convert_voice(fake_voice(model), sung(9.0), PLAIN))
    seeds = [request.seed for request in model.heard]
    assert len(set(seeds)) == len(seeds) > 2


def test_envelope_mix_of_zero_follows_the_loudness_of_the_input():
    clip = sung(8.0)
    clip.waveform[64_000:] *= 0.1
    options = ConversionOptions(retrieval_ratio=0.0, envelope_mix=0.0)
    converted = run(convert_voice(fake_voice(NoiseModel()), clip, options)).clip.waveform
    ratio = np.std(converted[220_000:]) / np.std(converted[:100_000])
    assert ratio == pytest.approx(0.1, rel=0.3)


def test_envelope_mix_of_one_keeps_the_loudness_of_the_voice():
    clip = sung(8.0)
    clip.waveform[64_000:] *= 0.1
    converted = run(convert_voice(fake_voice(NoiseModel()), clip, PLAIN)).clip.waveform
    assert np.std(converted[220_000:]) == pytest.approx(np.std(converted[:100_000]), rel=0.05)


def test_encoder_hears_bounded_chunks_of_a_long_voice():
    encoder = SampleEncoder()
    run(convert_voice(fake_voice(encoder=encoder), sung(60.0), PLAIN))
    assert max(encoder.lengths) <= 16_000 * (2.5 + 2 * 1.0 + 2.0) + 400


def test_conversion_goes_through_its_stages_in_order():
    events = []
    run(convert_voice(fake_voice(), sung(5.0), PLAIN), events)
    stages = [event.stage for event in events if isinstance(event, StageStarted)]
    assert stages == ["pitch", "content", "converting"]


def test_each_stage_advances_to_its_total():
    events = []
    run(convert_voice(fake_voice(), sung(5.0), PLAIN), events)
    last = {event.stage: event for event in events if isinstance(event, StageAdvanced)}
    assert all(event.done == event.total for event in last.values())


def test_pooled_pitch_method_is_given_all_chunks_at_once():
    voice = fake_voice(pitch=PooledPitch(200.0))
    assert run(convert_voice(voice, sung(9.0), PLAIN)).f0_hz.max() == 201.0


def test_pooled_pitch_method_finds_what_another_finds():
    pooled, other = (
        run(convert_voice(fake_voice(pitch=pitch), sung(9.0), PLAIN)).f0_hz
        for pitch in (PooledPitch(199.0), FixedPitch(200.0))
    )
    np.testing.assert_array_equal(pooled, other)


def test_stop_is_looked_at_while_no_pitch_is_ready():
    events = []
    run(convert_voice(fake_voice(pitch=PooledPitch()), sung(9.0), PLAIN), events)
    first = next(event for event in events if isinstance(event, StageAdvanced))
    assert (first.stage, first.done) == ("pitch", 0)


def test_model_without_f0_is_given_none():
    model = IdentityModel(f0=False)
    run(convert_voice(fake_voice(model), sung(1.0), PLAIN))
    assert model.heard[0].f0_hz is None


@pytest.mark.parametrize("wanted", [None, 0, 5])
def test_model_without_f0_shifts_nothing(wanted: int | None):
    options = ConversionOptions(pitch_shift_semitones=wanted, retrieval_ratio=0.0)
    voice = fake_voice(IdentityModel(f0=False))
    assert run(convert_voice(voice, sung(1.0), options)).pitch_shift_semitones == 0


@pytest.mark.parametrize(("wanted", "codes"), [(5, ["shift_unused"]), (0, []), (None, [])])
def test_shift_asked_of_a_model_without_f0_is_warned_of(wanted: int | None, codes: list[str]):
    options, events = ConversionOptions(pitch_shift_semitones=wanted, retrieval_ratio=0.0), []
    run(convert_voice(fake_voice(IdentityModel(f0=False)), sung(1.0), options), events)
    assert [event.code for event in events if isinstance(event, Warned)] == codes


def test_automatic_pitch_leads_to_the_median_of_the_model():
    voice = fake_voice(IdentityModel(card={"median_f0_hz": 267.0}), pitch=FixedPitch(200.0))
    options = ConversionOptions(pitch_shift_semitones=None, retrieval_ratio=0.0)
    assert run(convert_voice(voice, sung(1.0), options)).pitch_shift_semitones == 5


def test_automatic_pitch_keeps_the_key_by_whole_octaves():
    voice = fake_voice(IdentityModel(card={"median_f0_hz": 330.0}), pitch=FixedPitch(200.0))
    options = ConversionOptions(pitch_shift_semitones=None, retrieval_ratio=0.0)
    assert run(convert_voice(voice, sung(1.0), options, whole_octaves=True)).pitch_shift_semitones == 12


def test_automatic_pitch_of_a_model_without_card_shifts_nothing():
    options = ConversionOptions(pitch_shift_semitones=None, retrieval_ratio=0.0)
    assert run(convert_voice(fake_voice(), sung(1.0), options)).pitch_shift_semitones == 0


def test_interpolating_model_is_given_f0_without_gaps():
    model = SineModel(f0_unvoiced="interp")
    clip = AudioClip(np.concatenate([sung(1.0).waveform, np.zeros(16_000), sung(1.0).waveform]), 16_000)
    run(convert_voice(fake_voice(model, ONE_CHUNK), clip, PLAIN))
    assert (model.heard[0].f0_hz > 0).all()


def test_other_models_are_given_zero_where_unvoiced():
    f0_hz = np.array([100.0, 0.0, 200.0], np.float32)
    assert source_f0(f0_hz, "zero")[1] == 0.0


class TestRetrieval:
    """An index of one vector: what is blended is known."""

    clip = AudioClip(np.concatenate([sung(1.0).waveform, np.zeros(16_000, np.float32)]), 16_000)
    index = RetrievalIndex.build(np.full((1, 320), 5.0, np.float32))

    def content(self, protection: float, ratio: float | None = 1.0, family: str = "rvc") -> np.ndarray:
        model = IdentityModel(family=family)
        options = ConversionOptions(retrieval_ratio=ratio, consonant_protection=protection, envelope_mix=1.0)
        run(convert_voice(fake_voice(model, ONE_CHUNK, index=self.index), self.clip, options))
        return model.heard[0].content

    def test_voiced_frames_take_the_index(self):
        assert self.content(0.0)[20] == pytest.approx(5.0)

    @pytest.mark.parametrize("family", RETRIEVAL_RATIOS)
    def test_family_says_how_much_where_nobody_does(self, family):
        usual = self.content(0.0, RETRIEVAL_RATIOS[family], family)
        np.testing.assert_array_equal(self.content(0.0, None, family), usual)

    def test_starter_voice_keeps_its_words_unless_asked(self):
        assert np.abs(self.content(0.0, None, "starter")[20]).max() < 0.5

    def test_protection_keeps_unvoiced_frames_as_sung(self):
        assert np.abs(self.content(0.0)[150]).max() < 0.1

    def test_protection_of_half_is_off(self):
        assert self.content(0.5)[150] == pytest.approx(5.0)


def test_protection_leaves_its_share_of_the_index():
    blended, sung_content = np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32)
    protected = protect_consonants(blended, sung_content, np.array([True, False]), 0.33)
    assert protected[:, 0] == pytest.approx([1.0, 0.33])


def test_protection_follows_voicing_within_a_content_frame():
    content = ContentTrack(sung=np.zeros((2, 3), np.float32), blended=np.ones((2, 3), np.float32))
    f0_hz = np.array([200.0, 0.0, 200.0, 200.0], np.float32)
    assert list(window_content(content, f0_hz, Chunk(0, 2), 0.0)[:, 0]) == [1.0, 0.0, 1.0, 1.0]


def test_missing_index_is_warned_of():
    index, warnings = load_index(None, 320, 0.5)
    assert (index, warnings[0].code) == (None, "index_missing")


def test_index_of_other_width_is_left_out_with_a_warning(tmp_path):
    path = tmp_path / "added_IVF1_Flat_nprobe_1_a_v2.index"
    RetrievalIndex.build(np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)).save(path)
    index, warnings = load_index(path, 320, 0.5)
    assert (index, warnings[0].code) == (None, "index_unusable")


def test_encoder_of_other_width_is_refused():
    with pytest.raises(IncompatibleCheckpointError, match="320"):
        check_encoder(SampleEncoder(), 768)
