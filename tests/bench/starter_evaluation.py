"""Measures the starter weights: phones, speaker leak and singing of the content, then fine-tuned voices.

    python -m tests.bench.starter_evaluation content --data DIR
    python -m tests.bench.starter_evaluation voices --data DIR --targets kerstin cmu_slt --minutes 5

Beside the program's own packages it needs Resemblyzer 0.1.4 and pocketsphinx 5.1.1, which bring
their weights.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import soundfile
import torch

from rvc_core.config import ConversionConfig, ConversionOptions, TrainingConfig
from rvc_core.content.starter import load_content_network
from rvc_core.events import drive
from rvc_core.inference import convert
from rvc_core.models.content_network import ContentNetwork
from rvc_core.pitch import load_pitch_extractor
from rvc_core.pretraining.manifest import (
    HELD_OUT_KOREAN,
    HELD_OUT_SPEAKERS,
    LEARNERS,
    NEVER_TRAINED_ON,
    READERS,
    Recording,
    read_manifest,
    read_recording,
)
from rvc_core.pretraining.phones import phones_of
from rvc_core.training import train

SWITCH_COSTS = (0.25, 0.5, 1.0, 2.0, 4.0)
VOICE_SECONDS = 120.0
PHRASE_SAMPLES = 6 * 16_000
SUNG_LEVEL_RATIO = 0.5  # of the loudest phrase: below it a stem rests, or holds what leaked into it
T = TypeVar("T")


def main() -> None:
    """Run what is asked for and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("content", "voices"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pretrained", type=Path, default=Path("pretrained"))
    parser.add_argument("--work", type=Path, default=Path("logs/starter-evaluation"))
    parser.add_argument("--targets", nargs="+", default=["kerstin"])
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--sources", type=int, default=12, help="sentences of each held-out speaker")
    parser.add_argument("--songs", type=int, default=20, help="sung phrases")
    parser.add_argument("--notes", type=int, default=0, help="single sung notes")
    parser.add_argument("--threads", type=int, default=2, help="one for each core there is")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1234])
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    report = content_report(arguments) if arguments.what == "content" else voices_report(arguments)
    print(json.dumps(report, indent=2))


def content_report(arguments: argparse.Namespace) -> dict[str, object]:
    """Return phone error rates on held-out speakers and how well a linear probe tells speakers apart."""
    network = load_content_network(arguments.pretrained / "starter" / "content.safetensors")
    rows = read_manifest(arguments.data)
    readers, learners = (_of(rows, set(HELD_OUT_SPEAKERS[corpus])) for corpus in (READERS, LEARNERS))
    korean = [row for row in rows if row.path in HELD_OUT_KOREAN]
    arctic = [row for name in NEVER_TRAINED_ON for row in _of(rows, {name})[:20]]
    sets = {
        "native readers": readers,
        "cmu_bdl and cmu_slt": arctic,
        "accented": learners[::13],
        "Korean": korean,
    }
    rates = {name: phone_error_rates(network, arguments.data, chosen) for name, chosen in sets.items()}
    return {
        "phone_error_rate": rates,
        "speaker_probe": speaker_probe(network, arguments.data, learners),
        "sung_agreement": sung_agreement(network, sung_phrases(arguments.data, arguments.songs)),
    }


def sung_agreement(network: ContentNetwork, phrases: list[Clip]) -> dict[str, float]:
    """Return how many frames of sung phrases keep their likeliest phone after a shift by five semitones."""
    agreement = {}
    for semitones in (-5, 5):
        same = [
            _likeliest(network, phrase.waveform) == _likeliest(network, shifted(phrase.waveform, semitones))
            for phrase in phrases
        ]
        agreement[f"{semitones:+d} semitones"] = round(float(np.concatenate(same).mean()), 3)
    return agreement


def shifted(waveform_16k: np.ndarray, semitones: int) -> np.ndarray:
    """Return `waveform_16k` `(N,)` at another pitch, its formants and times as they were (WORLD)."""
    import pyworld

    voice = waveform_16k.astype(np.float64)
    f0_hz, times = pyworld.harvest(voice, 16_000)
    envelope = pyworld.cheaptrick(voice, f0_hz, times, 16_000)
    aperiodicity = pyworld.d4c(voice, f0_hz, times, 16_000)
    made = pyworld.synthesize(f0_hz * 2.0 ** (semitones / 12.0), envelope, aperiodicity, 16_000)
    return np.pad(made, (0, len(voice)))[: len(voice)].astype(np.float32)


def phone_error_rates(network: ContentNetwork, data: Path, rows: list[Recording]) -> dict[str, float]:
    """Return edits per phone for each cost of a change of phone, in nepers."""
    edits: dict[float, int] = defaultdict(int)
    total = 0
    numbers = {phone: number for number, phone in enumerate(network.config.phones)}
    for row in rows:
        letters = [phone for word in phones_of(row.text, row.language) for phone in word]
        wanted = [numbers[phone] for phone in letters if phone in numbers]
        total += len(wanted)
        log_posteriors = _log_posteriors(network, read_recording(data / row.path, 16_000))
        for cost in SWITCH_COSTS:
            edits[cost] += edit_distance(best_phones(log_posteriors, cost), wanted)
    return {f"switch cost {cost}": round(edits[cost] / total, 3) for cost in SWITCH_COSTS}


def best_phones(log_posteriors: np.ndarray, switch_cost: float) -> list[int]:
    """Return the phones of the best path through a loop of all phones, silences left out."""
    score = log_posteriors[0].copy()
    came_from = np.zeros(log_posteriors.shape, np.int64)
    own = np.arange(len(score))
    for t in range(1, len(log_posteriors)):
        best = int(score.argmax())
        switches = score < score[best] - switch_cost
        came_from[t] = np.where(switches, best, own)
        score = np.where(switches, score[best] - switch_cost, score) + log_posteriors[t]
    path = [int(score.argmax())]
    for t in range(len(log_posteriors) - 1, 0, -1):
        path.append(int(came_from[t, path[-1]]))
    path.reverse()
    changes = [path[0], *(b for a, b in zip(path, path[1:], strict=False) if a != b)]
    return [phone for phone in changes if phone != 0]


def edit_distance(found: Sequence[object], wanted: Sequence[object]) -> int:
    """Return the insertions, deletions and substitutions between two sequences."""
    row = list(range(len(wanted) + 1))
    for i, one in enumerate(found, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(wanted, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (one != other))
    return row[-1]


def speaker_probe(network: ContentNetwork, data: Path, rows: list[Recording]) -> dict[str, float]:
    """Return how often logistic regression on an utterance's mean and spread names its speaker."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    features: dict[str, list[np.ndarray]] = {"log-mel": [], "posteriors": [], "content": []}
    for row in rows:
        log_mel, content = _features(network, read_recording(data / row.path, 16_000))
        for name, values in (("log-mel", log_mel), ("posteriors", content[:, :-1]), ("content", content)):
            features[name].append(np.concatenate([values.mean(axis=0), values.std(axis=0)]))
    speakers = np.array([row.speaker for row in rows])
    is_test = np.arange(len(rows)) % 4 == 3
    scores = {}
    for name, rows_of_values in features.items():
        values = np.array(rows_of_values)
        probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
        probe.fit(values[~is_test], speakers[~is_test])
        scores[name] = round(float(probe.score(values[is_test], speakers[is_test])), 3)
    return scores | {"speakers": float(len(set(speakers))), "chance": round(1 / len(set(speakers)), 3)}


@dataclass(frozen=True, slots=True)
class Clip:
    """What a converted voice is asked to say or sing."""

    name: str
    speaker: str
    waveform: np.ndarray  # (N,) at 16 kHz
    text: str = ""


def voices_report(arguments: argparse.Namespace) -> dict[str, object]:
    """Return the scores of each target voice and seed, fine-tuned for the minutes asked for."""
    rows = read_manifest(arguments.data)
    judge = Judge()
    spoken = [row for name in NEVER_TRAINED_ON for row in _of(rows, {name})[-arguments.sources :]]
    notes = [row for row in rows if row.path.startswith("singing/") and row.seconds < 12.0]
    clips = {
        "speech": _clips(arguments.data, spoken),
        "singing": sung_phrases(arguments.data, arguments.songs),
        "notes": _clips(arguments.data, _spread(notes, arguments.notes)),
    }
    report: dict[str, object] = {"natural": judge.natural(clips["speech"])}
    for target in arguments.targets:
        for seed in arguments.seeds:
            trial = VoiceTrial(arguments, judge, _of(rows, {target}), seed)
            report[f"{target}, seed {seed}"] = scores = trial.run(clips)
            print(json.dumps({target: scores, "seed": seed}), flush=True)
    return report


def sung_phrases(data: Path, count: int) -> list[Clip]:
    """Return `count` stretches of 6 s in which the voices of the songs sing alone, as many of each song."""
    songs = sorted(data.glob("songs/*/vocals.opus")) if count else []
    clips = []
    for path in songs:
        waveform = read_recording(path, 16_000)
        pieces = waveform[: len(waveform) // PHRASE_SAMPLES * PHRASE_SAMPLES].reshape(-1, PHRASE_SAMPLES)
        level = np.sqrt(np.square(pieces).mean(axis=1))
        sung = [int(number) for number in np.flatnonzero(level > SUNG_LEVEL_RATIO * level.max())]
        for number in _spread(sung, count // len(songs)):
            clips.append(Clip(f"{path.parent.name}-{number}", path.parent.name, pieces[number]))
    return clips


class Judge:
    """Who it sounds like, what was said, and at what pitch; by programs that are not this one."""

    def __init__(self) -> None:
        """Load the speaker encoder and the recogniser."""
        from pocketsphinx import Decoder
        from resemblyzer import VoiceEncoder

        self._voices = VoiceEncoder("cpu", verbose=False)
        self._recogniser = Decoder(samprate=16_000, loglevel="FATAL")
        self._pitch = load_pitch_extractor("auto", device="cpu")

    def voice(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return the unit vector of whose voice it is."""
        return np.asarray(self._voices.embed_utterance(waveform_16k))

    def mean_voice(self, waveforms_16k: list[np.ndarray]) -> np.ndarray:
        """Return the unit vector of a speaker, from several utterances."""
        mean = np.mean([self.voice(waveform) for waveform in waveforms_16k], axis=0)
        return np.asarray(mean / np.linalg.norm(mean))

    def character_errors(self, waveform_16k: np.ndarray, text: str) -> float:
        """Return the recogniser's wrong characters per character of `text`."""
        self._recogniser.start_utt()
        pcm = (np.clip(waveform_16k, -1, 1) * 32767).astype("<i2")
        self._recogniser.process_raw(pcm.tobytes(), full_utt=True)
        self._recogniser.end_utt()
        heard = self._recogniser.hyp().hypstr if self._recogniser.hyp() else ""
        wanted = _letters(text)
        return edit_distance(_letters(heard), wanted) / max(1, len(wanted))

    def pitch_agreement(self, source: np.ndarray, made: np.ndarray, semitones: int) -> dict[str, float]:
        """Return correlation, root mean square error in cents, and agreement of voicing."""
        wanted, found = self._pitch.extract(source), self._pitch.extract(made)
        frames = min(len(wanted), len(found))
        wanted, found = wanted[:frames] * 2 ** (semitones / 12), found[:frames]
        both = (wanted > 0) & (found > 0)
        agreement = {"voicing": float(((wanted > 0) == (found > 0)).mean())}
        if both.sum() < 10:
            return agreement
        cents = 1200 * np.log2(np.stack([found[both], wanted[both]]))
        error = float(np.sqrt(np.square(cents[0] - cents[1]).mean()))
        return agreement | {"f0_correlation": float(np.corrcoef(cents)[0, 1]), "f0_rmse_cents": error}

    def natural(self, clips: list[Clip]) -> dict[str, float]:
        """Return the recogniser's errors on the recordings themselves."""
        errors = [self.character_errors(clip.waveform, clip.text) for clip in clips]
        return {"character_errors": round(float(np.mean(errors)), 3)}


class VoiceTrial:
    """One target voice: trained as a person would, then given other people's speech and singing."""

    def __init__(
        self, arguments: argparse.Namespace, judge: Judge, target: list[Recording], seed: int
    ) -> None:
        """Take two minutes of the voice to train on, and other utterances to know it by."""
        self._arguments, self._judge, self._seed = arguments, judge, seed
        self._speaker = target[0].speaker
        seconds = np.cumsum([row.seconds for row in target])
        count = int(np.searchsorted(seconds, VOICE_SECONDS)) + 1
        self._training = target[:count]
        known_by = target[count : count + 12] or target[-12:]
        self._voice = judge.mean_voice([clip.waveform for clip in _clips(arguments.data, known_by)])
        self._folder = arguments.work / f"{self._speaker}-{arguments.minutes:g}-{seed}"

    def run(self, clips: dict[str, list[Clip]]) -> dict[str, object]:
        """Return the mean scores of each kind of `clips` that are another voice's."""
        scores: dict[str, object] = {"minutes": self._arguments.minutes, "card": self._train()}
        for kind, chosen in clips.items():
            scores[kind] = _mean([self._score(clip) for clip in chosen if clip.speaker != self._speaker])
        return scores

    def _train(self) -> dict[str, object]:
        self._folder.mkdir(parents=True, exist_ok=True)
        sounds = [read_recording(self._arguments.data / row.path, 32_000) for row in self._training]
        recording = self._folder / "voice.wav"
        soundfile.write(recording, np.concatenate(sounds), 32_000)
        config = TrainingConfig(
            name="voice",
            recordings=(recording,),
            model_dir=self._folder / "model",
            epochs=10_000,
            max_minutes=self._arguments.minutes,
            family="starter",
            pretrained_dir=self._arguments.pretrained,
            seed=self._seed,
            device="cpu",
        )
        return drive(train(config)).card

    def _score(self, clip: Clip) -> dict[str, float]:
        source = clip.waveform
        given, made = self._folder / "given.wav", self._folder / f"{clip.name}.wav"
        soundfile.write(given, source, 16_000)
        options = ConversionOptions(pitch_shift_semitones=None, seed=self._seed)
        config = ConversionConfig(
            input_path=given,
            output_path=made,
            model_path=self._folder / "model",
            options=options,
            device="cpu",
            pretrained_dir=self._arguments.pretrained,
        )
        result = drive(convert(config))
        converted = read_recording(made, 16_000)
        voice = self._judge.voice(converted)
        scores = {
            "to_target": float(voice @ self._voice),
            "to_source": float(voice @ self._judge.voice(source)),
            **self._judge.pitch_agreement(source, converted, result.pitch_shift_semitones),
        }
        scores["nearer_to_target"] = float(scores["to_target"] > scores["to_source"])
        if clip.text:
            scores["character_errors"] = self._judge.character_errors(converted, clip.text)
        return scores


def _mean(scores: list[dict[str, float]]) -> dict[str, float]:
    names = {name for score in scores for name in score}
    means = {name: np.mean([score[name] for score in scores if name in score]) for name in sorted(names)}
    return {"clips": len(scores)} | {name: round(float(value), 3) for name, value in means.items()}


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha() or letter == " ")


def _clips(data: Path, rows: list[Recording]) -> list[Clip]:
    return [
        Clip(Path(row.path).stem, row.speaker, read_recording(data / row.path, 16_000), row.text)
        for row in rows
    ]


def _spread(items: list[T], count: int) -> list[T]:
    """Return `count` of `items` at equal distances."""
    return items[:: max(1, len(items) // count)][:count] if count else []


def _of(rows: list[Recording], speakers: set[str]) -> list[Recording]:
    return [row for row in rows if row.speaker in speakers]


def _log_posteriors(network: ContentNetwork, waveform_16k: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return network(network.log_mel(torch.from_numpy(waveform_16k)[None]))[0].log_softmax(-1).numpy()


def _likeliest(network: ContentNetwork, waveform_16k: np.ndarray) -> np.ndarray:
    return _log_posteriors(network, waveform_16k).argmax(axis=1)


def _features(network: ContentNetwork, waveform_16k: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    with torch.no_grad():
        log_mel = network.log_mel(torch.from_numpy(waveform_16k)[None])
        return log_mel[0].numpy(), network.content(log_mel)[0].numpy()


if __name__ == "__main__":
    main()
