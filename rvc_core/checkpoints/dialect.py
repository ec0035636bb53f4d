"""What a loaded file is, recognised by its content and never by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from torch import Tensor

from rvc_core.checkpoints.weight_names import legacy_weight_names
from rvc_core.errors import IncompatibleCheckpointError

WANTED = "Please use an RVC voice model (the small .pth that training exports)."


class FileKind(StrEnum):
    """The kinds of checkpoint that can be used here."""

    VOICE_MODEL = "voice_model"
    GENERATOR_CHECKPOINT = "generator_checkpoint"


@dataclass(frozen=True, slots=True)
class Identified:
    """A usable checkpoint: its kind, its weights and everything else in it."""

    kind: FileKind
    tensors: dict[str, Tensor]
    content: dict[str, Any]


def identify(content: dict[str, Any]) -> Identified:
    """Return what kind of checkpoint a file's content is.

    Raises:
        IncompatibleCheckpointError: it is neither a voice model nor a generator's checkpoint.
    """
    if isinstance(content.get("weight"), dict):
        tensors = _tensors_of(content["weight"])
        if _family(content) == "rvc":
            _refuse_foreign(content, set(tensors))
        return Identified(FileKind.VOICE_MODEL, tensors, content)
    if isinstance(content.get("model"), dict):
        return _identify_checkpoint(content)
    names = {str(name) for name in content}
    if "enc_p.emb_phone.weight" in names:
        raise _refusal("bare_weights")
    raise _refusal(_kind_by_names(names) or "unknown_checkpoint")


def _identify_checkpoint(content: dict[str, Any]) -> Identified:
    names = {str(name).removeprefix("module.") for name in content["model"]}
    kind = _kind_by_names(names)
    if kind is None and "global_step" in content and not _has(names, "enc_p."):
        kind = "ddsp_svc"
    if kind is None and "enc_p.emb_phone.weight" not in names and _family(content) == "rvc":
        kind = "other_checkpoint"
    if kind:
        raise _refusal(kind)
    if _family(content) == "rvc":
        _refuse_foreign(content, names)
    return Identified(FileKind.GENERATOR_CHECKPOINT, _tensors_of(content["model"]), content)


def _family(content: dict[str, Any]) -> Any:
    labels = content.get("labels")  # of a training checkpoint written here
    return (labels if isinstance(labels, dict) else content).get("family", "rvc")


def _refuse_foreign(content: dict[str, Any], names: set[str]) -> None:
    for test, kind in _FOREIGN:
        if test(content, names):
            raise _refusal(kind)


def _has(names: set[str], *parts: str) -> bool:
    return any(name.startswith(part) for name in names for part in parts)


def _slot_count(content: dict[str, Any]) -> int:
    config = content.get("config")
    return len(config) if isinstance(config, list | tuple) else -1


_Test = Callable[[dict[str, Any], set[str]], bool]
_FOREIGN: tuple[tuple[_Test, str], ...] = (
    (lambda content, names: content.get("version") == "voras_beta", "voras"),
    (lambda content, names: _has(names, "dec.mrfs.", "dec.upsamples."), "mrf_hifigan"),
    (lambda content, names: _has(names, "dec.mel_conv."), "refinegan"),
    (lambda content, names: _slot_count(content) == 19 or "embedder_output_layer" in content, "ddpn08"),
    (lambda content, names: _has(names, "enc_p.ssl_proj", "ref_enc."), "gpt_sovits"),
    (lambda content, names: _has(names, "discriminators."), "discriminator"),
    (lambda content, names: "enc_p.emb_phone.weight" not in names, "other_voice_model"),
    (
        lambda content, names: not _has(names, "dec.conv_pre.") or not _has(names, "dec.ups."),
        "other_vocoder",
    ),
)
_BY_NAMES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("discriminators.",), "discriminator"),
    (("f0_decoder.", "enc_p.enc_.", "pre.", "emb_uv."), "so_vits_svc"),
    (("unet.encoder.",), "rmvpe"),
    (("feature_extractor.conv_layers.", "hubert."), "hubert"),
    (("enc_p.ssl_proj", "ref_enc."), "gpt_sovits"),
    (("phone_extractor", "pitch_estimator"), "beatrice"),
)
_WORDS = {
    "voras": "a VoRAS model",
    "mrf_hifigan": "a model with the MRF HiFi-GAN vocoder",
    "refinegan": "a RefineGAN model",
    "ddpn08": "a model of ddPn08's rvc-webui, whose config has one value more",
    "gpt_sovits": "a GPT-SoVITS model",
    "discriminator": "the discriminator of a training (D_….pth or f0D….pth), which cannot sing",
    "other_voice_model": "a voice model of another program",
    "other_vocoder": "a model with a vocoder not known here",
    "so_vits_svc": "a so-vits-svc model",
    "rmvpe": "the RMVPE pitch network; it belongs into pretrained/",
    "hubert": "a HuBERT content encoder; it belongs into pretrained/",
    "beatrice": "a Beatrice model",
    "bare_weights": "the bare weights of a generator, without the config a model carries",
    "ddsp_svc": "a DDSP-SVC checkpoint",
    "other_checkpoint": "a training checkpoint of another program",
    "unknown_checkpoint": "a checkpoint of a kind not known here",
}


def _kind_by_names(names: set[str]) -> str | None:
    for prefixes, kind in _BY_NAMES:
        if _has(names, *prefixes):
            return kind
    return None


def _refusal(kind: str) -> IncompatibleCheckpointError:
    return IncompatibleCheckpointError(f"This is {_WORDS[kind]}. {WANTED}", kind=kind)


def _tensors_of(values: dict[Any, Any]) -> dict[str, Tensor]:
    if not values or not all(isinstance(value, Tensor) for value in values.values()):
        raise IncompatibleCheckpointError(f"Not all of its weights are tensors. {WANTED}", kind="not_tensors")
    return legacy_weight_names({str(name): value for name, value in values.items()})
