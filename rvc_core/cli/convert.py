"""`convert INPUT OUTPUT`: a recording of a voice, sung by another."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.conversion_arguments import add_conversion_arguments, conversion_options, print_result
from rvc_core.cli.terminal import run_pipeline
from rvc_core.config import ConversionConfig


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("convert", help="convert a recording of a voice")
    parser.add_argument("input", type=Path, metavar="INPUT")
    parser.add_argument("output", type=Path, metavar="OUTPUT", help="a .wav, .flac or .mp3")
    add_conversion_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Convert, and say where the result is."""
    config = ConversionConfig(
        input_path=arguments.input,
        output_path=arguments.output,
        model_path=arguments.model,
        index_path=arguments.index,
        options=conversion_options(arguments),
        device=arguments.device,
        pretrained_dir=arguments.pretrained,
    )
    from rvc_core.inference import convert  # PyTorch is slow to import

    print_result(run_pipeline(convert(config), arguments.json), arguments.json)
    return 0
