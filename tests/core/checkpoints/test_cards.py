import json

import pytest

from rvc_core.checkpoints.metadata import median_f0_of, plain_card

CARD = {
    "median_f0_hz": 220.5,
    "held_out": {"mel": 1.0, "lost": float("nan")},
    "notes": ("one", "two"),
    "epochs": [1, [2, [3]]],
}


def test_card_of_plain_values_is_kept() -> None:
    assert plain_card(CARD) == {**CARD, "held_out": {"mel": 1.0, "lost": None}, "notes": ["one", "two"]}


def test_card_of_lists_named_many_times_is_cut() -> None:
    shared: list[object] = [1]
    for _ in range(3):
        shared = [shared] * 100
    assert len(json.dumps(plain_card({"scores": shared}))) < 10_000


def test_key_that_is_no_word_is_left_out_of_a_card() -> None:
    assert plain_card({b"bytes": 1, "word": 2}) == {"word": 2}


@pytest.mark.parametrize("told", [220.5, 220])
def test_median_f0_of_a_card_is_its_number(told: float) -> None:
    assert median_f0_of({"median_f0_hz": told}) == told


@pytest.mark.parametrize(
    "card", [{}, *({"median_f0_hz": odd} for odd in ("abc", True, 0.0, -5, None, [220.0], float("inf")))]
)
def test_card_without_a_usable_median_f0_has_none(card: dict[str, object]) -> None:
    assert median_f0_of(card) is None
