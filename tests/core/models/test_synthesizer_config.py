from dataclasses import replace

import pytest

from rvc_core.config import DiscriminatorConfig, SynthesizerConfig
from rvc_core.errors import ConfigError

STOCK_40K = [
    *(1025, 32, 192, 192, 768, 2, 6, 3, 0, "1", [3, 7, 11], [[1, 3, 5]] * 3),
    *([10, 10, 2, 2], 512, [16, 16, 4, 4], 109, 256, 40000),
]


def with_slot(index: int, value: object) -> list[object]:
    slots = list(STOCK_40K)
    slots[index] = value
    return slots


def test_standard_writes_the_stock_slots() -> None:
    assert SynthesizerConfig.standard(40_000).to_list() == STOCK_40K


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("sample_rate", [32_000, 40_000, 48_000])
@pytest.mark.parametrize("preset", [SynthesizerConfig.standard, SynthesizerConfig.compact])
def test_slots_round_trip(preset, sample_rate: int, version: str) -> None:
    config = preset(sample_rate, version)
    assert SynthesizerConfig.from_list(config.to_list(), version) == config


def test_v1_content_is_256_wide_where_nothing_else_says_so() -> None:
    assert SynthesizerConfig.from_list(STOCK_40K, "v1").content_dim == 256


@pytest.mark.parametrize(
    ("version", "sample_rate", "frames"),
    [("v1", 32_000, 40), ("v1", 40_000, 32), ("v1", 48_000, 24), ("v2", 32_000, 40), ("v2", 48_000, 36)],
)
def test_training_segment_is_the_stock_one(version: str, sample_rate: int, frames: int) -> None:
    assert SynthesizerConfig.standard(sample_rate, version).training_segment_frames == frames


@pytest.mark.parametrize(
    "slots",
    [
        pytest.param(STOCK_40K[:17], id="17 slots"),
        pytest.param([*STOCK_40K, 768], id="19 slots"),
        pytest.param({"sr": 40000}, id="no list"),
        pytest.param(with_slot(2, 10**12), id="absurd width"),
        pytest.param(with_slot(2, 191), id="odd latent"),
        pytest.param(with_slot(3, 192.0), id="float width"),
        pytest.param(with_slot(4, True), id="bool width"),
        pytest.param(with_slot(5, 5), id="heads do not divide"),
        pytest.param(with_slot(6, 0), id="no layers"),
        pytest.param(with_slot(8, float("nan")), id="NaN dropout"),
        pytest.param(with_slot(9, "2"), id="other resblock"),
        pytest.param(with_slot(10, [3, 8, 11]), id="even kernel"),
        pytest.param(with_slot(11, [[1, 3, 5]] * 2), id="dilations do not pair"),
        pytest.param(with_slot(11, [1, 3, 5]), id="flat dilations"),
        pytest.param(with_slot(12, [10, 10, 2]), id="rates do not pair"),
        pytest.param(with_slot(12, [10, 10, 4, 2]), id="frame is not 10 ms"),
        pytest.param(with_slot(12, "10"), id="rates are text"),
        pytest.param(with_slot(13, 500), id="cannot be halved"),
        pytest.param(with_slot(14, [17, 16, 4, 4]), id="kernel and rate of odd difference"),
        pytest.param(with_slot(15, None), id="no speakers"),
        pytest.param(with_slot(17, 44_100), id="unknown rate"),
    ],
)
def test_absurd_slots_are_refused(slots: object) -> None:
    with pytest.raises(ConfigError):
        SynthesizerConfig.from_list(slots)


def test_too_many_parameters_are_refused_though_each_size_is_in_range() -> None:
    with pytest.raises(ConfigError, match="parameters"):
        replace(SynthesizerConfig.standard(40_000), filter_channels=4096, hidden_channels=1024, n_layers=24)


def test_unknown_version_is_refused() -> None:
    with pytest.raises(ConfigError, match="version"):
        SynthesizerConfig.from_list(STOCK_40K, "voras_beta")


def test_discriminator_of_v2_looks_at_eight_periods() -> None:
    assert DiscriminatorConfig.standard("v2").periods == (2, 3, 5, 7, 11, 17, 23, 37)


def test_discriminator_with_a_missing_layer_is_refused() -> None:
    with pytest.raises(ConfigError, match="period channels"):
        DiscriminatorConfig((2,), period_channels=(32, 64))
