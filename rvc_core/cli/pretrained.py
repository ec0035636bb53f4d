"""`pretrained`: which weights are there, what the others would add, and how to get them."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.terminal import print_json, run_pipeline


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("pretrained", help="list the pretrained weights, or fetch one")
    parser.add_argument("--download", metavar="NAME", help="fetch the weights of that name")
    parser.add_argument("--dir", type=Path, help="folder of the weights (default: the project's pretrained/)")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the weights, or fetch the one asked for."""
    if arguments.download:
        return _download(arguments)
    from rvc_core.weights import scan_pretrained  # PyTorch is slow to import

    weights = scan_pretrained(arguments.dir)
    if arguments.json:
        print_json({"folder": str(weights.folder), "weights": weights.listing()})
        return 0
    for row in weights.listing():
        print(_row(row))
    for warning in weights.warnings:
        print(f"warning: {warning}")
    return 0


def _download(arguments: argparse.Namespace) -> int:
    from rvc_core.weights import download  # PyTorch is slow to import

    path = run_pipeline(download(arguments.download, arguments.dir), arguments.json)
    if arguments.json:
        print_json({"type": "succeeded", "path": str(path)})
    else:
        print(path)
    return 0


def _row(row: dict[str, Any]) -> str:
    state = "present" if row["present"] else "missing"
    size = f"{row['size_bytes'] / 1e6:.0f} MB" if row["size_bytes"] else ""
    return f"{state:8} {row['name']:16} {size:>7}  {row['adds']}"
