"""Both full-size discriminators and the losses made of them, with weights drawn by name."""

import numpy as np
import pytest
import torch
from golden_files import draw_weights, golden, golden_names

from rvc_core.config import DiscriminatorConfig
from rvc_core.losses import adversarial_loss, discriminator_loss, feature_loss
from rvc_core.models import Judgement, build_discriminator, split_judgements

SCORE_TOLERANCE = 1e-4
LOSS_TOLERANCE = 1e-4  # relative


class Case:
    """One version's reference numbers beside ours."""

    def __init__(self, name: str) -> None:
        self.numbers = golden(name)
        version = name.removeprefix("discriminator_").removesuffix(".npz")
        discriminator = build_discriminator(DiscriminatorConfig.standard(version))
        draw_weights(discriminator, str(self.numbers["salt"]))
        both = torch.from_numpy(np.stack([self.numbers["real"], self.numbers["fake"]])).unsqueeze(1)
        with torch.no_grad():
            self.real, self.fake = split_judgements(discriminator(both), 1)


@pytest.fixture(scope="module", params=golden_names("discriminator_*.npz"))
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


@pytest.mark.parametrize("side", ["real", "fake"])
def test_scores_equal_reference(case: Case, side: str) -> None:
    judgements: list[Judgement] = getattr(case, side)
    expected = [case.numbers[f"{side}_score_{index}"] for index in range(len(judgements))]
    for judged, scores in zip(judgements, expected, strict=True):
        np.testing.assert_allclose(judged.scores[0].numpy(), scores, rtol=0, atol=SCORE_TOLERANCE)


def test_feature_distances_equal_reference(case: Case) -> None:
    distances = np.zeros_like(case.numbers["feature_l1"])
    for row, (real, fake) in enumerate(zip(case.real, case.fake, strict=True)):
        for column, (r, f) in enumerate(zip(real.features, fake.features, strict=True)):
            distances[row, column] = float((r - f).abs().mean())
    np.testing.assert_allclose(distances, case.numbers["feature_l1"], rtol=0, atol=SCORE_TOLERANCE)


def test_feature_loss_equals_reference(case: Case) -> None:
    loss = float(feature_loss(case.real, case.fake))
    assert loss == pytest.approx(float(case.numbers["feature_matching"]), rel=LOSS_TOLERANCE)


def test_adversarial_loss_equals_reference(case: Case) -> None:
    loss = float(adversarial_loss(case.fake))
    assert loss == pytest.approx(float(case.numbers["generator_loss"]), rel=LOSS_TOLERANCE)


def test_discriminator_loss_equals_reference(case: Case) -> None:
    loss = float(discriminator_loss(case.real, case.fake))
    assert loss == pytest.approx(float(case.numbers["discriminator_loss"]), rel=LOSS_TOLERANCE)
