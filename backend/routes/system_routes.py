"""Health, capabilities, metrics, login and the library key."""

import hmac
from typing import Any

from flask import Response, make_response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from backend import __version__
from backend.errors import ApiError
from backend.routes.answers import NO_CONTENT, CapabilitiesAnswer, HealthAnswer, KeyAnswer, refusals
from backend.routes.guard import (
    LOGINS_PER_MINUTE,
    check_rate,
    current_owner,
    set_login,
    set_owner,
)
from backend.routes.schemas import Body, KeyBody, Text
from backend.services import people
from backend.services.capabilities import device_name, load_capabilities
from backend.visitor import OWNER_COOKIE, get_context

blueprint = APIBlueprint("system", __name__, url_prefix="/api", abp_tags=[Tag(name="system")])


class PasswordBody(Body):
    """The password of this server."""

    password: Text = Field(min_length=1)


@blueprint.get("/health", responses={"200": HealthAnswer, **refusals()})
def get_health() -> dict[str, Any]:
    """Say that the server is there."""
    counts = get_context().jobs.count_by_status()
    queue = {"running": counts.get("running", 0), "queued": counts.get("queued", 0)}
    return {"status": "ok", "version": __version__, "device": device_name(get_context()), "queue": queue}


@blueprint.get("/capabilities", responses={"200": CapabilitiesAnswer, **refusals()})
def get_capabilities() -> dict[str, Any]:
    """Say what this machine can do, and why not the rest."""
    return load_capabilities(get_context())


@blueprint.post("/login", responses={"204": NO_CONTENT, **refusals()})
def log_in(body: PasswordBody) -> Response:
    """Give the password of this server."""
    check_login_rate()
    check_password(body.password)
    response = make_response("", 204)
    set_login(response, body.password)
    return response


def check_login_rate() -> None:
    """Refuse more than ten tries a minute from one address; others, such as the owner's, are not locked out.

    Raises:
        ApiError: it says when to come back.
    """
    check_rate(f"login {request.remote_addr}", LOGINS_PER_MINUTE)


def check_password(password: str) -> None:
    """Check the server's password.

    Raises:
        ApiError: it is wrong.
    """
    wanted = get_context().settings.password
    if wanted is None or not hmac.compare_digest(password.encode(), wanted.encode()):
        raise ApiError(401, "wrong_password", "The password is wrong.", "password")


@blueprint.get("/library/key", responses={"200": KeyAnswer, **refusals()})
def get_library_key() -> dict[str, str]:
    """Show the key that brings your library back in another browser."""
    people.ensure_owner(get_context(), current_owner())
    return {"key": people.library_key(get_context(), current_owner())}


@blueprint.post("/library/restore", responses={"204": NO_CONTENT, **refusals(404)})
def restore_library(body: KeyBody) -> Response:
    """Bring a library back by its key."""
    check_rate(f"key {current_owner()}", LOGINS_PER_MINUTE)
    owner_id = people.owner_of_key(get_context(), body.key)
    response = make_response("", 204)
    set_owner(response, owner_id)
    return response


@blueprint.delete("/library/recordings", responses={"204": NO_CONTENT, **refusals(409)})
def delete_recordings() -> tuple[str, int]:
    """Delete all your recordings and songs; models and covers stay."""
    people.delete_recordings(get_context(), current_owner())
    return "", 204


@blueprint.delete("/library", responses={"204": NO_CONTENT, **refusals()})
def delete_library() -> Response:
    """Delete everything of yours, for good."""
    people.delete_everything(get_context(), current_owner())
    response = make_response("", 204)
    response.delete_cookie(OWNER_COOKIE)
    return response
