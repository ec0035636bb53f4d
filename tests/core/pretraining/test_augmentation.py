import torch

from rvc_core.pretraining.augmentation import augmented, warped


def test_warp_of_one_changes_nothing():
    log_mel = torch.randn(2, 5, 80, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(warped(log_mel, torch.ones(2)), log_mel, atol=1e-4, rtol=1e-4)


def test_warp_up_moves_a_formant_up():
    log_mel = torch.zeros(1, 1, 80)
    log_mel[..., 40] = 1.0
    assert warped(log_mel, torch.tensor([1.2])).argmax() > 40


def test_blur_melts_harmonics():
    harmonics = torch.zeros(1, 1, 80)
    harmonics[..., ::4] = 1.0
    ripple = warped(harmonics, torch.ones(1), torch.tensor([4.0]))[..., 8:-8].std()
    assert ripple < 0.1 * harmonics.std()


def test_blur_keeps_the_level():
    flat = torch.full((1, 3, 80), -5.0)
    torch.testing.assert_close(warped(flat, torch.ones(1), torch.tensor([3.0])), flat)


def test_augmentation_repeats_with_its_seed():
    log_mel = torch.randn(2, 30, 80, generator=torch.Generator().manual_seed(0))
    first, second = (augmented(log_mel, torch.Generator().manual_seed(7)) for _ in range(2))
    assert torch.equal(first, second)
