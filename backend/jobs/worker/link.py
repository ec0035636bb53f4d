"""The worker's end of the two pipes: requests and the wish to stop in, events and answers out."""

import json
import os
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from rvc_core import events

Message = dict[str, Any]


class Link:
    """Reads the server's requests and writes answers; the process ends when the server's end closes."""

    def __init__(self) -> None:
        """Take standard output for answers."""
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)  # what a library prints must not end up among the answers
        self._writing = Lock()
        self._requests: SimpleQueue[Message] = SimpleQueue()
        self._number = 0
        self._cancelled_number = 0
        self._said_stopping = False

    def start(self) -> None:
        """Begin to listen."""
        Thread(target=self._listen, daemon=True).start()

    def next_request(self) -> Message:
        """Return the next request, waiting for it."""
        request = self._requests.get()
        self._number, self._said_stopping = request["number"], False
        return request

    def emit(self, event: events.Event) -> None:
        """Send a pipeline's event."""
        values = events.event_to_jsonable(event)
        self.send({**values, "type": "event", "event": values["type"]})

    def is_cancelled(self) -> bool:
        """Return whether the present request is to stop; tells the server that it will."""
        if self._cancelled_number != self._number:
            return False
        if not self._said_stopping:
            self._said_stopping = True
            self.send({"type": "stopping"})
        return True

    def send(self, message: Message) -> None:
        """Send a message."""
        with self._writing:
            self._out.write(json.dumps(message).encode() + b"\n")

    def _listen(self) -> None:
        for line in sys.stdin.buffer:
            message = json.loads(line)
            if "cancel" in message:
                self._cancelled_number = message["cancel"]
            elif "ping" in message:
                self.send({"type": "pong"})
            else:
                self._requests.put(message)
        os._exit(0)


Run = Callable[[Message, Link], Any]
