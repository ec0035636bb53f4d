"""The config of an RVC generator, read off its tensors.

What a file says about itself is checked against its tensors before anything is built, so that a small file
cannot ask for a large network, and a wrong label does not give wrong sound.

Source: RVC's model files; slot numbers are those of their positional config.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

from torch import Tensor

from rvc_core.config.limits import shown
from rvc_core.config.synthesizer import (
    CONFIG_SLOTS,
    SPECTROGRAM_BINS,
    STORED_SEGMENT_FRAMES,
    UPSAMPLING_STACKS,
    SynthesizerConfig,
)
from rvc_core.errors import ConfigError, IncompatibleCheckpointError

_SPEAKERS_SLOT = 15
_RATES_SLOT = 12
_SAMPLE_RATE_SLOT = 17
_SLOT_NAMES = {
    0: "spectrogram bins",
    2: "latent channels",
    3: "hidden channels",
    4: "filter channels",
    5: "attention heads",
    6: "layers",
    7: "kernel size",
    10: "resblock kernels",
    13: "decoder channels",
    14: "upsample kernels",
    16: "speaker embedding size",
}


def config_from_tensors(
    tensors: Mapping[str, Tensor], stated: Any = None, version: str | None = None
) -> SynthesizerConfig:
    """Return the config of a generator; `stated` are the 18 slots its file has, None where it has none.

    Raises:
        IncompatibleCheckpointError: a tensor is missing, or config and tensors contradict each other.
    """
    try:
        slots = _merged(_known_slots(tensors), stated, tensors)
        content_dim = int(tensors["enc_p.emb_phone.weight"].shape[1])
        f0 = "enc_p.emb_pitch.weight" in tensors
        version = version or ("v1" if content_dim == 256 else "v2")
        return SynthesizerConfig.from_list(slots, version, f0, content_dim)
    except KeyError as missing:
        message = f"The model lacks the tensor {missing}."
        raise IncompatibleCheckpointError(message, kind="wrong_tensors") from missing
    except (IndexError, ZeroDivisionError) as error:
        message = "The model's tensors have impossible shapes."
        raise IncompatibleCheckpointError(message, kind="wrong_tensors") from error
    except (ConfigError, TypeError) as error:
        message = f"The model's config cannot be right: {error}"
        raise IncompatibleCheckpointError(message, kind="wrong_config") from error


def _known_slots(tensors: Mapping[str, Tensor]) -> dict[int, Any]:
    hidden = tensors["enc_p.emb_phone.weight"].shape[0]
    feed_forward = tensors["enc_p.encoder.ffn_layers.0.conv_1.weight"].shape
    kernels = [tensors[f"dec.ups.{stage}.weight_v"].shape[2] for stage in range(_count(tensors, "dec.ups."))]
    n_kernels = _count(tensors, "dec.resblocks.") // len(kernels)
    slots = {
        2: tensors["enc_p.proj.weight"].shape[0] // 2,
        3: hidden,
        4: feed_forward[0],
        5: hidden // tensors["enc_p.encoder.attn_layers.0.emb_rel_k"].shape[-1],
        6: _count(tensors, "enc_p.encoder.attn_layers."),
        7: feed_forward[2],
        10: [tensors[f"dec.resblocks.{j}.convs1.0.weight_v"].shape[2] for j in range(n_kernels)],
        13: tensors["dec.conv_pre.weight"].shape[0],
        14: kernels,
        15: tensors["emb_g.weight"].shape[0],
        16: tensors["emb_g.weight"].shape[1],
    }
    if "enc_q.pre.weight" in tensors:
        slots[0] = tensors["enc_q.pre.weight"].shape[1]
    return slots


def _count(tensors: Mapping[str, Tensor], prefix: str) -> int:
    found = {name.removeprefix(prefix).split(".")[0] for name in tensors if name.startswith(prefix)}
    if not found:
        raise KeyError(prefix + "0")
    return len(found)


def _merged(known: dict[int, Any], stated: Any, tensors: Mapping[str, Tensor]) -> list[Any]:
    slots = _default_slots(known, tensors) if stated is None else _checked_slots(known, stated)
    for slot, value in known.items():
        slots[slot] = value
    return slots


def _checked_slots(known: dict[int, Any], stated: Any) -> list[Any]:
    if not isinstance(stated, list | tuple) or len(stated) != CONFIG_SLOTS:
        found = f"{len(stated)} values" if isinstance(stated, list | tuple) else type(stated).__name__
        message = f"The model's config is {found}; RVC models have {CONFIG_SLOTS} values."
        raise IncompatibleCheckpointError(message, kind="wrong_config")
    if not _is_plain(stated):
        message = "The model's config contains other things than numbers and words."
        raise IncompatibleCheckpointError(message, kind="wrong_config")
    for slot, value in known.items():
        given = list(stated[slot]) if isinstance(stated[slot], tuple) else stated[slot]
        if slot != _SPEAKERS_SLOT and given != value:
            message = f"The model's config says {_SLOT_NAMES[slot]} {shown(given)}, its tensors {value}."
            raise IncompatibleCheckpointError(message, kind="wrong_config")
    return list(stated)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, str | int | float)


def _default_slots(known: dict[int, Any], tensors: Mapping[str, Tensor]) -> list[Any]:
    rates, sample_rate = _sniffed_stack(known, tensors)
    slots: list[Any] = [None] * CONFIG_SLOTS
    slots[0] = SPECTROGRAM_BINS[sample_rate]
    slots[1] = STORED_SEGMENT_FRAMES
    slots[8], slots[9] = 0, "1"
    slots[11] = [[1, 3, 5] for _ in known[10]]
    slots[_RATES_SLOT], slots[_SAMPLE_RATE_SLOT] = list(rates), sample_rate
    return slots


def _sniffed_stack(known: dict[int, Any], tensors: Mapping[str, Tensor]) -> tuple[tuple[int, ...], int]:
    kernels = tuple(known[14])
    source = tuple(
        tensors[f"dec.noise_convs.{stage}.weight"].shape[2]
        for stage in range(len(kernels))
        if f"dec.noise_convs.{stage}.weight" in tensors
    )
    for (_, sample_rate), (rates, stack_kernels) in UPSAMPLING_STACKS.items():
        fits_bins = known.get(0) in (None, SPECTROGRAM_BINS[sample_rate])
        if kernels == stack_kernels and source in ((), _source_kernels(rates)) and fits_bins:
            return rates, sample_rate
    message = f"The generator's sample rate cannot be told from its upsample kernels {list(kernels)}."
    raise IncompatibleCheckpointError(message, kind="wrong_tensors")


def _source_kernels(rates: tuple[int, ...]) -> tuple[int, ...]:
    # As the decoder builds them: a stage is slower than the audio by what the stages after it raise.
    steps = [prod(rates[stage + 1 :]) for stage in range(len(rates))]
    return tuple(2 * step if step > 1 else 1 for step in steps)
