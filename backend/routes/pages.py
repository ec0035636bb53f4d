"""The built page, covers by file name, metrics and the login form: not part of the API's document."""

from typing import Any

from flask import (
    Blueprint,
    Request,
    Response,
    current_app,
    make_response,
    redirect,
    render_template_string,
    request,
    send_from_directory,
)

from backend.errors import ApiError, not_found
from backend.routes.files import send
from backend.routes.guard import YEAR_SECONDS, current_owner, set_login
from backend.routes.system_routes import check_login_rate, check_password
from backend.visitor import get_context

blueprint = Blueprint("pages", __name__)
NOT_BUILT = "The page is not built yet. Run: npm run setup"
LOGIN_FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Persona</title>
<meta name="viewport" content="width=device-width">
<body style="font:16px sans-serif;max-width:20rem;margin:20vh auto">
<h1>Persona</h1><form method="post"><label>비밀번호 · Password<br>
<input type="password" name="password" autofocus required></label> <button>→</button></form>
<p role="alert">{{ problem }}</p></body></html>"""


@blueprint.get("/")
@blueprint.get("/<any(training,trained,covering,covered,library):page>")
@blueprint.get("/<any(training,trained,covering,covered,library):page>/<path:rest>")
def get_page(page: str = "", rest: str = "") -> Response:
    """Send the single page, which finds its own way by the address."""
    return send_page()


def send_page(status: int = 200) -> Response:
    """Return the single page as an answer with `status`."""
    folder = get_context().settings.page_dir
    if not (folder / "index.html").is_file():
        return make_response((NOT_BUILT, 503, {"Content-Type": "text/plain"}))
    page = (folder / "index.html").read_text(encoding="utf-8")
    # The page's parts are beside it; its own addresses have several levels.
    response = make_response(page.replace('="./', f'="{request.script_root}/'), status)
    response.headers["Cache-Control"] = "private, no-cache"  # a cookie may come with it
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def wants_page(asked: Request) -> bool:
    """Return whether a browser asks for an address of the page, and not of the API or a sound."""
    first = asked.path.split("/")[1]
    accepted = asked.accept_mimetypes
    # Not `best`: by it, what Chromium wants least (signed-exchange) wins, as it has a parameter.
    return first not in ("api", "cover") and accepted["text/html"] > accepted["application/json"]


@blueprint.get("/<any(assets,fonts,icons,images):folder>/<path:file>")
def get_asset(folder: str, file: str) -> Response:
    """Send a part of the built page; those with a hash in their name may be kept."""
    keep_seconds = YEAR_SECONDS if folder == "assets" else 0
    return send_from_directory(get_context().settings.page_dir / folder, file, max_age=keep_seconds)


@blueprint.get("/<file>")
def get_root_file(file: str) -> Response:
    """Send a file that lies beside the page, such as its icon."""
    return send_from_directory(get_context().settings.page_dir, file, max_age=0)


@blueprint.get("/cover/<file>")
def get_cover_file(file: str) -> Response:
    """Send a cover of the person who asks."""
    cover = get_context().library.cover_of_file(current_owner(), file)
    if cover is None:
        raise not_found("cover")
    return send(get_context().workspace.cover_path(cover.file))


@blueprint.get("/metrics")
def get_metrics() -> Response:
    """Send what Prometheus reads."""
    context = get_context()
    return make_response(
        (
            context.metrics.render(context.jobs.count_by_status()),
            {"Content-Type": "text/plain; version=0.0.4"},
        )
    )


@blueprint.get("/api/openapi.json")
def get_openapi() -> dict[str, Any]:
    """Send the OpenAPI document, whose paths are below the one a proxy serves."""
    document: dict[str, Any] = current_app.api_doc  # type: ignore[attr-defined]
    return {**document, "servers": [{"url": request.script_root or "/"}]}


@blueprint.route("/login", methods=["GET", "POST"])
def log_in() -> Any:
    """Ask for the password of this server."""
    if request.method == "GET":
        return render_template_string(LOGIN_FORM, problem="")
    try:
        check_login_rate()  # before the body is read
        check_password(request.form.get("password", ""))
    except ApiError as error:
        return render_template_string(LOGIN_FORM, problem=str(error)), error.status
    response = make_response(redirect(f"{request.script_root}/"))
    set_login(response, request.form["password"])
    return response
