"""Who sends a request, as routes and sockets both have to know."""

from urllib.parse import urlsplit

from flask import Request, current_app

from backend.services.context import Context
from backend.services.people import Identity

OWNER_COOKIE, LOGIN_COOKIE = "persona_owner", "persona_login"


def get_context() -> Context:
    """Return the server's parts."""
    context: Context = current_app.extensions["persona"]
    return context


def get_identity() -> Identity:
    """Return the signer of cookies."""
    identity: Identity = current_app.extensions["persona_identity"]
    return identity


def origin_is_host(asked: Request) -> bool:
    """Return whether the request's Origin, if it has one, is the host it was sent to.

    A port that is left out is the usual one of the origin's scheme: a proxy that ends TLS may pass on either.
    """
    origin = asked.headers.get("Origin")
    if origin is None:
        return True
    asked_of = _address(f"//{asked.host}", origin)
    return asked_of is not None and asked_of == _address(origin, origin)


def _address(url: str, origin: str) -> tuple[str, int | None] | None:
    """Return host and port of `url`, or None where it names none."""
    usual_port = {"http": 80, "https": 443}.get(urlsplit(origin).scheme)
    try:
        parts = urlsplit(url)
        return (parts.hostname, parts.port or usual_port) if parts.hostname else None
    except ValueError:
        return None


def is_logged_in(asked: Request) -> bool:
    """Return whether no password is set, or the request carries proof of knowing it."""
    password = get_context().settings.password
    return password is None or get_identity().is_logged_in(asked.cookies.get(LOGIN_COOKIE, ""), password)


def read_owner(asked: Request) -> str | None:
    """Return the id of the person whose cookie the request carries."""
    return get_identity().read_owner(asked.cookies.get(OWNER_COOKIE, ""))
