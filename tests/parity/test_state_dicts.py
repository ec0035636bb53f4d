"""Names and shapes of the full-size networks, as every published file has them."""

import json
import re

import pytest
import torch
from golden_files import golden_dir
from torch import nn

from rvc_core.config import DiscriminatorConfig, SynthesizerConfig
from rvc_core.models import Synthesizer, build_discriminator

SHAPES = json.loads((golden_dir() / "rvc_state_dict_shapes.json").read_text())
PARAMETERS = {
    "v1_32k": 36_294_338,
    "v1_40k": 36_360_514,
    "v1_48k": 36_400_834,
    "v2_32k": 36_880_706,
    "v2_40k": 36_458_818,
    "v2_48k": 37_638_466,
    "Dv1": 54_968_286,
    "Dv2": 71_410_594,
}


def build(name: str) -> nn.Module:
    with torch.device("meta"):
        if name.startswith("D"):
            return build_discriminator(DiscriminatorConfig.standard(name[1:]))
        version, sample_rate = re.fullmatch(r"(v\d)_(\d+)k", name).groups()
        return Synthesizer(SynthesizerConfig.standard(int(sample_rate) * 1000, version))


@pytest.mark.parametrize("name", SHAPES)
def test_names_and_shapes_equal_published_files(name: str) -> None:
    assert {key: list(value.shape) for key, value in build(name).state_dict().items()} == SHAPES[name]


@pytest.mark.parametrize("name", SHAPES)
def test_parameter_total_equals_published_files(name: str) -> None:
    assert sum(parameter.numel() for parameter in build(name).parameters()) == PARAMETERS[name]
