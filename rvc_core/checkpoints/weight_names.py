"""One spelling for the names of weights."""

from collections.abc import Mapping

from torch import Tensor

_NEW_TO_LEGACY = (
    (".parametrizations.weight.original0", ".weight_g"),
    (".parametrizations.weight.original1", ".weight_v"),
)


def legacy_weight_names(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors under the weight-norm names that files carry, without a `module.` prefix."""
    return {_legacy(name): tensor for name, tensor in tensors.items()}


def without_posterior(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors that inference needs: all but the posterior encoder's."""
    return {name: tensor for name, tensor in tensors.items() if "enc_q" not in name}


def _legacy(name: str) -> str:
    name = name.removeprefix("module.")
    for new, legacy in _NEW_TO_LEGACY:
        if name.endswith(new):
            return name.removesuffix(new) + legacy
    return name
