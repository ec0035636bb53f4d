"""What every family builds its objective from."""

from dataclasses import dataclass

from rvc_core.devices import DeviceProfile
from rvc_core.training.choose import TrainingChoice
from rvc_core.weights import PretrainedWeights


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What a training was given and decided on, as far as its networks depend on it."""

    choice: TrainingChoice
    content_dim: int  # numbers per content frame, D
    profile: DeviceProfile
    weights: PretrainedWeights
    seed: int
