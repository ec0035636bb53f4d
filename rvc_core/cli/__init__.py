"""The command line: one module per command, each with `add_parser(subparsers)` that sets `run=`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from rvc_core.errors import RvcError

COMMANDS = ("train", "convert", "cover", "inspect", "blend", "extract", "pretrained", "pretrain")


def main(argv: Sequence[str]) -> int:
    """Return the exit code of the command in `argv`: 0 done, 1 failed with a reason, 2 wrong usage."""
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as leaving:  # argparse has printed the help, or what is wrong
        return int(leaving.code or 0)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except RvcError as error:
        print(f"{arguments.command}: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered goes nowhere
        return 1
    except OSError as error:
        print(f"{arguments.command}: {_refusal(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{arguments.command}: stopped.", file=sys.stderr)
        return 1
    return code


def _refusal(error: OSError) -> str:
    """Return in one line what the system refused, and for which file if it says so."""
    name = error.filename2 or error.filename  # where one was to be renamed, the second is what was asked for
    said = f"{error.strerror}: {name}" if error.strerror and name else error.strerror or str(error)
    return " ".join(said.split())


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="python -m rvc_core", description="Make and use AI vocal models.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"rvc_core.cli.{name}").add_parser(subparsers)
    return parser
