"""The error tree of rvc_core: everything a person, a file or a device can cause.

RvcError
├── ConfigError                  a setting is out of its range
├── AudioError
│   ├── DecodeError              not sound, or damaged
│   ├── TooShortError            too little sound to work with
│   └── SilentError              nothing to hear in it
├── CheckpointError
│   ├── CheckpointNotFoundError
│   ├── IncompatibleCheckpointError   readable, but not what is wanted
│   └── UnsafeCheckpointError         holds code, or is built to do harm
├── RetrievalError               the index cannot be read or does not fit
├── DeviceError
│   ├── DeviceUnavailableError
│   └── DeviceOutOfMemoryError
├── TrainingError
│   ├── EmptyDatasetError        no usable slice in the recordings
│   └── DivergedError            a loss became NaN or infinite
└── CancelledError               the person asked to stop
"""


class RvcError(Exception):
    """Root of the tree; `code` is the stable word that programs and pages translate."""

    code = "engine_error"


class ConfigError(RvcError):
    """A setting is out of its range; the message names the setting and the range."""

    code = "invalid_setting"


class AudioError(RvcError):
    """A recording cannot be used."""

    code = "invalid_audio"


class DecodeError(AudioError):
    """The file holds no sound that can be decoded."""

    code = "audio_undecodable"


class TooShortError(AudioError):
    """The recording is shorter than the work needs."""

    code = "audio_too_short"


class SilentError(AudioError):
    """The recording holds nothing but silence."""

    code = "audio_silent"


class CheckpointError(RvcError):
    """A model file cannot be used."""

    code = "invalid_checkpoint"


class CheckpointNotFoundError(CheckpointError):
    """There is no model file where one was named."""

    code = "checkpoint_not_found"


class IncompatibleCheckpointError(CheckpointError):
    """The file was read, but it is not what is wanted; the message says what it is."""

    code = "checkpoint_incompatible"


class UnsafeCheckpointError(CheckpointError):
    """The file holds code, or is built to exhaust memory; nothing of it was executed."""

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
    """A training cannot start or cannot go on."""

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
