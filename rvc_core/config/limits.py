"""Ranges and names that the page, the API and the command line share."""

from rvc_core.errors import ConfigError

AUTO = "auto"
MIN_EPOCHS = 1
MAX_EPOCHS = 10_000
STARTER_VOICE_SECONDS = 9_600.0  # heard by an automatic starter training: 80 passes over two minutes
MIN_TRAINING_MINUTES = 0.1
MAX_PITCH_SHIFT_SEMITONES = 24
MAX_SUGGESTED_SHIFT_SEMITONES = 12  # further is left to a person, who may mean it
MAX_SEED = 2**32 - 1  # what all random generators in use take
SAMPLE_RATES_HZ = (32_000, 40_000, 48_000)
F0_METHODS = ("auto", "rmvpe", "swift-f0", "crepe", "harvest", "pm")
FAMILIES = ("auto", "rvc", "starter")
PRESETS = ("auto", "compact", "standard")
F0_MIN_HZ = 50.0
F0_MAX_HZ = 1600.0  # G6; the bins of a network end at 1100 Hz, its source sings higher

_MAX_SHOWN = 80  # characters of a text, in a message
_MAX_SHOWN_ITEMS = 8


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Check that `low <= value <= high`.

    Raises:
        ConfigError: it is not; NaN is never in range.
    """
    if not low <= value <= high:
        message = f"{name} is {value}, but must be between {low} and {high}."
        raise ConfigError(message, kind="out_of_range", field=name, facts={"low": low, "high": high})


def check_choice(name: str, value: object, choices: tuple[object, ...]) -> None:
    """Check that `value` is one of `choices`.

    Raises:
        ConfigError: it is not.
    """
    if not isinstance(value, str | int | float) or value not in choices:
        listed = ", ".join(str(choice) for choice in choices)
        message = f"{name} is {shown(value)}, but must be one of: {listed}."
        raise ConfigError(message, kind="not_a_choice", field=name, facts={"choices": listed})


def check_integer(name: str, value: object, low: int, high: int) -> None:
    """Check that `value` is an integer, `low <= value <= high`.

    Raises:
        ConfigError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"{name} is {shown(value)}, but must be an integer."
        raise ConfigError(message, kind="not_an_integer", field=name)
    check_range(name, value, low, high)


def shown(value: object) -> str:
    """Return a value as messages show it: numbers, texts and short lists of them; else the type.

    Texts are cut: values in files and requests may be of any size.
    """
    if isinstance(value, list | tuple) and len(value) <= _MAX_SHOWN_ITEMS:
        return f"[{', '.join(map(_shown_leaf, value))}]"
    return _shown_leaf(value)


def _shown_leaf(value: object) -> str:
    if isinstance(value, str):
        return repr(value[:_MAX_SHOWN])
    if value is None or isinstance(value, int | float):
        return repr(value)[:_MAX_SHOWN]
    return f"a {type(value).__name__}"
