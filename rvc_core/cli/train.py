"""`train NAME FILE...`: a voice model from recordings."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.progress import print_json, run_pipeline
from rvc_core.config import TrainingConfig, limits, to_jsonable
from rvc_core.errors import ConfigError

UNBOUNDED_EPOCHS = limits.MAX_EPOCHS  # with --minutes alone, the clock ends the training


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("train", help="train a voice model on 1 to 5 recordings")
    parser.add_argument("name", metavar="NAME", help="of the model; its folder is LOGS/NAME")
    parser.add_argument("recordings", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--epochs", type=int, help="passes over the recordings (default 20)")
    parser.add_argument("--minutes", type=float, help="stop then and keep the result")
    parser.add_argument("--logs", type=Path, default=Path("logs"), help="where models lie (default logs)")
    parser.add_argument("--sample-rate", type=int, default=40_000, choices=limits.SAMPLE_RATES_HZ)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument(
        "--resume", action="store_true", help="go on from the newest checkpoint, as asked then"
    )
    parser.add_argument("--family", default="auto", choices=limits.FAMILIES)
    parser.add_argument("--preset", default="auto", choices=limits.PRESETS)
    parser.add_argument("--batch-size", type=int, help="slices per step (default 4)")
    parser.add_argument("--save-every", type=int, help="epochs between exported models (default 5)")
    parser.add_argument("--f0-method", default="auto", choices=limits.F0_METHODS)
    parser.add_argument("--base-weights", default="auto", help="auto, none or a name such as f0G40k")
    parser.add_argument("--pretrained", type=Path, help="folder of pretrained weights")
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train and say where the model is.

    Raises:
        RvcError: as `rvc_core.training.train`; ConfigError too where the model is there already.
    """
    config = config_of(arguments)
    if not config.resume and (config.model_dir / f"{config.name}.pth").exists():
        raise ConfigError(f"{config.model_dir} holds a model already; {_way_out(config)}.")
    from rvc_core.training import resumed_config, train  # PyTorch is slow to import

    if config.resume:
        config = resumed_config(config, given_wishes(arguments))
    result = run_pipeline(train(config), arguments.json)
    if arguments.json:
        print_json({"type": "succeeded", **to_jsonable(result)})
    else:
        print(f"{result.model_path} (epoch {result.epochs})")
    return 0


def _way_out(config: TrainingConfig) -> str:
    from rvc_core.training import has_checkpoint

    return "--resume goes on with it" if has_checkpoint(config) else "train under another name"


def config_of(arguments: argparse.Namespace) -> TrainingConfig:
    """Return the config that the arguments stand for.

    Raises:
        ConfigError: a setting is out of its range.
    """
    default_epochs = 20 if arguments.minutes is None else UNBOUNDED_EPOCHS
    return TrainingConfig(
        name=arguments.name,
        recordings=tuple(arguments.recordings),
        model_dir=arguments.logs / arguments.name,
        epochs=default_epochs if arguments.epochs is None else arguments.epochs,
        max_minutes=arguments.minutes,
        family=arguments.family,
        preset=arguments.preset,
        sample_rate=arguments.sample_rate,
        batch_size=4 if arguments.batch_size is None else arguments.batch_size,
        save_every=5 if arguments.save_every is None else arguments.save_every,
        f0_method=arguments.f0_method,
        base_weights=arguments.base_weights,
        pretrained_dir=arguments.pretrained,
        device=arguments.device,
        seed=arguments.seed,
        resume=arguments.resume,
    )


def given_wishes(arguments: argparse.Namespace) -> list[str]:
    """Return the config's fields that the arguments name, of those which a resume takes from its training."""
    wishes = {
        "epochs": arguments.epochs,
        "max_minutes": arguments.minutes,
        "batch_size": arguments.batch_size,
        "save_every": arguments.save_every,
    }
    return [name for name, value in wishes.items() if value is not None]
