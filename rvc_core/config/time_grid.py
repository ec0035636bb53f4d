"""The time grid of everything in the engine: 16 kHz, frames of 10 ms, content of 20 ms."""

ANALYSIS_RATE_HZ = 16_000  # of the waveforms that pitch methods and content encoders hear
FRAME_RATE_HZ = 100  # of F0, and of everything that a synthesizer takes
CONTENT_RATE_HZ = 50  # of content as encoders give it
CONTENT_REPEAT = FRAME_RATE_HZ // CONTENT_RATE_HZ  # how often a content frame is repeated for a synthesizer
FRAME_HOP = ANALYSIS_RATE_HZ // FRAME_RATE_HZ  # 160 samples; F0 frame t is centred on sample 160 t
CONTENT_HOP = ANALYSIS_RATE_HZ // CONTENT_RATE_HZ  # 320 samples
CONTENT_WINDOW = 400  # samples; content frame t looks at samples 320 t to 320 t + 400


def hop_length_at(sample_rate: int) -> int:
    """Return the samples of a 10 ms frame at `sample_rate` Hz."""
    return sample_rate // FRAME_RATE_HZ
