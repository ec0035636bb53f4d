"""The API reference at `/docs`: Swagger UI over the OpenAPI document, all of it from this server."""

from pathlib import Path

import flask_openapi3_swagger
from flask import Blueprint, Response, send_from_directory

SWAGGER_DIR = Path(flask_openapi3_swagger.__file__).parent / "templates" / "swagger"
# Scripts stand in files of their own: the page's Content-Security-Policy refuses those in the HTML.
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Persona API</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="docs/css/swagger-ui.css">
<style>.scheme-container { display: none }</style>
<body>
<main id="reference"></main>
<script src="docs/js/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: "api/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  validatorUrl: null,
});
"""
KEEP_SECONDS = 24 * 3600
blueprint = Blueprint("reference", __name__, url_prefix="/docs")


@blueprint.get("")
def get_reference() -> Response:
    """Send the page of the API reference."""
    return Response(PAGE, mimetype="text/html")


@blueprint.get("/start.js")
def get_start() -> Response:
    """Send the script that draws the reference from the OpenAPI document."""
    return Response(START, mimetype="text/javascript")


@blueprint.get("/<any(css,js):folder>/<file>")
def get_part(folder: str, file: str) -> Response:
    """Send a script or style sheet of Swagger UI."""
    return send_from_directory(SWAGGER_DIR / folder, file, max_age=KEEP_SECONDS)
