"""Retrieval of the target voice's own content."""

from rvc_core.retrieval.index import (
    RetrievalIndex,
    find_index,
    index_list_count,
    is_training_leftover,
    load_index_or_warning,
)
from rvc_core.retrieval.pairing import index_beside

__all__ = [
    "RetrievalIndex",
    "find_index",
    "index_beside",
    "index_list_count",
    "is_training_leftover",
    "load_index_or_warning",
]
