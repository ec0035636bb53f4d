"""Two servers never work on one data folder, or on one port."""

import subprocess

import pytest
from harness import FAKE_SERVER, ROOT, Server, clean_environment


def refused_start(**environment):
    """Return what a server that does not come up said."""
    return subprocess.run(
        FAKE_SERVER,
        cwd=ROOT,
        env={**clean_environment(), **{name: str(value) for name, value in environment.items()}},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("first")).start()
    yield running
    running.stop()


def test_second_server_on_a_data_folder_is_refused_with_the_firsts_address(first):
    ended = refused_start(PERSONA_DATA_DIR=first.data_dir, PERSONA_PORT=first.port + 1)
    assert ended.returncode == 1
    assert f"(http://127.0.0.1:{first.port})" in ended.stderr


def test_second_server_on_a_port_is_refused(first, tmp_path):
    ended = refused_start(PERSONA_DATA_DIR=tmp_path, PERSONA_PORT=first.port)
    assert (ended.returncode, "in use" in ended.stderr) == (1, True)


def test_server_refused_its_port_makes_no_database(first, tmp_path):
    refused_start(PERSONA_DATA_DIR=tmp_path, PERSONA_PORT=first.port)
    assert not (tmp_path / ".persona" / "persona.db").exists()


def test_folder_of_a_killed_server_can_be_served_again(tmp_path):
    killed = Server(tmp_path).start()
    killed.kill()
    again = Server(tmp_path).start()
    again.stop()
    assert again.process.returncode == 0
