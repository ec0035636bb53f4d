"""A voice model that sings: content and F0 in, a waveform out."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import nn

from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.checkpoints.model_file import ModelFile, read_model_file
from rvc_core.devices import pick_device
from rvc_core.errors import ConfigError
from rvc_core.models.families import VoiceConfig, VoiceSynthesizer, build_unfilled_synthesizer


@dataclass(frozen=True)
class VoiceModel:
    """A network ready to sing, with what its file says about it."""

    config: VoiceConfig
    metadata: ModelMetadata
    network: nn.Module
    device: torch.device
    dtype: torch.dtype = torch.float32  # of the arithmetic; the waveform is float32 always

    @property
    def sample_rate(self) -> int:
        """Rate of the waveform, Hz."""
        return self.config.sample_rate

    @property
    def hop_length(self) -> int:
        """Samples per frame of 10 ms."""
        return self.config.hop_length

    @property
    def content_dim(self) -> int:
        """Numbers per content frame, D."""
        return self.config.content_dim

    @torch.inference_mode()
    def synthesize(
        self,
        content: ArrayLike,
        f0_hz: ArrayLike | None,
        speaker_id: int = 0,
        noise_scale: float = 0.66666,
        source_noise_scale: float = 1.0,
        seed: int | None = None,
        f0_before_hz: ArrayLike | None = None,
    ) -> NDArray[np.float32]:
        """Return the waveform `(T * hop_length,)` of `content` `(T, D)` at 100 Hz.

        Args:
            content: what is sung, from the encoder that the metadata names.
            f0_hz: `(T,)`, 0 = unvoiced; None for models without F0.
            speaker_id: of a model of several voices.
            noise_scale: deviation of the latent's noise; 0 with `source_noise_scale` 0 is deterministic.
            source_noise_scale: factor on the noise of the source.
            seed: the same seed gives the same waveform; None draws from PyTorch's global generator.
            f0_before_hz: `(T0,)`, what came before: the waveform continues in phase; None starts at zero.

        Raises:
            ConfigError: a shape, or the speaker, is not the model's.
        """
        features = torch.as_tensor(np.asarray(content, np.float32), device=self.device)
        pitch, pitch_before = self._contour(f0_hz), self._contour(f0_before_hz)
        self._check(features, pitch, speaker_id)
        if not len(features):
            return np.zeros(0, np.float32)
        generator = None if seed is None else torch.Generator().manual_seed(seed)
        network = cast("VoiceSynthesizer", self.network)
        with torch.autocast(self.device.type, self.dtype, enabled=self.dtype != torch.float32):
            waveform = network.infer(
                features.unsqueeze(0),
                None if pitch is None else pitch.unsqueeze(0),
                speaker_id,
                noise_scale,
                source_noise_scale,
                generator,
                None if pitch_before is None else pitch_before.unsqueeze(0),
            )
        return np.asarray(waveform.squeeze(0).float().cpu().numpy(), np.float32)

    def check_speaker(self, speaker_id: int) -> None:
        """Check that the model has a voice of that number.

        Raises:
            ConfigError: it has fewer voices.
        """
        if not 0 <= speaker_id < self.config.n_speakers:
            raise ConfigError(f"speaker_id is {speaker_id}; this model has {self.config.n_speakers} voices.")

    def _contour(self, f0_hz: ArrayLike | None) -> torch.Tensor | None:
        if f0_hz is None or not self.config.f0:
            return None
        return torch.as_tensor(np.asarray(f0_hz, np.float32), device=self.device)

    def _check(self, content: torch.Tensor, f0_hz: torch.Tensor | None, speaker_id: int) -> None:
        if content.dim() != 2 or content.shape[1] != self.content_dim:
            raise ConfigError(f"content is {list(content.shape)}, but must be (T, {self.content_dim}).")
        if self.config.f0 and (f0_hz is None or f0_hz.shape != content.shape[:1]):
            given = None if f0_hz is None else list(f0_hz.shape)
            raise ConfigError(f"f0_hz is {given}, but this model needs ({len(content)},).")
        self.check_speaker(speaker_id)


def load_voice_model(
    path: Path | str, device: str | torch.device = "cpu", dtype: torch.dtype = torch.float32
) -> VoiceModel:
    """Return the voice model in a file: any RVC v1/v2 dialect, one made here, or a `G_….pth` checkpoint.

    Arithmetic is float32, equal to RVC's own; a device profile's `dtype` makes it faster.

    Raises:
        CheckpointNotFoundError: there is no such file.
        UnsafeCheckpointError: it contains code, or is built to exhaust memory.
        IncompatibleCheckpointError: it is something else (the message says what), or damaged.
        DeviceUnavailableError: the device cannot be used.
    """
    return build_voice_model(read_model_file(Path(path)), pick_device(str(device)), dtype)


def build_voice_model(
    file: ModelFile, device: torch.device, dtype: torch.dtype = torch.float32
) -> VoiceModel:
    """Return the voice model of a file that was read."""
    network = build_unfilled_synthesizer(file.config)
    wanted = network.state_dict()
    network.load_state_dict({name: file.tensors[name].float() for name in wanted})
    fuse = getattr(network, "fuse", None)  # families without weight norm have nothing to fuse
    if fuse is not None:
        fuse(dtype)
    network.eval().requires_grad_(False).to(device)
    return VoiceModel(file.config, file.metadata, network, device, dtype)
