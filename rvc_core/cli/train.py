"""`train NAME FILE...`: a voice model from recordings."""

import argparse
from pathlib import Path
from typing import Any

from rvc_core.cli.terminal import print_json, run_pipeline
from rvc_core.config import TrainingConfig, defaults_of, limits, to_jsonable
from rvc_core.errors import ConfigError

UNBOUNDED_EPOCHS = limits.MAX_EPOCHS  # with --minutes alone, the clock ends the training


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("train", help="train a voice model on recordings")
    parser.add_argument("name", metavar="NAME", help="of the model; its folder is LOGS/NAME")
    parser.add_argument("recordings", nargs="*", type=Path, metavar="FILE")
    parser.add_argument(
        "--epochs", type=_epochs, metavar="N|auto", help=_with_default("epochs", "passes over the recordings")
    )
    parser.add_argument("--minutes", type=float, help="stop then and keep the result")
    parser.add_argument("--logs", type=Path, default=Path("logs"), help="where models are (default logs)")
    parser.add_argument(
        "--sample-rate",
        type=int,
        choices=limits.SAMPLE_RATES_HZ,
        help=_with_default("sample_rate", "of the model, Hz"),
    )
    parser.add_argument("--device", help="auto, cpu, cuda or cuda:N")
    parser.add_argument(
        "--resume",
        action="store_true",
        help="resume from the newest checkpoint, with the settings it began with",
    )
    parser.add_argument("--family", choices=limits.FAMILIES)
    parser.add_argument("--preset", choices=limits.PRESETS)
    parser.add_argument("--batch-size", type=int, help=_with_default("batch_size", "slices per step"))
    parser.add_argument(
        "--save-every", type=int, help=_with_default("save_every", "epochs between exported models")
    )
    parser.add_argument("--f0-method", choices=limits.F0_METHODS)
    parser.add_argument("--base-weights", help="auto, none or a name such as f0G40k")
    parser.add_argument("--pretrained", type=Path, help="folder of pretrained weights")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train and say where the model is.

    Raises:
        RvcError: as `rvc_core.training.train`; ConfigError too where the model is there already.
    """
    config = config_of(arguments)
    if not config.resume and (config.model_dir / f"{config.name}.pth").exists():
        raise ConfigError(f"{config.model_dir} already contains a model; {_way_out(config)}.")
    from rvc_core.training import resumed_config, train  # PyTorch is slow to import

    if config.resume:
        config = resumed_config(config, given_settings(arguments))
    result = run_pipeline(train(config), arguments.json)
    if arguments.json:
        print_json({"type": "succeeded", **to_jsonable(result)})
    else:
        print(f"{result.model_path} (epoch {result.epochs})")
    return 0


def _way_out(config: TrainingConfig) -> str:
    from rvc_core.training import has_checkpoint

    return "--resume continues it" if has_checkpoint(config) else "train under another name"


def config_of(arguments: argparse.Namespace) -> TrainingConfig:
    """Return the config that the arguments describe.

    Raises:
        ConfigError: a setting is out of its range.
    """
    given = given_settings(arguments)
    if "max_minutes" in given:
        given = {"epochs": UNBOUNDED_EPOCHS, **given}
    return TrainingConfig(
        name=arguments.name,
        recordings=tuple(arguments.recordings),
        model_dir=arguments.logs / arguments.name,
        resume=arguments.resume,
        **given,
    )


def given_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the config's fields that the command line names; the config has the defaults of the others."""
    values = {
        "epochs": arguments.epochs,
        "max_minutes": arguments.minutes,
        "family": arguments.family,
        "preset": arguments.preset,
        "sample_rate": arguments.sample_rate,
        "batch_size": arguments.batch_size,
        "save_every": arguments.save_every,
        "f0_method": arguments.f0_method,
        "base_weights": arguments.base_weights,
        "pretrained_dir": arguments.pretrained,
        "device": arguments.device,
        "seed": arguments.seed,
    }
    return {name: value for name, value in values.items() if value is not None}


def _epochs(word: str) -> int | str:
    return word if word == limits.AUTO else int(word)


def _with_default(name: str, words: str) -> str:
    return f"{words} (default {defaults_of(TrainingConfig)[name]})"
