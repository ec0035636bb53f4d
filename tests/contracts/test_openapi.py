"""The OpenAPI document says what the contract says."""

import pytest

from backend.error_codes import ERROR_CODES
from rvc_core.config import ConversionOptions, CoverConfig, TrainingConfig, defaults_of

CALLS = [
    ("get", "/api/health"),
    ("post", "/api/trainings"),
    ("post", "/api/models"),
    ("get", "/api/models"),
    ("get", "/api/models/{name}"),
    ("patch", "/api/models/{name}"),
    ("delete", "/api/models/{name}"),
    ("post", "/api/models/{name}/restore"),
    ("get", "/api/models/{name}/samples/{epoch}"),
    ("get", "/api/models/{name}/download"),
    ("get", "/api/capabilities"),
    ("post", "/api/songs"),
    ("post", "/api/previews"),
    ("post", "/api/covers"),
    ("get", "/api/covers"),
    ("get", "/api/covers/{id}"),
    ("patch", "/api/covers/{id}"),
    ("delete", "/api/covers/{id}"),
    ("post", "/api/covers/{id}/restore"),
    ("get", "/api/covers/{id}/download"),
    ("get", "/api/covers/{id}/stems/{stem}"),
    ("get", "/api/covers/{id}/original"),
    ("get", "/api/jobs"),
    ("get", "/api/jobs/{id}"),
    ("get", "/api/jobs/{id}/events"),
    ("post", "/api/jobs/{id}/cancel"),
    ("post", "/api/jobs/{id}/resume"),
]


@pytest.fixture(scope="module")
def document(look_into_app):
    return look_into_app()["document"]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_document_holds_every_call_of_the_contract(document, method, path):
    assert method in document["paths"][path]


def test_training_form_holds_every_field_of_the_contract(document):
    assert set(document["components"]["schemas"]["TrainingForm"]["properties"]) == {
        *("files", "name", "epochs", "consent", "max_minutes", "family", "preset", "sample_rate"),
        *("batch_size", "save_every", "f0_method", "base_weights"),
    }


@pytest.mark.parametrize(
    ("schema", "configs"),
    [("TrainingForm", (TrainingConfig,)), ("CoverForm", (ConversionOptions, CoverConfig))],
)
def test_forms_defaults_are_those_of_the_engine(document, schema, configs):
    engine = {name: value for config in configs for name, value in defaults_of(config).items()}
    shown = {
        name: field["default"]
        for name, field in document["components"]["schemas"][schema]["properties"].items()
        if name in engine and "default" in field
    }
    assert len(shown) > 6 and shown == {name: engine[name] for name in shown}


def test_job_schema_holds_every_field_of_the_contract(document):
    assert set(document["components"]["schemas"]["Job"]["required"]) == {
        *("id", "kind", "status", "stage", "progress", "seconds_left", "created_at", "started_at"),
        *("finished_at", "queue_position", "resumable", "resumed_from", "model", "cover", "error"),
    }


def test_all_refusals_have_one_shape(document):
    refusals = [
        answer["content"]["application/json"]["schema"]
        for path in document["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if status.startswith(("4", "5"))
    ]
    assert {schema.get("$ref") for schema in refusals} == {"#/components/schemas/ErrorBody"}


def test_document_names_every_code_of_a_refusal(document):
    assert document["components"]["schemas"]["ErrorDetail"]["properties"]["code"]["enum"] == list(ERROR_CODES)
