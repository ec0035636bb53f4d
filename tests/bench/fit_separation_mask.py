"""Fit the numbers that weigh the cues of the built-in separator, and say what they are worth on unseen songs.

    python -m tests.bench.fit_separation_mask [--write]

Each song is judged by weights fitted on the other three; `--write` then fits on all four.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from rvc_core.separation.cues import N_CUES, compute_cues
from rvc_core.separation.mask import WEIGHTS_PATH, MaskWeights, save_mask_weights
from rvc_core.separation.spectral import TOP_HZ, WINDOW_SECONDS, estimate_vocals, fft_size, spectrogram
from tests.bench.song_stems import SAMPLE_RATE, SONGS, load_stems, sdr_db, si_sdr_db, sung_windows

WINDOWS = 4  # per song
BINS = 60_000  # drawn per window
HIDDEN = 16
STEPS = 900
ABOUT = (
    "Fitted by tests/bench/fit_separation_mask.py on the stems of four songs: lithium, sodium, potassium,"
    " francium (lead and backing vocals against the accompaniment)."
)


@dataclass(frozen=True)
class Bins:
    """Bins drawn from spectrograms."""

    cues: torch.Tensor  # (n, N_CUES)
    share: torch.Tensor  # (n,) of voice, 0 to 1
    weight: torch.Tensor  # (n,)


def main() -> None:
    """Print the table, and write the weights when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    bins = {song: list(draw_song(song)) for song in SONGS}
    for song in SONGS:
        weights = fit([drawn for other in SONGS if other != song for drawn in bins[other]])
        print(song, *[f"{value:.2f}" for value in judge(song, weights)], flush=True)
    if arguments.write:
        save_mask_weights(WEIGHTS_PATH, fit([drawn for song in SONGS for drawn in bins[song]]), ABOUT)


def draw_song(song: str) -> Iterator[Bins]:
    """Yield bins of a song as it is, and once more with the voice at another level and place."""
    rng = np.random.default_rng(len(song))
    voice, accompaniment = load_stems(song)
    for index, window in enumerate(sung_windows(voice, WINDOW_SECONDS, WINDOWS)):
        part, rest = voice[:, window], accompaniment[:, window]
        yield draw_bins(part, rest, rng)
        part = part * 10 ** (rng.uniform(-3.0, 9.0) / 20.0)
        if index % 2:
            part, rest = (np.repeat(stem.mean(axis=0, keepdims=True), 2, axis=0) for stem in (part, rest))
        yield draw_bins(part[::-1], rest, rng)


def draw_bins(voice: np.ndarray, accompaniment: np.ndarray, rng: np.random.Generator) -> Bins:
    """Return bins of a mix, loud ones more often than soft ones."""
    n_fft = fft_size(SAMPLE_RATE)
    mixed = voice + accompaniment
    gain = np.float32(0.1 / np.sqrt(np.mean(mixed**2)))
    frequencies_hz = np.linspace(0.0, SAMPLE_RATE / 2, n_fft // 2 + 1)
    top = int(np.searchsorted(frequencies_hz, TOP_HZ))
    spectra = spectrogram((mixed * gain).astype(np.float32), n_fft)[:, :top]
    sung = spectrogram(np.ascontiguousarray(voice * gain, np.float32), n_fft)[:, :top]
    power = np.sum(np.abs(spectra) ** 2, axis=0)
    share = np.clip(np.sum((sung * spectra.conj()).real, axis=0) / (power + 1e-12), 0.0, 1.0)
    size = np.sqrt(power / power.mean()).ravel()
    drawn = rng.choice(size.size, BINS, p=size / size.sum())
    cues = np.stack([cue.ravel()[drawn] for cue in compute_cues(spectra, frequencies_hz[:top])], axis=1)
    weight = np.minimum(size[drawn] / size[drawn].mean(), 5.0)
    return Bins(
        *(torch.tensor(values, dtype=torch.float32) for values in (cues, share.ravel()[drawn], weight))
    )


def fit(drawn: Sequence[Bins]) -> MaskWeights:
    """Return weights whose mask has the least weighted squared error."""
    torch.manual_seed(0)
    cues, share, weight = (
        torch.cat([getattr(bins, name) for bins in drawn]) for name in ("cues", "share", "weight")
    )
    layers = [nn.Linear(N_CUES, HIDDEN), nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, 1)]
    network = nn.Sequential(layers[0], nn.Tanh(), layers[1], nn.Tanh(), layers[2], nn.Sigmoid())
    with torch.no_grad():
        layers[0].weight.div_(cues.std(dim=0) + 0.1)
    optimiser = torch.optim.AdamW(network.parameters(), 1e-2, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for _ in range(STEPS):
        batch = torch.randint(len(cues), (8192,))
        loss = (weight[batch] * (network(cues[batch])[:, 0] - share[batch]) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return MaskWeights(
        tuple((layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in layers)
    )


def judge(song: str, weights: MaskWeights) -> tuple[float, float, float]:
    """Return the mean SDR and SI-SDR of the voice and the SDR of the accompaniment, in dB."""
    voice, accompaniment = load_stems(song)
    rows = []
    for window in sung_windows(voice, WINDOW_SECONDS, WINDOWS):
        part, rest = voice[:, window], accompaniment[:, window]
        estimate = run(estimate_vocals(part + rest, SAMPLE_RATE, weights))
        rows.append((sdr_db(part, estimate), si_sdr_db(part, estimate), sdr_db(rest, part + rest - estimate)))
    voice_sdr, voice_si_sdr, rest_sdr = np.mean(rows, axis=0)
    return float(voice_sdr), float(voice_si_sdr), float(rest_sdr)


def run(steps: Iterator[None]) -> np.ndarray:
    """Return what a generator of steps returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


if __name__ == "__main__":
    main()
