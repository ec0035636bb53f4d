"""`extract CHECKPOINT OUTPUT`: the voice model inside a training checkpoint."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.terminal import print_json


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("extract", help="write the voice model inside a G_….pth checkpoint")
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    parser.add_argument("--name", help="the model's name (default: of OUTPUT)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the model and say where it is."""
    from rvc_core.checkpoints import extract  # PyTorch is slow to import

    metadata = extract(arguments.checkpoint, arguments.output, arguments.name)
    if arguments.json:
        print_json({"type": "succeeded", "path": str(arguments.output), "version": metadata.version})
    else:
        print(f"{arguments.output}: {metadata.name}, {metadata.version}, epoch {metadata.epoch}")
    return 0
