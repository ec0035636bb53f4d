from pathlib import Path

import pytest

from rvc_core.errors import EmptyDatasetError
from rvc_core.pretraining.manifest import Recording, held_out_speakers, read_manifest

HEADER = "path\tspeaker\tkind\tlanguage\tseconds\tsource_rate_hz\tlicence\tsource\ttext\n"


def recording(speaker: str) -> Recording:
    return Recording(f"speech/many/{speaker}.opus", speaker, "speech", "en", 1.0, 16000, "CC0", "", "")


def test_rows_are_read_with_their_language_alone(tmp_path: Path):
    row = 'speech/x/a.opus\tx\tspeech\tnl-BE\t1.5\t24000\tCC0\there\tHij zei "ja.\n'
    (tmp_path / "MANIFEST.tsv").write_text(HEADER + row, encoding="utf-8")
    (recording,) = read_manifest(tmp_path)
    assert (recording.language, recording.seconds, recording.text) == ("nl", 1.5, 'Hij zei "ja.')


def test_folder_without_manifest_is_refused(tmp_path: Path):
    with pytest.raises(EmptyDatasetError, match="MANIFEST.tsv"):
        read_manifest(tmp_path)


def test_held_out_speakers_do_not_depend_on_the_order():
    rows = [
        Recording(f"speech/many/{n}.opus", f"s{n}", "speech", "en", 1.0, 16000, "CC0", "", "")
        for n in range(60)
    ]
    held_out = held_out_speakers(rows, "speech/many")
    assert held_out == held_out_speakers(rows[::-1], "speech/many")
    assert len(held_out) == 25
