"""Log-mels and phones of all transcribed speech, in one memory-mapped file."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.models.content_network import LogMel
from rvc_core.pretraining.manifest import Recording, is_held_out, read_manifest, read_recording
from rvc_core.pretraining.phones import SILENCE, VOICES, phones_of

_MELS_NAME = "log_mels.f16"
_INDEX_NAME = "utterances.json"
_MIN_PHONE_COUNT = 30
_LONGEST_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """One transcribed recording of the store."""

    path: str
    speaker: str
    corpus: str
    start: int  # first frame in the store
    frames: int  # at 100 Hz
    words: list[list[int]]  # phone numbers


@dataclass(frozen=True, slots=True)
class ContentStore:
    """The utterances, their phones by number, and their log-mels `(T, M)` float16."""

    phones: tuple[str, ...]
    utterances: list[Utterance]
    log_mels: np.ndarray


def open_content_store(data_dir: Path, work_dir: Path) -> ContentStore:
    """Return the store in `work_dir`, made from the recordings of `data_dir` where it is not there yet.

    Raises:
        EmptyDatasetError: `data_dir` has no manifest.
        ConfigError: espeak-ng is not installed.
    """
    if not (work_dir / _INDEX_NAME).is_file():
        _build(data_dir, work_dir)
    index = json.loads((work_dir / _INDEX_NAME).read_text(encoding="utf-8"))
    log_mels = np.memmap(work_dir / _MELS_NAME, np.float16, mode="c").reshape(-1, index["n_mels"])
    utterances = [Utterance(**row) for row in index["utterances"]]
    return ContentStore(tuple(index["phones"]), utterances, log_mels)


def _build(data_dir: Path, work_dir: Path) -> None:
    work_dir.mkdir(parents=True, exist_ok=True)
    rows = [row for row in read_manifest(data_dir) if row.text and row.language in VOICES]
    rows = [row for row in rows if row.seconds < _LONGEST_SECONDS]
    with ThreadPoolExecutor(2) as pool:
        spoken = list(pool.map(lambda row: phones_of(row.text, row.language), rows))
    phones = _inventory(rows, spoken)
    lengths = list(_write_log_mels(data_dir, rows, work_dir / _MELS_NAME))
    index = {"phones": phones, "n_mels": 80, "utterances": _utterances(rows, spoken, lengths, phones)}
    (work_dir / _INDEX_NAME).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def _inventory(rows: list[Recording], spoken: list[list[list[str]]]) -> list[str]:
    """Return silence and the phones that are common enough in the training speech to be learnt."""
    counts = Counter(
        phone
        for row, words in zip(rows, spoken, strict=True)
        for word in words
        for phone in word
        if not is_held_out(row)
    )
    return [SILENCE, *sorted(phone for phone, count in counts.items() if count >= _MIN_PHONE_COUNT)]


def _write_log_mels(data_dir: Path, rows: list[Recording], path: Path) -> Iterator[int]:
    """Write all log-mels to `path`, yielding the frames of each recording."""
    front_end = LogMel()
    with path.open("wb") as file:
        for row in rows:
            waveform = torch.from_numpy(read_recording(data_dir / row.path, ANALYSIS_RATE_HZ))
            log_mel = front_end(waveform[None])[0].numpy().astype(np.float16)
            file.write(log_mel.tobytes())
            yield len(log_mel)


def _utterances(
    rows: list[Recording], spoken: list[list[list[str]]], lengths: list[int], phones: list[str]
) -> list[dict[str, object]]:
    numbers = {phone: number for number, phone in enumerate(phones)}
    starts = np.cumsum([0, *lengths[:-1]]).tolist()
    utterances = []
    for row, words, start, frames in zip(rows, spoken, starts, lengths, strict=True):
        numbered = [[numbers[phone] for phone in word if phone in numbers] for word in words]
        kept = [word for word in numbered if word]
        utterances.append(asdict(Utterance(row.path, row.speaker, row.corpus, start, frames, kept)))
    return utterances
