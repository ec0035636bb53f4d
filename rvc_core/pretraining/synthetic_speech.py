"""Speech by espeak-ng with the exact time of every phone, which recordings do not have."""

import ctypes
import ctypes.util
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rvc_core.errors import ConfigError
from rvc_core.pretraining.phones import SILENCE, ipa_letters

_AUDIO_RETRIEVAL = 1
_PHONEME_EVENTS_IN_IPA = 0x0003
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4  # espeak_PARAMETER
_EVENT_END, _EVENT_PHONEME = 0, 7


class _EventId(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # milliseconds
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class SpokenText:
    """What espeak-ng said: the waveform and when each phone began."""

    waveform: np.ndarray  # (N,) float32
    sample_rate: int
    phones: list[tuple[float, list[str]]]  # begin in seconds, IPA letters (several in a diphthong)


@dataclass
class _Take:
    """What the callback has gathered of one text."""

    sound: list[np.ndarray] = field(default_factory=list)
    phones: list[tuple[float, list[str]]] = field(default_factory=list)

    def add(self, samples: Any, count: int, events: Any) -> int:
        """Take one buffer of sound and its events; 0 tells espeak-ng to continue."""
        if count > 0:
            self.sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        number = 0
        while events[number].type != _EVENT_END:
            event = events[number]
            if event.type == _EVENT_PHONEME:
                letters = ipa_letters(event.id.string.decode("utf-8", "ignore"))
                self.phones.append((event.audio_position / 1000.0, letters or [SILENCE]))
            number += 1
        return 0


class EspeakVoice:
    """espeak-ng in this process; one at a time."""

    def __init__(self) -> None:
        """Load the library.

        Raises:
            ConfigError: it is not installed.
        """
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            raise ConfigError("Making content weights needs libespeak-ng, which is not installed.")
        self._library = ctypes.CDLL(name)
        self.sample_rate = self._library.espeak_Initialize(
            _AUDIO_RETRIEVAL, 200, None, _PHONEME_EVENTS_IN_IPA
        )

    def say(self, text: str, voice: str, words_per_minute: int, pitch: int) -> SpokenText:
        """Return `text` spoken by `voice` (such as `de+f3`).

        Args:
            text: What to say.
            voice: A language, and a variant after a plus sign.
            words_per_minute: 80 to 450.
            pitch: 0 to 99; 50 is normal.

        Raises:
            ConfigError: there is no such voice.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ConfigError(f"espeak-ng has no voice {voice!r}.")
        take = _Take()
        callback = _Callback(take.add)
        self._library.espeak_SetSynthCallback(callback)
        for parameter, value in ((_RATE, words_per_minute), (_PITCH, pitch), (_RANGE, 50)):
            self._library.espeak_SetParameter(parameter, value, 0)
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        sound = np.concatenate(take.sound) if take.sound else np.zeros(0, np.int16)
        return SpokenText(sound.astype(np.float32) / 32768.0, self.sample_rate, take.phones)
