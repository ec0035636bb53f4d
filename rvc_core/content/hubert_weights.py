"""HuBERT weights in any of their three layouts, as one network's state dict.

The layouts are transformers' own (`pytorch_model.bin`), the same as safetensors, and fairseq's
(`hubert_base.pt`).
"""

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor
from transformers import HubertConfig

from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.weights import load_tensors

CONV_STRIDES = (5, 2, 2, 2, 2, 2, 2)
HEAD_DIM = 64  # of every published HuBERT
Tensors = dict[str, Tensor]

# fairseq's names and transformers' names for them. Source: feature extraction of RVC WebUI 2026-07.
_WHOLE_NAMES = {
    "mask_emb": "masked_spec_embed",
    "post_extract_proj": "feature_projection.projection",
    "layer_norm": "feature_projection.layer_norm",
    "encoder.pos_conv.0": "encoder.pos_conv_embed.conv",
}
_LAYER_NAMES = {
    "self_attn_layer_norm": "layer_norm",
    "self_attn": "attention",
    "fc1": "feed_forward.intermediate_dense",
    "fc2": "feed_forward.output_dense",
}


@dataclass(frozen=True, slots=True)
class HubertWeights:
    """A network's sizes, its state dict under transformers' names, and its final projection."""

    config: HubertConfig
    state: Tensors
    projection: Tensors | None  # weight and bias of `final_proj`


def load_hubert_weights(path: Path) -> HubertWeights:
    """Return HuBERT weights from a file of any layout. Nothing in the file is executed.

    Raises:
        IncompatibleCheckpointError: the file contains another network, or a HuBERT of another kind.
        UnsafeCheckpointError: it contains code.
    """
    return read_hubert_weights(load_tensors(path, inert_classes=True), path.name)


def read_hubert_weights(content: dict[str, object], name: str) -> HubertWeights:
    """Return HuBERT weights from a file's content; see `load_hubert_weights`."""
    inner = content.get("model", content)
    tensors = {key: value for key, value in dict(inner).items() if isinstance(value, Tensor)}  # type: ignore[call-overload]
    state = {_current_norm_name(_transformers_name(key)): value.float() for key, value in tensors.items()}
    projection = {part: state.pop(f"final_proj.{part}", None) for part in ("weight", "bias")}
    try:
        config = _config(state)
    except KeyError as error:
        raise IncompatibleCheckpointError(
            f"{name} is not a HuBERT of base kind: it has no tensor {error.args[0]!r}."
        ) from error
    whole = projection["weight"] is not None and projection["bias"] is not None
    return HubertWeights(
        config, state, {k: v for k, v in projection.items() if v is not None} if whole else None
    )


def _transformers_name(key: str) -> str:
    key = key.removeprefix("hubert.")
    owner, _, part = key.rpartition(".")
    if key in _WHOLE_NAMES or owner in _WHOLE_NAMES:
        return _WHOLE_NAMES.get(key) or f"{_WHOLE_NAMES[owner]}.{part}"
    pieces = key.split(".")
    if key.startswith("feature_extractor.conv_layers.") and pieces[3] in ("0", "2"):
        pieces[3:-1] = ["conv"] if pieces[3] == "0" else ["layer_norm"]
    if key.startswith("encoder.layers."):
        pieces[3:4] = [_LAYER_NAMES.get(pieces[3], pieces[3])]
    return ".".join(pieces)


def _current_norm_name(key: str) -> str:
    """Return the name of a weight-normed tensor as PyTorch has it since 2.0."""
    key = key.replace("pos_conv_embed.conv.weight_g", "pos_conv_embed.conv.parametrizations.weight.original0")
    return key.replace(
        "pos_conv_embed.conv.weight_v", "pos_conv_embed.conv.parametrizations.weight.original1"
    )


def _config(state: Tensors) -> HubertConfig:
    """Return the sizes that follow from the shapes; strides and head size are the same everywhere."""
    convs = [state[f"feature_extractor.conv_layers.{i}.conv.weight"] for i in range(len(CONV_STRIDES))]
    position = state["encoder.pos_conv_embed.conv.parametrizations.weight.original1"]  # (D, D / groups, k)
    hidden = state["encoder.layer_norm.weight"].shape[0]
    return HubertConfig(
        hidden_size=hidden,
        num_hidden_layers=len({key.split(".")[2] for key in state if key.startswith("encoder.layers.")}),
        num_attention_heads=max(1, hidden // HEAD_DIM),
        intermediate_size=state["encoder.layers.0.feed_forward.intermediate_dense.weight"].shape[0],
        conv_dim=tuple(conv.shape[0] for conv in convs),
        conv_kernel=tuple(conv.shape[2] for conv in convs),
        conv_stride=CONV_STRIDES,
        conv_bias=False,
        feat_extract_norm="layer"
        if "feature_extractor.conv_layers.1.layer_norm.weight" in state
        else "group",
        num_conv_pos_embeddings=position.shape[2],
        num_conv_pos_embedding_groups=hidden // position.shape[1],
    )
