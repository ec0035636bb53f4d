"""SwiftF0: a small ONNX network that ships with its package; 4 ms per second of sound on a CPU.

Source: Nieradzik, "SwiftF0: Fast and Accurate Monophonic Pitch Detection" (2025).
"""

from collections.abc import Sequence

import numpy as np
from swift_f0 import SwiftF0

from rvc_core.config.limits import F0_MAX_HZ, F0_MIN_HZ
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.pitch import frames

VOICED_CONFIDENCE = 0.5


class SwiftExtractor:
    """F0 by SwiftF0, moved from its 16 ms steps to the 10 ms grid."""

    name = "swift-f0"

    def __init__(self) -> None:
        """Open the network; its threads sleep between calls."""
        self._detector = SwiftF0(spin=False)

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(T,)`; see `PitchExtractor`."""
        n_frames = frames.frame_count(len(waveform_16k))
        if n_frames == 0:
            return np.zeros(0, np.float32)
        found = self._detector.detect(waveform_16k, ANALYSIS_RATE_HZ, F0_MIN_HZ, F0_MAX_HZ)
        f0_hz = np.where(found.confidence >= VOICED_CONFIDENCE, found.pitch_hz, 0.0)
        return frames.drop_out_of_range(frames.to_grid(found.timestamps, f0_hz, n_frames))

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `f0_hz` for each waveform; the network itself uses all cores."""
        return [self.extract(waveform) for waveform in waveforms_16k]
