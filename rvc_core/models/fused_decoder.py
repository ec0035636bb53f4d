"""The decoder rearranged for inference: same numbers, less work for the memory.

What differs from `Decoder`, and why it may:
- Weight norm is computed once.
- Signals are stored channels last, so that the CPU's convolution kernels need not reorder them.
- A transposed convolution is written as a plain one with a row of output channels for each phase; channels
  last, the phases are then already in the order of time.
- Each stage runs over chunks of time that stay in the cache, each with a margin wider than what the stage
  can see, which is cut off afterwards.
- The number format may be bfloat16, except in the last stage.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from rvc_core.models.decoder import INNER_SLOPE, LAST_SLOPE, Decoder, ResBlock
from rvc_core.models.weight_norm import WeightNormConv1d, WeightNormConvTranspose1d

CHUNK_ELEMENTS = 1 << 20  # per signal of a stage on a CPU: 2 MiB of bfloat16, measured best from 1 to 8 MiB
_UNBOUNDED = 1 << 62


class _Conv(nn.Module):
    """A fused convolution over time of `(B, C, 1, N)`, channels last."""

    weight: Tensor
    bias: Tensor | None

    def __init__(self, conv: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        assert isinstance(conv, nn.Conv1d)
        weight = conv.effective_weight() if isinstance(conv, WeightNormConv1d) else conv.weight
        self.stride, self.dilation, self.padding = conv.stride[0], conv.dilation[0], int(conv.padding[0])
        _register(self, weight, conv.bias, dtype)

    def forward(self, signal: Tensor) -> Tensor:
        return functional.conv2d(
            signal, self.weight, self.bias, (1, self.stride), (0, self.padding), (1, self.dilation)
        )


class _Upsampler(nn.Module):
    """A transposed convolution as a plain one whose output channels are phase by phase.

    Output sample `n * rate + phase` is the sum over inputs i of x[i] * w[(n - i) * rate + phase + padding].
    """

    weight: Tensor
    bias: Tensor | None

    def __init__(self, conv: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        assert isinstance(conv, WeightNormConvTranspose1d)
        kernel, self.rate, padding = conv.kernel_size[0], conv.stride[0], int(conv.padding[0])
        self.reach = -(-(kernel - padding) // self.rate)  # inputs seen on each side, at least
        weight = conv.effective_weight()  # (C_in, C_out, kernel)
        n_in, n_out, _ = weight.shape
        phases = weight.new_zeros(self.rate, n_out, n_in, 2 * self.reach + 1)
        for phase in range(self.rate):
            for tap in range(2 * self.reach + 1):
                position = (self.reach - tap) * self.rate + phase + padding
                if 0 <= position < kernel:
                    phases[phase, :, :, tap] = weight[:, :, position].T
        bias = None if conv.bias is None else conv.bias.repeat(self.rate)
        _register(self, phases.flatten(0, 1), bias, dtype)

    def forward(self, signal: Tensor) -> Tensor:
        phased = functional.conv2d(signal, self.weight, self.bias, padding=(0, self.reach))
        in_time = phased.permute(0, 2, 3, 1).unflatten(3, (self.rate, -1)).flatten(2, 3)  # (B, 1, N, C)
        return in_time.permute(0, 3, 1, 2)


class _ResBlock(nn.Module):
    def __init__(self, block: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        assert isinstance(block, ResBlock)
        pairs = zip(block.convs1, block.convs2, strict=True)
        convs = [_Conv(conv, dtype) for pair in pairs for conv in pair]  # dilated, plain, dilated, …
        self.convs = nn.ModuleList(convs)
        self.reach = sum(conv.padding for conv in convs)  # samples seen on each side

    def forward(self, signal: Tensor) -> Tensor:
        for dilated, plain in zip(self.convs[::2], self.convs[1::2], strict=True):
            inner = dilated(functional.leaky_relu(signal, INNER_SLOPE))
            signal = plain(functional.leaky_relu_(inner, INNER_SLOPE)).add_(signal)
        return signal


class _Stage(nn.Module):
    """One upsampling with its residual blocks."""

    def __init__(self, decoder: Decoder, index: int, dtype: torch.dtype) -> None:
        super().__init__()
        self.dtype = dtype
        per_stage = len(decoder.resblocks) // len(decoder.ups)
        taken = decoder.resblocks[index * per_stage : (index + 1) * per_stage]
        blocks = [_ResBlock(block, dtype) for block in taken]
        self.upsampler = _Upsampler(decoder.ups[index], dtype)
        self.source_conv = _Conv(decoder.noise_convs[index], dtype) if decoder.has_source else None
        self.blocks = nn.ModuleList(blocks)
        reach = max(block.reach for block in blocks)
        self.margin = -(-reach // self.upsampler.rate) + self.upsampler.reach + 1  # input samples

    def forward(self, signal: Tensor, source: Tensor | None) -> Tensor:
        """Return the stage's output `(B, C, 1, N * rate)`, made chunk by chunk."""
        signal = signal.to(self.dtype)
        source = None if source is None else source.to(self.dtype)
        n_inputs, rate = signal.shape[3], self.upsampler.rate
        per_input = 0 if source is None else source.shape[3] // n_inputs
        chunks = []
        for first, last in _chunk_bounds(n_inputs, self._chunk_inputs(signal)):
            start, stop = max(first - self.margin, 0), min(last + self.margin, n_inputs)
            part = None if source is None else source[..., start * per_input : stop * per_input]
            chunk = self._run(signal[..., start:stop], part)
            chunks.append(chunk[..., (first - start) * rate : (last - start) * rate])
        return chunks[0] if len(chunks) == 1 else torch.cat(chunks, dim=3)

    def _run(self, signal: Tensor, source: Tensor | None) -> Tensor:
        signal = self.upsampler(functional.leaky_relu(signal, INNER_SLOPE))
        if self.source_conv is not None:
            signal = signal + self.source_conv(source)
        total = self.blocks[0](signal)
        for block in self.blocks[1:]:
            total.add_(block(signal))
        return total.div_(len(self.blocks))

    def _chunk_inputs(self, signal: Tensor) -> int:
        if signal.device.type != "cpu":
            return _UNBOUNDED
        per_input = self.upsampler.weight.shape[0] * signal.shape[0]
        return max(CHUNK_ELEMENTS // per_input, 2 * self.margin)


class FusedDecoder(nn.Module):
    """What `Decoder` does, for inference only."""

    def __init__(self, decoder: Decoder, dtype: torch.dtype = torch.float32) -> None:
        """Take over the weights of `decoder`, in `dtype`."""
        super().__init__()
        self.dtype = dtype
        self.conv_pre = _Conv(decoder.conv_pre, dtype)
        self.cond = decoder.cond
        # The rounding of 16 bits at audio rate would be louder than the faint bands of the waveform.
        dtypes = [dtype] * (len(decoder.ups) - 1) + [torch.float32]
        self.stages = nn.ModuleList(_Stage(decoder, *stage) for stage in enumerate(dtypes))
        self.conv_post = _Conv(decoder.conv_post, torch.float32)
        if decoder.has_source:
            self.m_source = decoder.m_source

    def forward(self, latent: Tensor, speaker: Tensor, source: Tensor | None = None) -> Tensor:
        """Return the waveform `(B, 1, T * hop_length)` in (-1, 1), fp32, of `latent` `(B, C, T)`."""
        with torch.autocast(latent.device.type, enabled=False):
            signal = self.conv_pre(_channels_last(latent, self.dtype))
            signal = signal + _channels_last(self.cond(speaker), self.dtype)
            excitation = None if source is None else _channels_last(source, self.dtype)
            for stage in self.stages:
                signal = stage(signal, excitation)
            waveform = self.conv_post(functional.leaky_relu(signal, LAST_SLOPE))
            return torch.tanh(waveform.squeeze(2))


def _chunk_bounds(length: int, chunk: int) -> Iterator[tuple[int, int]]:
    """Yield first and last of even chunks of at most `chunk`."""
    count = max(-(-length // chunk), 1)
    for index in range(count):
        yield length * index // count, length * (index + 1) // count


def _channels_last(signal: Tensor, dtype: torch.dtype) -> Tensor:
    return signal.to(dtype).unsqueeze(2).contiguous(memory_format=torch.channels_last)


def _register(module: nn.Module, weight: Tensor, bias: Tensor | None, dtype: torch.dtype) -> None:
    laid_out = weight.detach().to(dtype).unsqueeze(2).contiguous(memory_format=torch.channels_last)
    module.register_buffer("weight", laid_out)
    module.register_buffer("bias", None if bias is None else bias.detach().to(dtype))
