"""What this machine can do, found out by the short lane's worker; looked at again when weights come."""

from pathlib import Path
from typing import Any

from backend.errors import invalid
from backend.services.context import Context, ask
from backend.storage.names import MAX_NAME_LENGTH
from rvc_core.config import (
    RETRIEVAL_RATIOS,
    ConversionOptions,
    CoverConfig,
    TrainingConfig,
    defaults_of,
    limits,
)
from rvc_core.training_pace import kept_pace

TRAINING_DEFAULTS = (
    "epochs",
    "family",
    "preset",
    "sample_rate",
    "batch_size",
    "save_every",
    "f0_method",
    "base_weights",
)
OPTION_DEFAULTS = ("consonant_protection", "envelope_mix")
COVER_DEFAULTS = ("a_cappella", "shift_accompaniment", "vocal_gain_db", "accompaniment_gain_db")


def load_capabilities(context: Context) -> dict[str, Any]:
    """Return what can be done here, with limits and defaults, and why not the rest."""
    weights = _list_weights(context.settings.pretrained_dir)
    if context.cache.get("weights") != weights:  # at the first call, and when some were added
        found = ask(context, "capabilities", {"pretrained_dir": str(context.settings.pretrained_dir)})
        context.cache.update(capabilities={**found, **_fixed(context)}, weights=weights)
    capabilities: dict[str, Any] = context.cache["capabilities"]
    return {**capabilities, "training_minutes": _training_minutes(context, capabilities)}


def _training_minutes(context: Context, capabilities: dict[str, Any]) -> float | None:
    """Return how long an automatic starter training takes; None for another family, or before the first."""
    if capabilities.get("automatic", {}).get("family") != "starter":
        return None
    pace = kept_pace(context.workspace.models, "starter", capabilities["device"]["type"])
    return pace and round(pace * limits.STARTER_VOICE_SECONDS / 60.0, 1)


def _list_weights(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return size and time of every file, by which a new one is noticed; about ten files, 0.1 ms."""
    facts = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    return {path: (fact.st_size, fact.st_mtime_ns) for path, fact in facts.items()}


def device_name(context: Context) -> str:
    """Return the device's name, or `starting` until it is known."""
    known: dict[str, Any] = context.cache.get("capabilities", {})
    return str(known.get("device", {}).get("name", "starting"))


def automatic_choice(context: Context, settings: dict[str, Any]) -> tuple[str, str]:
    """Return family and preset that a training's `settings` stand for on this machine."""
    automatic = load_capabilities(context).get("automatic", {})
    family, preset = (
        automatic.get(name, "auto") if settings.get(name, "auto") == "auto" else settings[name]
        for name in ("family", "preset")
    )
    return family, "standard" if settings.get("base_weights", "auto") not in ("auto", "none") else preset


def check_f0_method(context: Context, method: str) -> None:
    """Check that a pitch method can be used here.

    Raises:
        ApiError: its weights are absent, or it is not known.
    """
    if method == "auto":
        return
    reason = {entry["name"]: entry["reason"] for entry in load_capabilities(context)["f0_methods"]}
    if method not in reason:
        raise invalid("f0_method", f"There is no pitch method {method}.")
    if reason[method] is not None:
        raise invalid(
            "f0_method",
            f"The pitch method {method} cannot be used here: {reason[method]}",
            "method_unavailable",
        )


def _fixed(context: Context) -> dict[str, Any]:
    most = context.settings.limits
    shown = {name: getattr(most, name) for name in most.__slots__ if name != "memory_mb"}
    return {
        "sample_rates": list(limits.SAMPLE_RATES_HZ),
        "limits": {
            **shown,
            "epochs": limits.MAX_EPOCHS,
            "pitch_semitones": limits.MAX_PITCH_SHIFT_SEMITONES,
            "name_length": MAX_NAME_LENGTH,
            "preview_seconds": 15,
            "undo_seconds": context.settings.undo_seconds,
        },
        "defaults": {
            **_some_defaults(TrainingConfig, TRAINING_DEFAULTS),
            **_some_defaults(ConversionOptions, OPTION_DEFAULTS),
            **_some_defaults(CoverConfig, COVER_DEFAULTS),
            "pitch": "auto",
            "retrieval_ratio": RETRIEVAL_RATIOS,  # by the model's family
        },
    }


def _some_defaults(config_class: type, names: tuple[str, ...]) -> dict[str, Any]:
    known = defaults_of(config_class)
    return {name: known[name] for name in names}
