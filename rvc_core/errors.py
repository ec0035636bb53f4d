"""The error tree of rvc_core: everything a person, a file or a device can cause.

RvcError
├── ConfigError                  a setting is out of its range
├── AudioError
│   ├── DecodeError              not sound, or damaged
│   ├── TooShortError            too little sound to work with
│   └── SilentError              nothing to hear in it
├── CheckpointError
│   ├── CheckpointNotFoundError
│   ├── IncompatibleCheckpointError   readable, but not what is expected
│   └── UnsafeCheckpointError         contains code, or is built to do harm
├── RetrievalError               the index cannot be read or does not fit
├── DeviceError
│   ├── DeviceUnavailableError
│   └── DeviceOutOfMemoryError
├── TrainingError
│   ├── EmptyDatasetError        no usable slice in the recordings
│   └── DivergedError            a loss became NaN or infinite
└── CancelledError               the person asked to stop

An error is data first: `code` (its class), `kind` (which of the code's cases it is), `field` (the setting
it is about) and `facts` (names and numbers). Pages make their own sentences from these; the message is for
command line and log.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Fact = str | int | float
Facts = Mapping[str, Fact]


class Reason(str):
    """Why something cannot be used here: a sentence, and as `kind` the stable word `weights` or `package`."""

    kind: str

    def __new__(cls, kind: str, sentence: str) -> "Reason":
        """Return the sentence with its kind."""
        reason = super().__new__(cls, sentence)
        reason.kind = kind
        return reason


def error_data(
    code: str, message: str, kind: str | None = None, field: str | None = None, facts: Facts | None = None
) -> dict[str, Any]:
    """Return an error as JSON values; what is not set is left out."""
    more = {"field": field, "kind": kind, "facts": dict(facts or {})}
    return {"code": code, "message": message, **{name: value for name, value in more.items() if value}}


class RvcError(Exception):
    """Root of the tree; `code` is the stable word that programs and pages translate."""

    code = "engine_error"

    def __init__(
        self, message: str, *, kind: str | None = None, field: str | None = None, facts: Facts | None = None
    ) -> None:
        """Keep what happened, and what to do, as a sentence without the file's name, and as data.

        The fact `file` names the file that the error is about; it stands before the sentence.
        """
        super().__init__(message)
        self.kind = kind
        self.field = field
        self.facts: dict[str, Fact] = dict(facts or {})

    def __str__(self) -> str:
        """Return the sentence, behind the file's name where the error is about a file."""
        message = super().__str__()
        return f"{self.facts['file']}: {message}" if "file" in self.facts else message

    def data(self) -> dict[str, Any]:
        """Return the error as JSON values: `{code, message, field?, kind?, facts?}`."""
        return error_data(self.code, str(self), self.kind, self.field, self.facts)


@contextmanager
def about_file(name: str, field: str | None = None) -> Iterator[None]:
    """Have the errors of a block name their file as the person calls it, and the setting it was given by."""
    try:
        yield
    except RvcError as error:
        error.facts["file"] = name
        error.field = field or error.field
        raise


class ConfigError(RvcError):
    """A setting is out of its range; the message names the setting and the range."""

    code = "invalid_setting"


class AudioError(RvcError):
    """A recording cannot be used."""

    code = "invalid_audio"


class DecodeError(AudioError):
    """The file contains no sound that can be decoded."""

    code = "audio_undecodable"


class TooShortError(AudioError):
    """The recording is shorter than the work needs."""

    code = "audio_too_short"


class SilentError(AudioError):
    """The recording is silent."""

    code = "audio_silent"


class CheckpointError(RvcError):
    """A model file cannot be used."""

    code = "invalid_checkpoint"


class CheckpointNotFoundError(CheckpointError):
    """There is no model file where one was named."""

    code = "checkpoint_not_found"


class IncompatibleCheckpointError(CheckpointError):
    """The file was read, but it is not what is expected; the message says what it is."""

    code = "checkpoint_incompatible"


class UnsafeCheckpointError(CheckpointError):
    """The file contains code, or is built to exhaust memory; none of it was executed."""

    code = "checkpoint_unsafe"


class RetrievalError(RvcError):
    """A retrieval index cannot be read, or does not fit its model."""

    code = "invalid_index"


class DeviceError(RvcError):
    """The device cannot do the work."""

    code = "device_error"


class DeviceUnavailableError(DeviceError):
    """The device asked for is not present or too old for this build of PyTorch."""

    code = "device_unavailable"


class DeviceOutOfMemoryError(DeviceError):
    """The device ran out of memory even with the smallest batch."""

    code = "out_of_memory"


class TrainingError(RvcError):
    """A training cannot start or continue."""

    code = "training_failed"


class EmptyDatasetError(TrainingError):
    """No usable slice was found in the recordings."""

    code = "empty_dataset"


class DivergedError(TrainingError):
    """A loss became NaN or infinite; the last good checkpoint is kept."""

    code = "training_diverged"


class CancelledError(RvcError):
    """The person asked to stop."""

    code = "cancelled"
