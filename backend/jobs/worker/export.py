"""A finished cover in another format, or mixed anew with other levels."""

from pathlib import Path
from typing import Any

from rvc_core.audio import AI_GENERATED_COMMENT, AudioClip, load_audio, save_audio
from rvc_core.events import drive
from rvc_core.inference.mixing import mix

TAGS = {"comment": AI_GENERATED_COMMENT, "software": "Persona"}


def export(arguments: dict[str, Any]) -> Path:
    """Return the path of the cover in the format that the output's ending names."""
    output = Path(arguments["output"])
    source = arguments["source"]
    clip = load_audio(source, mono=False) if source else _mix_again(arguments)
    save_audio(output, clip, tags=TAGS)
    return output


def _mix_again(arguments: dict[str, Any]) -> AudioClip:
    accompaniment = arguments["stems"].get("accompaniment")
    return drive(
        mix(
            load_audio(arguments["converted"], mono=False),
            load_audio(accompaniment, mono=False) if accompaniment else None,
            arguments["vocal_gain_db"],
            arguments["accompaniment_gain_db"],
            arguments["pitch"] if arguments["shift_accompaniment"] else 0,
        )
    )
