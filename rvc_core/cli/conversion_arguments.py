"""Arguments and answers that `convert` and `cover` share."""

import argparse
from pathlib import Path

from rvc_core.cli.terminal import print_json
from rvc_core.config import RETRIEVAL_RATIOS, ConversionOptions, ConversionResult, CoverResult, to_jsonable
from rvc_core.config.limits import F0_METHODS


def add_conversion_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model and the knobs of a conversion."""
    knobs = ConversionOptions()
    usual = " or ".join(f"{ratio:g} ({family})" for family, ratio in RETRIEVAL_RATIOS.items())
    parser.add_argument(
        "--model", type=Path, required=True, help="a .pth, a zip, or a folder such as logs/NAME"
    )
    parser.add_argument("--index", type=Path, help="retrieval index (default: the model's own)")
    parser.add_argument(
        "--pitch", type=pitch_shift, default=0, metavar="N|auto", help="semitones (default 0), or auto"
    )
    parser.add_argument(
        "--retrieval-ratio", type=float, metavar="0..1", help=f"default: {usual}, by the model's family"
    )
    parser.add_argument(
        "--consonant-protection", type=float, default=knobs.consonant_protection, metavar="0..0.5"
    )
    parser.add_argument("--envelope-mix", type=float, default=knobs.envelope_mix, metavar="0..1")
    parser.add_argument("--f0-method", choices=F0_METHODS, default=knobs.f0_method)
    parser.add_argument("--speaker", type=int, default=knobs.speaker_id, help="voice of a model of several")
    parser.add_argument("--seed", type=int, default=knobs.seed, help="same seed, same result (default 0)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument(
        "--pretrained", type=Path, help="folder of the weights (default: the project's pretrained/)"
    )
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")


def pitch_shift(text: str) -> int | None:
    """Return the semitones that `text` gives, None for `auto`."""
    return None if text == "auto" else int(text)


def conversion_options(arguments: argparse.Namespace) -> ConversionOptions:
    """Return the knobs that were set.

    Raises:
        ConfigError: one is out of its range.
    """
    return ConversionOptions(
        pitch_shift_semitones=arguments.pitch,
        retrieval_ratio=arguments.retrieval_ratio,
        consonant_protection=arguments.consonant_protection,
        envelope_mix=arguments.envelope_mix,
        f0_method=arguments.f0_method,
        speaker_id=arguments.speaker,
        seed=arguments.seed,
    )


def print_result(result: ConversionResult | CoverResult, as_json: bool) -> None:
    """Say where the result is, how long it lasts and how far it was shifted."""
    if as_json:
        print_json({"type": "succeeded", **to_jsonable(result)})
        return
    shift = f"{result.pitch_shift_semitones:+d} semitones"
    print(f"{result.output_path}: {result.duration_seconds:.2f} s, {shift}")
