"""Retrieval of the target voice's own content."""

from rvc_core.retrieval.faiss_files import INDEX_MAGIC
from rvc_core.retrieval.index import (
    RetrievalIndex,
    find_index,
    index_list_count,
    is_training_leftover,
    load_index_or_warning,
)
from rvc_core.retrieval.pairing import epoch_in_name, index_beside, indexes_of

__all__ = [
    "INDEX_MAGIC",
    "RetrievalIndex",
    "epoch_in_name",
    "find_index",
    "index_beside",
    "index_list_count",
    "indexes_of",
    "is_training_leftover",
    "load_index_or_warning",
]
