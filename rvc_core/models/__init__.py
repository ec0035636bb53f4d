"""Networks: tensors in, tensors out; their sizes come from config objects."""

from rvc_core.models.discriminator import Discriminator, Judgement, build_discriminator, split_judgements
from rvc_core.models.encoders import coarse_f0
from rvc_core.models.rmvpe import RmvpeNetwork, decode_salience, rmvpe_log_mel
from rvc_core.models.synthesizer import (
    PRIOR_NOISE_SCALE,
    Noise,
    Synthesizer,
    TrainingForward,
    take_segments,
)

__all__ = [
    "PRIOR_NOISE_SCALE",
    "Discriminator",
    "Judgement",
    "Noise",
    "RmvpeNetwork",
    "Synthesizer",
    "TrainingForward",
    "build_discriminator",
    "coarse_f0",
    "decode_salience",
    "rmvpe_log_mel",
    "split_judgements",
    "take_segments",
]
