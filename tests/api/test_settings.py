"""Every setting has a type and a range, and a wrong one stops the start with a clear sentence."""

import subprocess

import pytest
from harness import REAL_SERVER, ROOT, clean_environment

from backend.config import Limits, Settings, SettingsError, allowed_values, load_settings, variables

ALL = [(kind, name) for kind in (Settings, Limits) for name in variables(kind)]
CHECKED = [(kind, name) for kind, name in ALL if "text" not in allowed_values(kind, name)]
NUMBERS = [(kind, name) for kind, name in ALL if "number" in allowed_values(kind, name)]


@pytest.mark.parametrize(("kind", "name"), NUMBERS)
@pytest.mark.parametrize("text", ["-1", "many", "1e99", "99999999999"])
def test_number_out_of_its_range_is_refused_and_names_variable_value_and_range(kind, name, text):
    with pytest.raises(SettingsError) as refusal:
        load_settings({variables(kind)[name]: text})
    message = str(refusal.value)
    assert all(part in message for part in (variables(kind)[name], text, allowed_values(kind, name)))


@pytest.mark.parametrize(("kind", "name"), CHECKED)
def test_wrong_value_names_its_variable(kind, name):
    with pytest.raises(SettingsError, match=variables(kind)[name]):
        load_settings({variables(kind)[name]: "no such thing"})


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("yes", True), ("true", True), ("0", False), ("", False)]
)
def test_secure_cookie_reads_what_people_write(text, value):
    assert load_settings({"PERSONA_SECURE_COOKIE": text}).secure_cookie is value


def test_memory_below_what_a_worker_needs_is_refused():
    with pytest.raises(SettingsError, match="PERSONA_MAX_MEMORY_MB is '100', but must be 0"):
        load_settings({"PERSONA_MAX_MEMORY_MB": "100"})


def test_refused_secret_is_not_shown():
    with pytest.raises(SettingsError) as refusal:
        load_settings({"DATABASE_URL": "postgresql:secret@@"})
    assert "secret" not in str(refusal.value)


def test_folder_name_with_a_question_mark_keeps_the_database_inside(tmp_path):
    settings = load_settings({"PERSONA_DATA_DIR": str(tmp_path / "what?mode=ro")})
    assert settings.sql_url.database == str(tmp_path / "what?mode=ro" / ".persona" / "persona.db")


def test_wrong_setting_stops_the_start_with_one_sentence():
    environment = {**clean_environment(), "PERSONA_PORT": "70000"}
    ended = subprocess.run(
        REAL_SERVER, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    expected = "Persona cannot start: PERSONA_PORT is '70000', but must be a whole number from 1 to 65535.\n"
    assert (ended.returncode, ended.stderr) == (1, expected)
