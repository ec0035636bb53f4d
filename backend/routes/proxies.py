"""Behind proxies: whose address, scheme and host are believed, and below which path everything is served."""

from collections.abc import Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from backend.config import Settings
from backend.routes.request import Application


def behind_proxies(application: Application, settings: Settings) -> Application:
    """Return `application`, told by trusted proxies who asks, without the base path in its addresses."""
    count = settings.trusted_proxies
    if count:
        application = ProxyFix(application, x_for=count, x_proto=count, x_host=count, x_port=count)
    return _below(application, settings.base_path) if settings.base_path else application


def _below(application: Application, base_path: str) -> Application:
    def called(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == base_path or path.startswith(f"{base_path}/"):  # a proxy may have taken it off already
            environ["PATH_INFO"] = path[len(base_path) :] or "/"
        environ["SCRIPT_NAME"] = base_path
        return application(environ, start_response)

    return called
