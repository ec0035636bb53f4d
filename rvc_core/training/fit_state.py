"""Where a training stands: all that a resumed one needs besides the networks."""

import math
from dataclasses import asdict, dataclass, field
from typing import Any

AFTER_DIVERGENCE = (  # chance comes from the seed alone, so the same steps end the same way
    "so the training cannot continue; the last good checkpoint is kept. A resume would end the same way: "
    "give it another batch size, or train again with another seed."
)


@dataclass(slots=True)
class FitState:
    """Counts and scores of a training.

    All chance in a step comes from the seed and `step`, the order of an epoch from the seed, `epoch` and
    `order_batch_size`: so no random generator's state has to be kept.
    """

    batch_size: int  # items per step; smaller than asked for after running out of memory
    asked_batch_size: int = 0
    order_batch_size: int = 0  # that the order of the running epoch was drawn for
    epoch: int = 0  # finished
    step: int = 0
    items_done: int = 0  # of the running epoch
    epoch_steps: int = 0  # of the running epoch
    loss_sums: dict[str, float] = field(default_factory=dict)  # over the running epoch's steps
    best_epoch: int | None = None  # of the model kept as the best
    best_score: float = math.inf  # its held-out mel distance
    scored_step: int | None = None  # of the newest model that was scored

    def begin_epoch(self) -> None:
        """Start the next epoch, unless one is running."""
        if self.items_done == 0:
            self.order_batch_size = self.batch_size

    def end_epoch(self) -> dict[str, float]:
        """Count the epoch as finished and return its mean losses."""
        means = {name: total / max(1, self.epoch_steps) for name, total in self.loss_sums.items()}
        self.epoch += 1
        self.items_done, self.epoch_steps, self.loss_sums = 0, 0, {}
        return means

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values."""
        return asdict(self)
