"""What a CUDA device does: checks, training steps and conversion, at full size with random weights.

    python -m tests.bench.cuda [--quick] [--skip checks,training,conversion] [--limit 140]
        [--device cuda|cpu] [--sizes full|tiny]

Nothing but PyTorch, torchaudio, NumPy, SciPy and safetensors has to be there. A part that fails prints its
traceback and the others go on; a part for which no time is left is named. The last line counts both.
"""

import argparse
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import torch

from tests.bench.absent_packages import import_without

CHECK_SECONDS = 60.0  # at most

Part = tuple[str, float, Callable[[], None]]  # name, seconds it needs at most, what it does


def check() -> None:
    """Run the tests that need a CUDA device.

    Raises:
        RuntimeError: one of them failed.
    """
    root = Path(__file__).parents[2]
    file = "tests/core/training/test_graphed_cuda.py"
    # In a process of its own: what an error leaves of the device is not handed on.
    run = "import sys, tests.bench.absent_packages as a; a.import_without(); import pytest; "
    command = [sys.executable, "-c", run + "sys.exit(pytest.main(sys.argv[1:]))", file, "-q", "-rfEs"]
    ended = subprocess.run(
        [*command, "--tb=short", "-W", "ignore", "-p", "no:cacheprovider", "--durations=3"],
        cwd=root,
        timeout=CHECK_SECONDS,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"the checks ended with {ended.returncode}")


def parts(options: argparse.Namespace) -> list[Part]:
    """Return what is to be done, the most telling first."""
    from rvc_core.devices import pick_device
    from tests.bench import cuda_conversion, cuda_training

    device, is_tiny = pick_device(options.device), options.sizes == "tiny"
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    timing = 1.0 if options.quick or is_tiny else 3.0
    sizes = (2,) if is_tiny else (8,) if options.quick else (8, 32)
    workload = cuda_training.Workload(device, is_tiny, timing, frames=60 if is_tiny else 360)
    seconds = 6.0 if is_tiny else 60.0
    training: list[Part] = [
        (f"training, batch {size}", 25.0, lambda size=size: cuda_training.compare(workload, size))
        for size in sizes
    ]
    conversion = lambda: cuda_conversion.compare(device, dtype, seconds, is_tiny)  # noqa: E731
    return [
        *training[:1],
        ("conversion", 10.0, conversion),
        *([("checks", 15.0, check)] if device.type == "cuda" and not options.quick else []),
        *training[1:],
    ]


def run_parts(chosen: list[Part], limit: float, begun: float) -> tuple[list[str], list[str]]:
    """Run each part while there is time; return the names of those that failed and of those left out."""
    failed, left_out = [], []
    for name, needs, work in chosen:
        past = time.perf_counter() - begun
        if past + needs > limit:
            left_out.append(name)
            continue
        print(f"\n== {name} (after {past:.0f} s)", flush=True)
        try:
            work()
        except Exception:  # noqa: BLE001 - the other parts go on
            failed.append(name)
            traceback.print_exc(file=sys.stdout)
        sys.stdout.flush()
    return failed, left_out


def main() -> int:
    """Print the table; return 1 where a part failed."""
    begun = time.perf_counter()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="batch 8 and conversion only, under a minute")
    parser.add_argument("--skip", default="", help="parts to leave out, by how their names begin")
    parser.add_argument("--limit", type=float, default=140.0, help="seconds; no part begins that may pass it")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--sizes", choices=("full", "tiny"), default="full")
    options = parser.parse_args()
    absent = import_without()
    print(f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}; absent: {absent or 'nothing'}")
    if options.device != "cpu":
        about = torch.cuda.get_device_properties(options.device)
        print(f"{about.name}, {about.total_memory / 2**30:.0f} GiB, cuDNN {torch.backends.cudnn.version()}")
    skipped = tuple(name for name in options.skip.split(",") if name)
    chosen = [part for part in parts(options) if not part[0].startswith(skipped)]
    limit = min(options.limit, 60.0) if options.quick else options.limit
    failed, left_out = run_parts(chosen, limit, begun)
    print(
        f"\n{time.perf_counter() - begun:.0f} s; failed: {failed or 'nothing'}; "
        f"left out for lack of time: {left_out or 'nothing'}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
