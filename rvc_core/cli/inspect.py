"""`inspect FILE`: what a file is, as JSON."""

import argparse
import json
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("inspect", help="say what a .pth, .index or zip is, or why it is refused")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="on one line")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the file's description; a refused file is an answer, not a failure."""
    from rvc_core.checkpoints import inspect_file  # PyTorch is slow to import

    description = inspect_file(arguments.file)
    print(json.dumps(description, ensure_ascii=False, indent=None if arguments.json else 2))
    return 0
