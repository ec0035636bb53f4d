from pathlib import Path

import pytest

from rvc_core.errors import EmptyDatasetError
from rvc_core.pretraining.manifest import HELD_OUT_SPEAKERS, Recording, is_held_out, read_manifest

HEADER = "path\tspeaker\tkind\tlanguage\tseconds\tsource_rate_hz\tlicence\tsource\ttext\n"


def recording(speaker: str, path: str) -> Recording:
    return Recording(path, speaker, "speech", "en", 1.0, 16000, "CC0", "", "")


def test_rows_are_read_with_their_language_alone(tmp_path: Path):
    row = 'speech/x/a.opus\tx\tspeech\tnl-BE\t1.5\t24000\tCC0\there\tHij zei "ja.\n'
    (tmp_path / "MANIFEST.tsv").write_text(HEADER + row, encoding="utf-8")
    (recording,) = read_manifest(tmp_path)
    assert (recording.language, recording.seconds, recording.text) == ("nl", 1.5, 'Hij zei "ja.')


def test_folder_without_manifest_is_refused(tmp_path: Path):
    with pytest.raises(EmptyDatasetError, match="MANIFEST.tsv"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("path", "speaker"),
    [
        ("speech/cmu_bdl/a.opus", "cmu_bdl"),
        ("speech/librispeech/1034.opus", "libri_1034"),
        ("speech/speechocean762/a.opus", "so_0054"),
        ("speech/zeroth_104/104_003_0451.opus", "zeroth_104"),
    ],
)
def test_what_is_measured_by_is_held_out(path: str, speaker: str):
    assert is_held_out(recording(speaker, path))


def test_reader_that_nobody_measures_by_is_learnt_from():
    assert not is_held_out(recording("libri_84", "speech/librispeech/84.opus"))


def test_twenty_five_speakers_of_each_corpus_are_held_out():
    assert [len(names) for names in HELD_OUT_SPEAKERS.values()] == [25, 25]
