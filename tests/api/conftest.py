import pytest
from harness import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("data"), PERSONA_MAX_JOBS_PER_MINUTE=10_000).start()
    yield running
    running.stop()


@pytest.fixture()
def client(server):
    return server.client()


@pytest.fixture()
def own_server(tmp_path):
    """A server that a test may kill and start again."""
    running = Server(tmp_path, PERSONA_MAX_JOBS_PER_MINUTE=10_000).start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def make_server(tmp_path_factory):
    """Return a function that starts a server of its own on a new data folder."""
    started = []

    def make(**environment):
        server = Server(tmp_path_factory.mktemp("own"), PERSONA_MAX_JOBS_PER_MINUTE=10_000, **environment)
        started.append(server.start())
        return server

    yield make
    for server in started:
        server.kill()
