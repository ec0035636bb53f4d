"""Log-mels of espeak-ng's speech with a phone for every frame, in many voices and five languages."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
import torch

from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.models.content_network import LogMel
from rvc_core.pretraining.manifest import Recording
from rvc_core.pretraining.phones import SILENCE, VOICES
from rvc_core.pretraining.synthetic_speech import EspeakVoice, SpokenText

_MELS_NAME, _LABELS_NAME, _INDEX_NAME = "log_mels.f16", "labels.i16", "lengths.json"
_TEXTS = {"en": 600, "de": 300, "nl": 300}
_SYLLABLE_TEXTS = {"ko": 400, "ja": 200}  # spoken languages without transcripts: random syllables
_NUMBERED_VARIANTS = (*(f"m{n}" for n in range(1, 9)), *(f"f{n}" for n in range(1, 6)))
_VARIANTS = (*_NUMBERED_VARIANTS, "klatt", "klatt2", "klatt3", "max", "ed", "linda", "steph", "anika", "zac")
_KOREAN_FINALS = (0, 0, 0, 4, 21, 8, 1, 16, 17)  # none is the commonest
_KANA = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほま"
    "みむめもやゆよらりるれろわんがぎぐげござじずぜぞだでどばびぶべぼ"
)
_MIN_PHONE_FRAMES = 100


@dataclass(frozen=True, slots=True)
class SyntheticStore:
    """Utterances with the number of the phone spoken at each frame of 10 ms."""

    phones: tuple[str, ...]
    starts: np.ndarray  # (U + 1,) first frame of each utterance
    log_mels: np.ndarray  # (T, M) float16
    labels: np.ndarray  # (T,) int16, an index of `phones`


def open_synthetic_store(
    recordings: list[Recording], known_phones: tuple[str, ...], work_dir: Path, seed: int
) -> SyntheticStore:
    """Return the store in `work_dir`, spoken by espeak-ng where it is not there yet.

    The phones start with `known_phones`; those of the other languages follow.

    Raises:
        ConfigError: espeak-ng is not installed.
    """
    if not (work_dir / _INDEX_NAME).is_file():
        _build(recordings, known_phones, work_dir, seed)
    index = json.loads((work_dir / _INDEX_NAME).read_text(encoding="utf-8"))
    log_mels = np.memmap(work_dir / _MELS_NAME, np.float16, mode="c").reshape(-1, 80)
    labels = np.fromfile(work_dir / _LABELS_NAME, np.int16)
    return SyntheticStore(tuple(index["phones"]), np.cumsum([0, *index["lengths"]]), log_mels, labels)


def _build(recordings: list[Recording], known_phones: tuple[str, ...], work_dir: Path, seed: int) -> None:
    work_dir.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    front_end, voice = LogMel(), EspeakVoice()
    names: list[list[str]] = []
    with (work_dir / _MELS_NAME).open("wb") as file:
        for language, text in _texts(recordings, draw):
            variant = f"{VOICES[language]}+{draw.choice(_VARIANTS)}"
            said = voice.say(text, variant, int(draw.integers(110, 220)), int(draw.integers(20, 85)))
            log_mel = _log_mel(said, front_end)
            file.write(log_mel.astype(np.float16).tobytes())
            names.append(frame_names(said, len(log_mel)))
    counts = Counter(name for utterance in names for name in utterance)
    added = sorted(n for n, count in counts.items() if n not in known_phones and count >= _MIN_PHONE_FRAMES)
    phones = [*known_phones, *added]
    number = {name: position for position, name in enumerate(phones)}
    labels = [number.get(name, 0) for utterance in names for name in utterance]
    np.array(labels, np.int16).tofile(work_dir / _LABELS_NAME)
    index = {"phones": phones, "lengths": [len(utterance) for utterance in names]}
    (work_dir / _INDEX_NAME).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def frame_names(said: SpokenText, n_frames: int) -> list[str]:
    """Return the phone of each of `n_frames` frames of 10 ms; the letters of a diphthong share its time."""
    begins = [begin for begin, _ in said.phones] + [n_frames / 100.0]
    names = [SILENCE] * n_frames
    for (begin, letters), end in zip(said.phones, begins[1:], strict=True):
        edges = np.rint(np.linspace(begin, end, len(letters) + 1) * 100).astype(int)
        for letter, first, last in zip(letters, edges, edges[1:], strict=False):
            names[first:last] = [letter] * len(names[first:last])
    return names


def _log_mel(said: SpokenText, front_end: LogMel) -> np.ndarray:
    waveform = soxr.resample(said.waveform, said.sample_rate, ANALYSIS_RATE_HZ)
    return front_end(torch.from_numpy(waveform)[None])[0].numpy()


def _texts(recordings: list[Recording], draw: np.random.Generator) -> Iterator[tuple[str, str]]:
    for language, count in _TEXTS.items():
        texts = [row.text for row in recordings if row.language == language and 10 < len(row.text) < 90]
        for text in draw.choice(texts, min(count, len(texts)), replace=False):
            yield language, str(text)
    for language, count in _SYLLABLE_TEXTS.items():
        syllable = _korean_syllable if language == "ko" else _kana
        for _ in range(count):
            words = ("".join(syllable(draw) for _ in range(draw.integers(2, 5))) for _ in range(5))
            yield language, " ".join(words)


def _korean_syllable(draw: np.random.Generator) -> str:
    """Return one Hangul syllable: the Unicode block orders them by initial, vowel, final."""
    initial, vowel = int(draw.integers(19)), int(draw.integers(21))
    return chr(0xAC00 + (initial * 21 + vowel) * 28 + int(draw.choice(_KOREAN_FINALS)))


def _kana(draw: np.random.Generator) -> str:
    return str(draw.choice(list(_KANA)))
