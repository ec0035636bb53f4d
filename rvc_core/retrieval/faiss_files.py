"""The one place that calls faiss: builds inverted-file indexes, searches them, and reads their files.

Files are read by our own bounded reader: faiss's trusts the lengths a file declares.
"""

import struct
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from rvc_core.errors import RetrievalError

Vectors = NDArray[np.float32]

MAX_DIMENSION = 4096
MAX_LISTS = 2**17  # RVC makes 16 * sqrt(N): this many for 67 million vectors
_ADD_BLOCK = 8192
_L2 = 1
IVF_MAGIC = b"IwFl"
FLAT_MAGIC = (b"IxF2", b"IxFl")
INDEX_MAGIC = (IVF_MAGIC, *FLAT_MAGIC)  # the first four bytes of the kinds that are read


@dataclass(frozen=True, slots=True)
class Partition:
    """How an inverted file divides its vectors: each is in the list of its nearest centre."""

    centres: Vectors  # (lists, D)
    lists: list[NDArray[np.int64]]  # the vectors' numbers, a list per centre


@dataclass(frozen=True, slots=True)
class IndexContents:
    """The content of an index file."""

    vectors: Vectors  # (N, D), in the order in which they were added
    partition: Partition | None  # None in a flat index


def build_index_bytes(vectors: Vectors) -> bytes:
    """Return a faiss `IVF{n},Flat` index of `vectors` `(N, D)` as the bytes of its file.

    Source: RVC's own indexes: n = min(16 * sqrt(N), N / 39) lists, L2, nprobe 1.
    """
    n_vectors, dimension = vectors.shape
    index = _new_index(n_vectors, dimension)
    index.train(vectors)
    for start in range(0, n_vectors, _ADD_BLOCK):
        index.add(vectors[start : start + _ADD_BLOCK])
    return bytes(faiss.serialize_index(index))


def list_count(n_vectors: int) -> int:
    """Return the number of inverted lists for `n_vectors`."""
    return max(1, min(int(16 * np.sqrt(n_vectors)), n_vectors // 39))


def build_exact_searcher(vectors: Vectors) -> faiss.IndexFlatL2:
    """Return an index that compares with every one of `vectors` `(N, D)`."""
    searcher = faiss.IndexFlatL2(vectors.shape[1])
    searcher.add(np.ascontiguousarray(vectors))
    return searcher


def build_searcher(vectors: Vectors, partition: Partition) -> faiss.IndexIVFFlat:
    """Return an approximate index of `vectors` `(N, D)` over a known partition; eight lists are searched."""
    centres = np.ascontiguousarray(partition.centres)
    quantiser = faiss.IndexFlatL2(vectors.shape[1])
    quantiser.add(centres)
    searcher = faiss.IndexIVFFlat(quantiser, vectors.shape[1], len(centres))
    searcher.is_trained = True
    stored = searcher.invlists
    assert stored is not None
    for list_id, ids in enumerate(partition.lists):
        rows = np.ascontiguousarray(vectors[ids])
        stored.add_entries(list_id, len(ids), faiss.swig_ptr(ids), faiss.swig_ptr(rows.view(np.uint8)))
    searcher.ntotal = len(vectors)
    searcher.nprobe = min(8, len(centres))
    return searcher


def _new_index(n_vectors: int, dimension: int) -> faiss.IndexIVFFlat:
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(dimension), dimension, list_count(n_vectors))
    index.cp.min_points_per_centroid = 1  # a short recording has fewer than faiss recommends; it only warns
    return index


def read_index_bytes(data: bytes) -> IndexContents:
    """Return the content of a faiss IVF-Flat or Flat file; every length is checked before use.

    Raises:
        RetrievalError: the file is of another kind, damaged or cut short.
    """
    reader = _ByteReader(memoryview(data))
    kind = reader.take(4)
    if kind == IVF_MAGIC:
        return _read_inverted_file(reader)
    if kind in FLAT_MAGIC:
        return IndexContents(_read_flat(reader), None)
    raise RetrievalError("It is not a retrieval index of the kinds IVF-Flat and Flat.", kind="not_an_index")


@dataclass
class _ByteReader:
    data: memoryview
    position: int = 0

    def take(self, size: int) -> bytes:
        if not 0 <= size <= len(self.data) - self.position:
            raise RetrievalError("It is damaged or cut short.", kind="damaged")
        self.position += size
        return bytes(self.data[self.position - size : self.position])

    def number(self, code: str) -> int:
        return int(struct.unpack("<" + code, self.take(struct.calcsize(code)))[0])

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        kind = np.dtype(dtype)
        return np.frombuffer(self.take(count * kind.itemsize), kind)


def _read_header(reader: _ByteReader) -> tuple[int, int]:
    dimension, count = reader.number("i"), reader.number("q")
    reader.take(17)  # two fillers and the trained mark
    if reader.number("i") != _L2:
        raise RetrievalError("The index does not measure by L2 distance, as voice indexes do.")
    if not 1 <= dimension <= MAX_DIMENSION or count < 0:
        raise RetrievalError(f"The index claims {count} vectors of {dimension} numbers.")
    return dimension, count


def _read_flat(reader: _ByteReader) -> Vectors:
    dimension, count = _read_header(reader)
    if reader.number("Q") != count * dimension:
        raise RetrievalError("It is damaged: its lengths disagree.", kind="damaged")
    return reader.array("<f4", count * dimension).reshape(count, dimension).astype(np.float32)


def _read_inverted_file(reader: _ByteReader) -> IndexContents:
    dimension, count = _read_header(reader)
    n_lists = reader.number("Q")
    if n_lists > MAX_LISTS:  # an empty one has a few bytes in the file, but objects of its own in memory
        raise RetrievalError(f"The index claims {n_lists} lists; {MAX_LISTS} at most.")
    reader.take(8)  # nprobe
    centres = _read_flat(reader) if reader.take(4) in FLAT_MAGIC else np.zeros((0, 1), np.float32)
    if centres.shape != (n_lists, dimension):
        raise RetrievalError("It is damaged: its lists are not those of its centres.", kind="damaged")
    if reader.number("b") != 0 or reader.number("Q") != 0:
        raise RetrievalError("The index keeps a direct map, which voice indexes do not.")
    if reader.take(4) != b"ilar" or reader.number("Q") != n_lists or reader.number("Q") != 4 * dimension:
        raise RetrievalError("It is damaged: its lists are not as declared.", kind="damaged")
    sizes = _read_sizes(reader, n_lists)
    if int(sum(map(int, sizes))) != count:
        raise RetrievalError("It is damaged: its lists do not contain all of its vectors.", kind="damaged")
    vectors, lists = _read_lists(reader, [int(size) for size in sizes], dimension)
    return IndexContents(vectors, Partition(centres, lists))


def _read_sizes(reader: _ByteReader, n_lists: int) -> NDArray[np.generic]:
    layout, length = reader.take(4), reader.number("Q")
    if layout == b"full" and length == n_lists:
        return reader.array("<u8", n_lists)
    if layout != b"sprs" or length > 2 * n_lists or length % 2:
        raise RetrievalError("It is damaged: its lists are not as declared.", kind="damaged")
    sizes = np.zeros(n_lists, np.uint64)
    for list_id, size in reader.array("<u8", length).reshape(-1, 2):
        if list_id >= n_lists:
            raise RetrievalError("It is damaged: it names a list it does not have.", kind="damaged")
        sizes[int(list_id)] = size
    return sizes


def _read_lists(
    reader: _ByteReader, sizes: list[int], dimension: int
) -> tuple[Vectors, list[NDArray[np.int64]]]:
    count = sum(sizes)
    if count * (4 * dimension + 8) > len(reader.data) - reader.position:
        raise RetrievalError("It is damaged or cut short.", kind="damaged")
    vectors = np.zeros((count, dimension), np.float32)
    is_filled = np.zeros(count, bool)
    lists = []
    for size in sizes:
        rows = reader.array("<f4", size * dimension).reshape(size, dimension)
        ids = reader.array("<i8", size).astype(np.int64)
        if size and not 0 <= int(ids.min()) <= int(ids.max()) < count:
            raise RetrievalError("It is damaged: a vector's number is out of range.", kind="damaged")
        vectors[ids] = rows
        is_filled[ids] = True
        lists.append(ids)
    if not is_filled.all():
        raise RetrievalError("It is damaged: two vectors have one number.", kind="damaged")
    return vectors, lists
