"""`cover SONG OUTPUT`: a song, sung by another voice."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.conversion_arguments import add_conversion_arguments, conversion_options, print_result
from rvc_core.cli.terminal import run_pipeline
from rvc_core.config import CoverConfig, defaults_of


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("cover", help="cover a song")
    parser.add_argument("song", type=Path, metavar="SONG")
    parser.add_argument("output", type=Path, metavar="OUTPUT", help="a .wav, .flac or .mp3")
    add_conversion_arguments(parser)
    parser.add_argument("--a-cappella", action="store_true", help="the song is a voice alone")
    parser.add_argument(
        "--shift-accompaniment", action="store_true", help="transpose the accompaniment with the voice"
    )
    known = defaults_of(CoverConfig)
    for name in ("vocal_gain_db", "accompaniment_gain_db"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=known[name], metavar="DB")
    parser.add_argument(
        "--start", type=float, default=known["start_seconds"], metavar="SECONDS", help="cover a part only"
    )
    parser.add_argument("--seconds", type=float, metavar="SECONDS", help="length of the part")
    parser.add_argument("--stems", type=Path, help="folder where stems are kept and reused")
    parser.add_argument("--converted", type=Path, help="where the converted voice alone is written")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Cover, and say where the result is."""
    config = CoverConfig(
        song_path=arguments.song,
        output_path=arguments.output,
        model_path=arguments.model,
        index_path=arguments.index,
        options=conversion_options(arguments),
        a_cappella=arguments.a_cappella,
        shift_accompaniment=arguments.shift_accompaniment,
        vocal_gain_db=arguments.vocal_gain_db,
        accompaniment_gain_db=arguments.accompaniment_gain_db,
        start_seconds=arguments.start,
        seconds=arguments.seconds,
        stems_dir=arguments.stems,
        converted_path=arguments.converted,
        device=arguments.device,
        pretrained_dir=arguments.pretrained,
    )
    from rvc_core.inference import cover  # PyTorch is slow to import

    print_result(run_pipeline(cover(config), arguments.json), arguments.json)
    return 0
