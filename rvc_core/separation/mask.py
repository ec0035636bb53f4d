"""From cues to a mask: a network of a few hundred numbers, fitted once and kept as text."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

WEIGHTS_PATH = Path(__file__).with_name("mask_weights.json")


@dataclass(frozen=True, slots=True)
class MaskWeights:
    """Layers of a network with tanh between them and a logistic end."""

    layers: tuple[tuple[np.ndarray, np.ndarray], ...]  # (weight `(out, in)`, bias `(out,)`), float32

    def mask(self, cues: np.ndarray) -> np.ndarray:
        """Return the share of voice, 0 to 1, of each bin: `(N_CUES, F, T)` to `(F, T)`."""
        hidden = cues.reshape(len(cues), -1)
        for weight, bias in self.layers[:-1]:
            hidden = np.tanh(weight @ hidden + bias[:, None])
        weight, bias = self.layers[-1]
        share = 1.0 / (1.0 + np.exp(-(weight @ hidden + bias[:, None])))
        return share.reshape(cues.shape[1:])


def load_mask_weights(path: Path = WEIGHTS_PATH) -> MaskWeights:
    """Return the fitted weights that come with the program."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return MaskWeights(
        tuple(
            (np.array(layer["weight"], np.float32), np.array(layer["bias"], np.float32))
            for layer in stored["layers"]
        )
    )


def save_mask_weights(path: Path, weights: MaskWeights, about: str) -> None:
    """Write fitted weights with a note of where they come from."""
    # Through float64: a rounded float32 is long as text.
    layers = [
        {name: np.round(values.astype(np.float64), 4).tolist() for name, values in layer.items()}
        for layer in ({"weight": weight, "bias": bias} for weight, bias in weights.layers)
    ]
    path.write_text(json.dumps({"about": about, "layers": layers}) + "\n", encoding="utf-8")
