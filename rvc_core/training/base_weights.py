"""Base weights: networks that were trained on many voices, to start from."""

from torch import Tensor, nn

from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.weights import PretrainedWeights, load_tensors


def load_base_weights(network: nn.Module, name: str | None, weights: PretrainedWeights) -> None:
    """Load the weights called `name` in the manifest into `network`, every key; None leaves it as it is.

    Raises:
        IncompatibleCheckpointError: a tensor is missing, is one too many, or has another shape.
        UnsafeCheckpointError: the file contains code.
    """
    path = weights.path(name) if name else None
    if path is None:
        return
    content = load_tensors(path)
    tensors = content.get("model")
    if not isinstance(tensors, dict) or not all(isinstance(item, Tensor) for item in tensors.values()):
        raise IncompatibleCheckpointError(
            f"{path.name} contains no 'model' of tensors;"
            " base weights are a training checkpoint such as f0G40k.pth."
        )
    _check(tensors, network.state_dict(), path.name)
    network.load_state_dict({key: tensor.float() for key, tensor in tensors.items()})


def _check(found: dict[str, Tensor], wanted: dict[str, Tensor], file_name: str) -> None:
    differences = [
        *(f"{key} is missing" for key in wanted.keys() - found.keys()),
        *(f"{key} is not known" for key in found.keys() - wanted.keys()),
        *(
            f"{key} is {list(found[key].shape)} instead of {list(wanted[key].shape)}"
            for key in wanted.keys() & found.keys()
            if found[key].shape != wanted[key].shape
        ),
    ]
    if differences:
        raise IncompatibleCheckpointError(
            f"{file_name} does not fit this network: {'; '.join(sorted(differences)[:5])}"
            f"{' and more' if len(differences) > 5 else ''}."
        )
