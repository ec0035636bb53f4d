"""Puts the server together."""

from flask import Flask
from flask_openapi3 import Info, OpenAPI

from backend import __version__
from backend.config import Settings
from backend.extensions import socketio
from backend.jobs.completion import Completion
from backend.jobs.dispatcher import HeavyLane, LocalDispatcher
from backend.jobs.ending import Ending
from backend.jobs.lane import ShortLane
from backend.jobs.publisher import Publisher
from backend.jobs.recovery import Recovery
from backend.jobs.runner import Runner
from backend.metrics import Metrics
from backend.routes import cover_routes, model_routes, pages, reference, system_routes, training_routes
from backend.routes.compression import compress
from backend.routes.conditions import ConditionalResponse
from backend.routes.guard import guard
from backend.routes.problems import answer_invalid, answer_problems
from backend.routes.proxies import behind_proxies
from backend.routes.request import DiskRequest, drop_uploads, pace_bodies
from backend.routes.schemas import ErrorBody
from backend.services.builds import Builds
from backend.services.context import Context
from backend.services.people import load_identity
from backend.sockets import register_sockets
from backend.storage.database import Database
from backend.storage.jobs import JobStore
from backend.storage.library import LibraryStore
from backend.storage.workspace import Workspace

CACHE_SHARE = 0.1  # of PERSONA_MAX_DISK_GB, for files that can be made again


def create_app(settings: Settings) -> Flask:
    """Return the web application with its parts under `extensions["persona"]`; no job runs yet."""
    context = create_context(settings)
    app = _PersonaApp(
        __name__,
        info=Info(title="Persona", version=__version__),
        static_folder=None,
        doc_ui=False,
        security_schemes={},  # a cookie is given to whoever comes; nothing has to be sent
        validation_error_model=ErrorBody,
        validation_error_callback=answer_invalid,
    )
    identity = load_identity(context)
    app.secret_key = identity.flask_key
    app.extensions["persona"] = context
    for routes in (training_routes, model_routes, cover_routes, system_routes):
        app.register_api(routes.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(reference.blueprint)
    answer_problems(app)
    guard(app, identity)
    app.after_request(compress)
    app.teardown_request(drop_uploads)
    register_sockets()
    socketio.init_app(app, async_mode="eventlet", manage_session=True, max_http_buffer_size=100_000)
    paced = pace_bodies(app.wsgi_app, settings.piece_seconds)
    app.wsgi_app = behind_proxies(paced, settings)  # type: ignore[assignment, method-assign]
    return app


def create_context(settings: Settings) -> Context:
    """Return the server's parts, with the folders made and the database up to date."""
    workspace = Workspace(settings.data_dir, settings.pretrained_dir)
    workspace.prepare()
    database = Database(settings.sql_url, workspace.reserve)
    database.migrate()
    library, jobs = LibraryStore(database), JobStore(database)
    lane = ShortLane(settings.worker_command, settings.limits.memory_mb)
    exports = ShortLane(settings.worker_command, settings.limits.memory_mb)
    metrics, publisher = Metrics(), Publisher(jobs)
    completion = Completion(
        library,
        workspace,
        lambda folder, name: lane.ask("describe", {"model_dir": str(folder), "name": name}),
    )
    ending = Ending(publisher, completion, metrics)
    runner = Runner(jobs, publisher, completion, ending, metrics)
    dispatcher = LocalDispatcher(
        publisher,
        runner,
        Recovery(jobs, publisher, completion, ending),
        lane,
        HeavyLane(settings.worker_command, settings.concurrency, settings.limits.queue),
    )
    builds = Builds(workspace.cache, CACHE_SHARE * settings.limits.disk_gb * 1e9)
    return Context(settings, library, jobs, workspace, lane, exports, runner, dispatcher, metrics, builds)


class _PersonaApp(OpenAPI):
    request_class = DiskRequest
    response_class = ConditionalResponse
