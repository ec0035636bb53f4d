from pathlib import Path

import numpy as np
import pytest
import soundfile

from rvc_core.pretraining import content_store
from rvc_core.pretraining.content_store import open_content_store
from rvc_core.pretraining.phones import phones_of

HEADER = "path\tspeaker\tkind\tlanguage\tseconds\tsource_rate_hz\tlicence\tsource\ttext\n"


def letters(text: str, language: str) -> list[list[str]]:
    if language == "fr":
        phones_of(text, language)
    return [list(text)]


def test_transcript_in_a_language_without_phones_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(content_store, "phones_of", letters)
    rows = []
    for language in ("en", "fr"):
        soundfile.write(tmp_path / f"{language}.wav", np.zeros(16_000), 16_000)
        rows.append(f"{language}.wav\tx\tspeech\t{language}\t1.0\t16000\tCC0\there\taaa\n")
    (tmp_path / "MANIFEST.tsv").write_text(HEADER + "".join(rows), encoding="utf-8")
    store = open_content_store(tmp_path, tmp_path / "work")
    assert [utterance.path for utterance in store.utterances] == ["en.wav"]
