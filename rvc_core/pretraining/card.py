"""The card of the starter weights: what they were made from, under which licences, and how."""

import json
from collections import defaultdict
from pathlib import Path

from rvc_core.files import atomic_path, file_sha256
from rvc_core.pretraining.manifest import Recording

CARD_NAME = "card.json"


def update_card(weights_path: Path, facts: dict[str, object], recordings: list[Recording]) -> None:
    """Write what is known about `weights_path` into the card beside it; other files' entries stay."""
    path = weights_path.parent / CARD_NAME
    card = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    card[weights_path.name] = {
        "bytes": weights_path.stat().st_size,
        "sha256": file_sha256(weights_path),
        "training": facts,
        "data": data_used(recordings),
    }
    with atomic_path(path) as temporary:
        text = json.dumps(card, indent=2, ensure_ascii=False, sort_keys=True)
        temporary.write_text(text + "\n", encoding="utf-8")


def data_used(recordings: list[Recording]) -> list[dict[str, object]]:
    """Return each source of `recordings` with its licence, its hours and how many voices it has."""
    groups: dict[tuple[str, str, str], list[Recording]] = defaultdict(list)
    for row in recordings:
        groups[row.corpus, row.source, row.licence].append(row)
    return [
        {
            "corpus": corpus,
            "source": source,
            "licence": licence,
            "hours": round(sum(row.seconds for row in rows) / 3600, 3),
            "voices": len({row.speaker for row in rows}),
        }
        for (corpus, source, licence), rows in sorted(groups.items())
    ]
