"""`pretrain content|base --data DIR`: make the starter weights."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.terminal import run_pipeline


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("pretrain", help="make the starter weights from a folder with a manifest")
    parser.add_argument("what", choices=("content", "base"), help="content first: base is driven by it")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with MANIFEST.tsv")
    parser.add_argument("--work", type=Path, default=Path("logs/pretraining"), metavar="DIR")
    parser.add_argument("--output", type=Path, default=Path("pretrained/starter"), metavar="DIR")
    parser.add_argument("--steps", type=int, default=20_000, help="of the whole schedule (default 20000)")
    parser.add_argument("--batch-seconds", type=float, default=36.0, help="of sound in a step of content")
    parser.add_argument("--batch-size", type=int, default=8, help="segments in a step of base")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:N")
    parser.add_argument(
        "--from", type=Path, dest="start_from", metavar="FILE", help="weights to train further"
    )
    parser.add_argument("--peak-rate", type=float, help="of learning (default 1.5e-3 content, 1e-3 base)")
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, resuming an earlier run that was stopped, and write the weights."""
    from rvc_core.pretraining.commands import PretrainRequest, pretrain  # PyTorch is slow to import

    request = PretrainRequest(
        what=arguments.what,
        data_dir=arguments.data,
        work_dir=arguments.work,
        output_dir=arguments.output,
        steps=arguments.steps,
        batch_seconds=arguments.batch_seconds,
        batch_size=arguments.batch_size,
        device=arguments.device,
        seed=arguments.seed,
        start_from=arguments.start_from,
        peak_rate=arguments.peak_rate,
    )
    path = run_pipeline(pretrain(request), arguments.json)
    print(path)
    return 0
