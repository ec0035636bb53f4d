"""`python -m backend admin`: looking after a server's data from its machine, also while it runs."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from backend.app import create_context
from backend.config import Settings, SettingsError, load_settings
from backend.errors import ApiError
from backend.jobs.conversation import Conversation
from backend.jobs.process import WorkerDiedError, WorkerProcess, WorkerRefusedError
from backend.services import adoption
from backend.services.context import Context
from backend.services.upkeep import prune
from backend.storage.times import iso_time
from backend.storage.workspace import deny_others


def main(arguments: Sequence[str], load: Callable[[], Settings] = load_settings) -> int:
    """Return the exit code of an administration command: 0 done, 1 refused, 2 misused."""
    options = _make_parser().parse_args(arguments)
    deny_others()
    try:
        options.run(create_context(load()), options)
    except (ApiError, SettingsError, WorkerRefusedError, WorkerDiedError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend admin", description=__doc__)
    commands = parser.add_subparsers(required=True)
    jobs = commands.add_parser("jobs", help="list jobs")
    jobs.add_argument("--all", action="store_true", help="those that have ended too")
    jobs.set_defaults(run=_list_jobs)
    commands.add_parser("space", help="show what is kept and how much room is left").set_defaults(
        run=_show_space
    )
    old = commands.add_parser("prune", help="remove models, covers, songs and jobs older than so many days")
    old.add_argument("days", type=float)
    old.set_defaults(run=_prune)
    run = commands.add_parser("run", help="run a queued job here and now, while no server does")
    run.add_argument("job", help="its id")
    run.set_defaults(run=_run)
    adopt = commands.add_parser("adopt", help="give a model that the command line made to a person")
    adopt.add_argument("name", help="its folder's name under logs/")
    adopt.add_argument("--key", help="the person's library key; a new library is made without")
    adopt.set_defaults(run=_adopt)
    return parser


def _list_jobs(context: Context, options: argparse.Namespace) -> None:
    statuses = ("queued", "running", *(("succeeded", "failed", "cancelled") if options.all else ()))
    for job in context.jobs.with_status(*statuses):
        reason = f"  {job.error['code']}" if job.error else ""
        state = f"{job.kind:<9} {job.status:<9} {job.progress:4.0%} {job.stage or '':<12}"
        _say(f"{job.id}  {state} {iso_time(job.created_at)}  {job.model_name or ''}{reason}")


def _show_space(context: Context, _options: argparse.Namespace) -> None:
    _say(f"kept {context.library.total_bytes() / 1e9:.2f} GB of {context.settings.limits.disk_gb} GB allowed")
    _say(f"free on the disk {context.workspace.free_mb() / 1e3:.2f} GB")


def _prune(context: Context, options: argparse.Namespace) -> None:
    start = time.monotonic()
    removed = prune(context, options.days)
    words = ", ".join(f"{count} {kind}" for kind, count in removed.items())
    _say(f"removed {words} in {time.monotonic() - start:.1f} s")


def _run(context: Context, options: argparse.Namespace) -> None:
    context.lane.start()
    process = WorkerProcess(context.settings.worker_command)
    try:
        context.runner.run_job(options.job, Conversation(process, options.job), lambda: False)
    finally:
        process.close()
        context.lane.stop()
    job = context.jobs.get(options.job)
    _say(f"{options.job} {job.status}" if job else f"There is no job {options.job}.")


def _adopt(context: Context, options: argparse.Namespace) -> None:
    process = WorkerProcess(context.settings.worker_command)
    try:
        model_dir = str(context.workspace.model_dir(adoption.checked_folder(context, options.name)))
        request = {"task": "describe", "arguments": {"model_dir": model_dir, "name": options.name}}
        facts = Conversation(process).run(request, lambda event: None)
        _say(f"library key: {adoption.adopt(context, options.name, facts, options.key)}")
    finally:
        process.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
