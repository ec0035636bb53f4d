"""The retrieval index: content of the target voice towards which a conversion can be pulled."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rvc_core.errors import RetrievalError, about_file
from rvc_core.files import atomic_path
from rvc_core.retrieval.faiss_files import (
    FLAT_MAGIC,
    INDEX_MAGIC,
    IVF_MAGIC,
    Partition,
    build_exact_searcher,
    build_index_bytes,
    build_searcher,
    list_count,
    read_index_bytes,
)

Vectors = NDArray[np.float32]

NEIGHBOURS = 8
MAX_INDEXED_VECTORS = 200_000  # above, cluster centres stand for the vectors
CLUSTER_CENTRES = 10_000
MAX_INDEX_BYTES = 4 * 2**30
EXACT_NUMBERS_CPU = 2**22  # N * D up to which comparing with every vector is quick on a CPU
_LEFTOVER_NAME = re.compile(r"trained_ivf.*\.index", re.IGNORECASE)  # of RVC; a model may be called "trained"
_QUERY_BLOCK = 1024
_SMALLEST_DISTANCE = 1e-6  # squared L2; an exact hit would otherwise weigh infinitely much


@dataclass
class RetrievalIndex:
    """Content vectors `(N, D)` of a voice at 50 Hz, and the search among them.

    Raises:
        RetrievalError: there are no vectors, or some numbers are not finite.
    """

    vectors: Vectors
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    partition: Partition | None = None  # as its file has it; made when a large index is first searched

    def __post_init__(self) -> None:
        """Check the vectors."""
        if self.vectors.ndim != 2 or not len(self.vectors):
            raise RetrievalError("A retrieval index needs at least one content vector.")
        if not np.isfinite(self.vectors).all():
            raise RetrievalError("The retrieval index contains numbers that are not finite.")
        self._rows = torch.from_numpy(self.vectors).to(self.device)

    @property
    def content_dim(self) -> int:
        """Numbers per content vector, D."""
        return int(self.vectors.shape[1])

    @classmethod
    def build(cls, content: Vectors, seed: int = 0) -> "RetrievalIndex":
        """Return an index of `content` `(N, D)` at 50 Hz; more than 200,000 rows become 10,000 centres.

        Raises:
            RetrievalError: `content` is empty or not finite.
        """
        content = np.ascontiguousarray(content, np.float32)
        content = content[np.isfinite(content).all(axis=1)] if content.ndim == 2 else content
        if len(content) > MAX_INDEXED_VECTORS:
            content = _cluster_centres(content, seed)
        return cls(np.random.default_rng(seed).permutation(content, axis=0))

    @classmethod
    def load(
        cls, path: Path, content_dim: int | None = None, device: torch.device | str = "cpu"
    ) -> "RetrievalIndex":
        """Return the index in a file that faiss wrote.

        Raises:
            RetrievalError: it cannot be read, is empty, or its vectors are not of `content_dim` numbers.
        """
        path = Path(path)
        with about_file(path.name):
            contents = read_index_bytes(_read_bytes(path))
            vectors = contents.vectors
            if is_training_leftover(path) or not len(vectors):
                message = "It contains no vectors; the one to use begins with 'added'."
                raise RetrievalError(message, kind="no_vectors")
            if content_dim is not None and vectors.shape[1] != content_dim:
                message = f"It contains vectors of {vectors.shape[1]} numbers, the model needs {content_dim}."
                raise RetrievalError(message, kind="other_content")
        return cls(vectors, torch.device(device), contents.partition)

    def save(self, path: Path) -> None:
        """Write a file that faiss and other RVC programs read; it appears whole or not at all."""
        # Python writes the bytes: faiss's own open fails on non-ASCII paths under Windows.
        data = build_index_bytes(self.vectors)
        with atomic_path(Path(path)) as temporary:
            temporary.write_bytes(data)

    def file_name(self, name: str, version: str) -> str:
        """Return the file name other RVC programs expect for the model of that name."""
        return f"added_IVF{list_count(len(self.vectors))}_Flat_nprobe_1_{name}_{version}.index"

    def blend(self, content: Vectors, ratio: float) -> Vectors:
        """Return `content` `(T, D)` at 50 Hz, pulled by `ratio` (0 to 1) towards its nearest neighbours here.

        The eight nearest are averaged with weights 1 / d**2, d the squared L2 distance.

        Source: RVC's retrieval; the weights' floor is ours.
        """
        if ratio <= 0.0 or not len(content):
            return np.asarray(content, np.float32)
        content = np.ascontiguousarray(content, np.float32)
        if content.shape[1] != self.content_dim:
            raise RetrievalError(f"Content has {content.shape[1]} numbers, the index {self.content_dim}.")
        blocks = [
            self._retrieve(content[start : start + _QUERY_BLOCK])
            for start in range(0, len(content), _QUERY_BLOCK)
        ]
        return (ratio * np.concatenate(blocks) + (1.0 - ratio) * content).astype(np.float32)

    @cached_property
    def _searcher(self) -> Any:
        if self.vectors.size <= EXACT_NUMBERS_CPU:
            return build_exact_searcher(self.vectors)
        partition = self.partition or read_index_bytes(build_index_bytes(self.vectors)).partition
        assert partition is not None
        return build_searcher(self.vectors, partition)

    def _retrieve(self, content: Vectors) -> Vectors:
        distances, ids = self._nearest(content)
        weights = 1.0 / distances.clamp(min=_SMALLEST_DISTANCE).square()
        weights = torch.where(ids < 0, 0.0, weights)  # a short list gives -1 for missing neighbours
        weights = weights / weights.sum(1, keepdim=True).clamp(min=1e-30)
        neighbours = self._rows[ids.clamp(min=0)]  # (T, K, D)
        return torch.bmm(weights.unsqueeze(1), neighbours).squeeze(1).cpu().numpy()

    def _nearest(self, content: Vectors) -> tuple[torch.Tensor, torch.Tensor]:
        count = min(NEIGHBOURS, len(self.vectors))
        if self.device.type == "cpu":
            distances, ids = self._searcher.search(content, count)
            return torch.from_numpy(distances), torch.from_numpy(ids)
        query = torch.from_numpy(content).to(self.device)
        found = torch.cdist(query, self._rows).topk(count, largest=False)
        return found.values.square(), found.indices


def is_training_leftover(path: Path) -> bool:
    """Return whether a name is that of the empty `trained_IVF….index` RVC leaves beside the real one."""
    return _LEFTOVER_NAME.fullmatch(path.name) is not None


def index_list_count(path: Path) -> int:
    """Return the number of inverted lists an index file declares, 1 for a flat one.

    Raises:
        RetrievalError: it is not an index.
    """
    with Path(path).open("rb") as file:
        head = file.read(45)  # kind, dimension, count, two fillers, trained mark, metric, lists
    if head[:4] in FLAT_MAGIC:
        return 1
    if len(head) < 45 or head[:4] != IVF_MAGIC:
        raise RetrievalError("It is not a retrieval index.", kind="not_an_index", facts={"file": path.name})
    return int.from_bytes(head[37:45], "little")


def find_index(folder: Path) -> Path | None:
    """Return the index to use in a model's folder, or None; empty ones and half files are ignored."""
    found = list_indexes(folder)
    return max(found, key=lambda path: (path.name.startswith("added"), path.stat().st_size), default=None)


def list_indexes(folder: Path) -> list[Path]:
    """Return the indexes in a folder by name, without what trainings and killed writers left behind."""
    found = sorted(path for path in folder.glob("[!.]*.index") if path.is_file())
    return [path for path in found if not is_training_leftover(path) and not _declares_no_vectors(path)]


def load_index_or_warning(
    path: Path, content_dim: int, device: torch.device | str = "cpu"
) -> tuple[RetrievalIndex | None, str | None]:
    """Return the index, or None and why a conversion has to go without it."""
    try:
        return RetrievalIndex.load(path, content_dim, device), None
    except RetrievalError as error:
        return None, f"The index is not used: {error}"


def _declares_no_vectors(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(16)  # kind, dimension, count
    return head[:4] in INDEX_MAGIC and head[8:] == bytes(8)


def _read_bytes(path: Path) -> bytes:
    if not path.is_file():
        raise RetrievalError("There is no such index file.", kind="missing")
    if path.stat().st_size > MAX_INDEX_BYTES:
        raise RetrievalError(f"It is larger than {MAX_INDEX_BYTES // 2**30} GiB.")
    return path.read_bytes()


def _cluster_centres(content: Vectors, seed: int) -> Vectors:
    from sklearn.cluster import MiniBatchKMeans  # slow to import, and seldom needed

    clusters = MiniBatchKMeans(
        CLUSTER_CENTRES, init="random", batch_size=4096, n_init=1, compute_labels=False, random_state=seed
    )
    return np.asarray(clusters.fit(content).cluster_centers_, np.float32)
