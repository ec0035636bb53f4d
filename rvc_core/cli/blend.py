"""`blend A B OUTPUT`: one model out of two."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.terminal import print_json


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("blend", help="blend two voice models into a third")
    parser.add_argument("first", type=Path, metavar="A")
    parser.add_argument("second", type=Path, metavar="B")
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    parser.add_argument("--alpha", type=float, default=0.5, help="share of A, 0 to 1 (default 0.5)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the blended model and say where it is."""
    from rvc_core.checkpoints import blend  # PyTorch is slow to import

    metadata = blend(arguments.first, arguments.second, arguments.alpha, arguments.output)
    if arguments.json:
        print_json({"type": "succeeded", "path": str(arguments.output), "info": metadata.info})
    else:
        print(f"{arguments.output}: {metadata.info}")
    return 0
