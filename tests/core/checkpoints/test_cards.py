import json

from rvc_core.checkpoints.metadata import plain_card

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
