"""Before and after every request: who asks, from where, how often, and what the answer's headers forbid."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, request

from backend.errors import ApiError
from backend.services.limiter import RateLimiter
from backend.services.people import Identity, ensure_owner
from backend.storage.database import new_id
from backend.visitor import (
    LOGIN_COOKIE,
    OWNER_COOKIE,
    get_context,
    get_identity,
    is_logged_in,
    origin_is_host,
    read_owner,
)

View = TypeVar("View", bound=Callable[..., Any])
YEAR_SECONDS = 365 * 24 * 3600
OPEN_PATHS = ("/api/health", "/metrics", "/login", "/api/login")
PAGE = "pages.get_page"
LOGINS_PER_MINUTE = 10
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self' ws: wss:; media-src 'self' blob: data:;"
        " img-src 'self' blob: data:;"
        " style-src 'self' 'unsafe-inline'; font-src 'self' data:; worker-src 'self' blob:;"
        " object-src 'none';"
        " base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=()",
}


def limit_jobs(view: View) -> View:
    """Return the view, marked as one that makes work and may be called so many times a minute only."""
    view.makes_work = True  # type: ignore[attr-defined]
    return view


def current_owner() -> str:
    """Return the id of the person who asks."""
    owner_id: str = g.owner_id
    return owner_id


def guard(app: Flask, identity: Identity) -> None:
    """Put the checks before, and the headers after, every request of `app`."""
    app.extensions["persona_identity"] = identity
    app.extensions["persona_limiter"] = RateLimiter()
    app.before_request(_check)
    app.after_request(_finish)


def _check() -> Any:
    _check_letter()
    if not origin_is_host(request):
        raise _foreign_origin()
    if request.path in OPEN_PATHS:
        return None
    if not is_logged_in(request):
        if request.path.startswith(("/api/", "/cover/")):
            raise ApiError(401, "login_required", "Please log in first.")
        return redirect(f"{request.script_root}/login")
    _identify()
    if getattr(request, "makes_work", False):
        _limit()
    return None


def _check_letter() -> None:
    """Refuse what a proxy before this server may read in another way (RFC 9112, sections 3.2 and 6.3)."""
    if "HTTP_TRANSFER_ENCODING" in request.environ:
        raise ApiError(411, "bad_request", "A body needs a Content-Length here. Send it without chunks.")
    host = request.environ.get("HTTP_HOST", "")
    if "," in host or (not host and request.environ["SERVER_PROTOCOL"] != "HTTP/1.0"):
        raise ApiError(400, "bad_request", "A request needs one header Host. Send it once.")


def _foreign_origin() -> ApiError:
    origin = request.headers["Origin"]
    return ApiError(
        403,
        "foreign_origin",
        f"The header Origin is {origin}, but Host is {request.host}: this request comes from another web"
        " site, or through a proxy that does not pass Host on.",
        kind="other_host",
        facts={"origin": origin, "host": request.host},
    )


def _identify() -> None:
    known = read_owner(request)
    g.owner_id = known or new_id()
    if known is None:
        g.cookie_is_due = request.path == "/" or request.path.startswith("/api/")
    else:
        g.cookie_is_due = request.endpoint == PAGE  # its year begins anew for whoever comes back


def _limit() -> None:
    most = get_context().settings.limits.jobs_per_minute
    check_rate(f"owner {current_owner()}", most)
    check_rate(f"address {request.remote_addr}", 2 * most)
    ensure_owner(get_context(), current_owner())


def check_rate(key: str, per_minute: int) -> None:
    """Refuse what is asked too often.

    Raises:
        ApiError: it says when to come back.
    """
    limiter: RateLimiter = current_app.extensions["persona_limiter"]
    wait = math.ceil(limiter.seconds_to_wait(key, per_minute))
    if wait > 0:
        raise ApiError(429, "too_many_requests", f"Please wait {wait} seconds.", retry_after_seconds=wait)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if g.get("cookie_is_due"):
        set_owner(response, current_owner())
    get_context().metrics.requests.labels(status=response.status_code).inc()
    return response


def set_owner(response: Response, owner_id: str) -> None:
    """Give the browser the cookie of a person."""
    g.cookie_is_due = False
    _set_cookie(response, OWNER_COOKIE, get_identity().owner_token(owner_id))


def set_login(response: Response, password: str) -> None:
    """Give the browser the proof that the password was known."""
    _set_cookie(response, LOGIN_COOKIE, get_identity().login_token(password))


def _set_cookie(response: Response, name: str, value: str) -> None:
    secure = request.is_secure or get_context().settings.secure_cookie
    secure = secure or request.headers.get("X-Forwarded-Proto") == "https"
    path = request.script_root or "/"
    response.set_cookie(
        name, value, max_age=YEAR_SECONDS, path=path, httponly=True, samesite="Lax", secure=secure
    )
