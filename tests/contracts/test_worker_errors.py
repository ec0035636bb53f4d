"""What a worker's end is called, in jobs and in uploads alike."""

import errno
from types import SimpleNamespace

import pytest

from backend.errors import ApiError
from backend.jobs.process import WorkerDiedError
from backend.jobs.worker.loop import serve
from backend.services.context import ask


class EndOfRequestsError(Exception):
    pass


class OneRequest:
    """A link that has one request, and keeps the answer."""

    def __init__(self):
        self.requests = [{"task": "work", "arguments": {}}]
        self.answers = []

    def start(self):
        pass

    def next_request(self):
        if not self.requests:
            raise EndOfRequestsError
        return self.requests.pop()

    def send(self, message):
        self.answers.append(message)


def code_of(error):
    def work(_arguments, _link):
        raise error

    link = OneRequest()
    with pytest.raises(EndOfRequestsError):
        serve(link, {"work": work})
    return link.answers[0]["error"]["code"]


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("libtorch.so: failed to map segment from shared object: Cannot allocate memory"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes."),
    ],
    ids=["python", "system", "loader", "torch"],
)
def test_lack_of_memory_has_one_name(error):
    assert code_of(error) == "out_of_memory"


def test_other_errors_of_files_keep_theirs():
    assert code_of(OSError(errno.EIO, "Input/output error")) == "file_error"


@pytest.mark.parametrize(("code", "status"), [("worker_killed", 503), ("worker_crashed", 422)])
def test_dead_worker_is_an_uploads_reason_under_the_name_it_has_in_jobs(code, status):
    class DyingLane:
        def ask(self, _task, _arguments, _is_wanted):
            raise WorkerDiedError(code, "It died.")

    with pytest.raises(ApiError) as caught:
        ask(SimpleNamespace(lane=DyingLane()), "analyse", {})
    assert (caught.value.status, caught.value.code) == (status, code)
