import struct
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest

from rvc_core.errors import RetrievalError
from rvc_core.retrieval import RetrievalIndex, find_index, load_index_or_warning
from rvc_core.retrieval import index as index_module
from rvc_core.retrieval.faiss_files import MAX_LISTS, list_count, read_index_bytes
from tests.core.memory import allocating_at_most


def vectors(count: int = 400, dimension: int = 16, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)


def neighbours_by_hand(content: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the retrieved content by the formula of RVC: eight nearest, weights 1 / (squared L2)**2."""
    scores = np.square(content[:, None].astype(np.float64) - rows[None]).sum(2)
    order = np.argsort(scores, axis=1)[:, :8]
    weights = 1.0 / np.square(np.take_along_axis(scores, order, 1))
    weights /= weights.sum(1, keepdims=True)
    return (weights[..., None] * rows[order]).sum(1)


def saved(tmp_path: Path, rows: np.ndarray, name: str = "added_v2.index") -> Path:
    RetrievalIndex(rows).save(tmp_path / name)
    return tmp_path / name


@pytest.mark.parametrize("exact_numbers", [2**22, 0])
def test_blend_equals_the_formula(exact_numbers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "EXACT_NUMBERS_CPU", exact_numbers)
    rows = vectors(dimension=4)
    content = rows[:50] + 0.01 * vectors(50, 4, seed=1)
    wanted = 0.75 * neighbours_by_hand(content, rows) + 0.25 * content
    assert np.abs(RetrievalIndex(rows).blend(content, 0.75) - wanted).max() < 1e-3


def test_ratio_zero_leaves_content_as_it_was() -> None:
    content = vectors(5, seed=1)
    assert np.array_equal(RetrievalIndex(vectors()).blend(content, 0.0), content)


def test_exact_hit_is_finite_and_itself() -> None:
    rows = vectors()
    assert np.abs(RetrievalIndex(rows).blend(rows[:20], 1.0) - rows[:20]).max() < 1e-4


def test_index_of_fewer_than_eight_vectors_blends() -> None:
    rows = vectors(3)
    assert np.isfinite(RetrievalIndex(rows).blend(vectors(4, seed=1), 1.0)).all()


@pytest.mark.parametrize("score", [np.finfo(np.float32).max, 0.0])
def test_missing_neighbours_weigh_nothing(monkeypatch: pytest.MonkeyPatch, score: float) -> None:
    rows = vectors()

    class ShortList:
        def search(self, content: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
            ids = np.full((len(content), count), -1)
            scores = np.full((len(content), count), score, np.float32)
            ids[:, 0], scores[:, 0] = 5, 0.1
            return scores, ids

    monkeypatch.setattr(index_module, "build_exact_searcher", lambda _: ShortList())
    assert np.allclose(RetrievalIndex(rows).blend(vectors(2, seed=1), 1.0), rows[5], atol=1e-6)


def test_content_of_another_dimension_is_refused() -> None:
    with pytest.raises(RetrievalError, match="17 numbers"):
        RetrievalIndex(vectors()).blend(vectors(2, 17), 0.5)


def test_long_content_is_searched_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    index, content = RetrievalIndex(vectors()), vectors(100, seed=1)
    whole = index.blend(content, 0.5)
    monkeypatch.setattr(index_module, "_QUERY_BLOCK", 7)
    assert np.allclose(index.blend(content, 0.5), whole, atol=1e-5)


@pytest.mark.parametrize(
    ("count", "lists"), [(1, 1), (38, 1), (1500, 38), (3000, 76), (9000, 230), (60_000, 1538)]
)
def test_number_of_lists_is_rvcs(count: int, lists: int) -> None:
    assert list_count(count) == lists


@pytest.mark.parametrize("count", [1, 2, 38, 39, 400])
def test_saved_index_is_read_by_faiss(count: int, tmp_path: Path) -> None:
    rows = vectors(count)
    index = faiss.read_index(str(saved(tmp_path, rows)))
    index.make_direct_map()
    assert index.nprobe == 1
    assert np.array_equal(index.reconstruct_n(0, count), rows)


@pytest.mark.parametrize("count", [1, 39, 400])
def test_saved_index_round_trips(count: int, tmp_path: Path) -> None:
    rows = vectors(count)
    assert np.array_equal(RetrievalIndex.load(saved(tmp_path, rows), 16).vectors, rows)


def test_sparse_lists_are_read(tmp_path: Path) -> None:
    # Few vectors in many lists: faiss then stores the lists' sizes sparsely.
    rows = vectors(100)
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(16), 16, 50)
    index.train(vectors(2000, seed=1))
    index.add(rows[:3])
    data = bytes(faiss.serialize_index(index))
    assert b"sprs" in data
    assert np.array_equal(read_index_bytes(data).vectors, rows[:3])


def test_flat_index_is_read() -> None:
    index = faiss.IndexFlatL2(16)
    index.add(vectors(5))
    assert np.array_equal(read_index_bytes(bytes(faiss.serialize_index(index))).vectors, vectors(5))


def test_path_in_korean_round_trips(tmp_path: Path) -> None:
    path = saved(tmp_path / "가수", vectors(), "added_목소리_v2.index")
    assert RetrievalIndex.load(path).content_dim == 16


def test_loaded_index_searches_as_the_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "EXACT_NUMBERS_CPU", 0)
    built = RetrievalIndex(vectors())
    loaded = RetrievalIndex.load(saved(tmp_path, vectors()))
    assert loaded.partition is not None
    assert np.array_equal(loaded.blend(vectors(9, seed=1), 1.0), built.blend(vectors(9, seed=1), 1.0))


def test_build_drops_rows_that_are_not_finite() -> None:
    rows = vectors(50)
    rows[7, 3] = np.nan
    assert len(RetrievalIndex.build(rows).vectors) == 49


def test_build_of_nothing_is_refused() -> None:
    with pytest.raises(RetrievalError):
        RetrievalIndex.build(np.zeros((0, 16), np.float32))


def test_build_of_many_rows_keeps_centres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "MAX_INDEXED_VECTORS", 300)
    monkeypatch.setattr(index_module, "CLUSTER_CENTRES", 40)
    assert RetrievalIndex.build(vectors()).vectors.shape == (40, 16)


def test_same_seed_builds_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        RetrievalIndex.build(vectors(), seed=3).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_file_name_is_rvcs() -> None:
    assert RetrievalIndex(vectors()).file_name("가수", "v2") == "added_IVF10_Flat_nprobe_1_가수_v2.index"


def test_wrong_dimension_is_refused_with_both_numbers(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match=r"16 numbers, the model needs 768"):
        RetrievalIndex.load(saved(tmp_path, vectors()), 768)


def test_wrong_dimension_becomes_a_warning(tmp_path: Path) -> None:
    index, warning = load_index_or_warning(saved(tmp_path, vectors()), 768)
    assert index is None
    assert "not used" in str(warning)


def test_training_leftover_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="added"):
        RetrievalIndex.load(saved(tmp_path, vectors(), "trained_IVF10_Flat_nprobe_1_voice_v2.index"))


def saved_empty(path: Path) -> Path:
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(16), 16, 2)
    index.train(vectors())
    path.write_bytes(bytes(faiss.serialize_index(index)))
    return path


def test_index_of_a_model_called_trained_is_read(tmp_path: Path) -> None:
    assert RetrievalIndex.load(saved(tmp_path, vectors(), "TrainedSinger.index")).content_dim == 16


def test_index_of_a_model_called_trained_is_the_folders(tmp_path: Path) -> None:
    path = saved(tmp_path, vectors(), "TrainedSinger.index")
    assert find_index(tmp_path) == path


def test_empty_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="no vectors"):
        RetrievalIndex.load(saved_empty(tmp_path / "added.index"))


def test_leftover_by_name_is_not_the_folders_index(tmp_path: Path) -> None:
    saved(tmp_path, vectors(), "trained_IVF10_Flat_nprobe_1_a_v2.index")
    assert find_index(tmp_path) is None


def test_empty_index_is_not_the_folders_index(tmp_path: Path) -> None:
    saved_empty(tmp_path / "added_a.index")
    filled = saved(tmp_path, vectors(), "b.index")
    assert find_index(tmp_path) == filled


def test_half_written_index_is_not_the_folders_index(tmp_path: Path) -> None:
    saved(tmp_path, vectors(), ".tmp-0123456789ab.index")
    assert find_index(tmp_path) is None


def test_missing_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="no such index file"):
        RetrievalIndex.load(tmp_path / "none.index")


def index_bytes() -> bytes:
    return bytes(faiss.serialize_index(faiss.clone_index(_filled())))


def _filled() -> faiss.IndexIVFFlat:
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(16), 16, 4)
    index.train(vectors())
    index.add(vectors(40))
    return index


def _patched(position: int, code: str, value: int) -> Callable[[bytes], bytes]:
    def patch(data: bytes) -> bytes:
        field = struct.pack("<" + code, value)
        return data[:position] + field + data[position + len(field) :]

    return patch


DAMAGED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("empty", lambda data: b""),
    ("text", lambda data: b"hello"),
    ("another kind", lambda data: b"IxPQ" + data[4:]),
    ("cut header", lambda data: data[:20]),
    ("cut centres", lambda data: data[:120]),
    ("cut lists", lambda data: data[:-100]),
    ("huge dimension", _patched(4, "i", 2**31 - 1)),
    ("negative dimension", _patched(4, "i", -1)),
    ("zero dimension", _patched(4, "i", 0)),
    ("huge count", _patched(8, "q", 2**62)),
    ("negative count", _patched(8, "q", -5)),
    ("inner product", _patched(33, "i", 0)),
    ("huge list count", _patched(37, "Q", 2**63)),
    ("other list count", _patched(37, "Q", 5)),
    ("huge centre count", _patched(90, "Q", 2**62)),
    ("huge list", lambda data: _in_sizes(data, 2**61)),
    ("list longer than the file", lambda data: _in_sizes(data, 10**6)),
    ("number out of range", lambda data: data[:-8] + struct.pack("<q", 10**9)),
    ("negative number", lambda data: data[:-8] + struct.pack("<q", -1)),
    ("one number twice", lambda data: data[:-8] + data[-16:-8]),
]


def _in_sizes(data: bytes, value: int) -> bytes:
    return _patched(data.index(b"full") + 12, "Q", value)(data)


def test_the_undamaged_index_is_read() -> None:
    assert len(read_index_bytes(index_bytes()).vectors) == 40


@pytest.mark.parametrize("damage", [change for _, change in DAMAGED], ids=[name for name, _ in DAMAGED])
def test_damaged_index_is_refused_within_its_size(damage: Callable[[bytes], bytes]) -> None:
    data = damage(index_bytes())
    with allocating_at_most(4 * len(data) + 2**20), pytest.raises(RetrievalError):
        read_index_bytes(data)


def test_index_of_more_lists_than_any_voice_has_is_refused_before_its_centres_are_read() -> None:
    header = index_bytes()[:37]
    with pytest.raises(RetrievalError, match="131073 lists"):
        read_index_bytes(header + struct.pack("<Q", MAX_LISTS + 1))


def test_vectors_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    rows = vectors()
    path = saved(tmp_path, rows)
    path.write_bytes(path.read_bytes().replace(rows[3].tobytes(), np.full(16, np.nan, np.float32).tobytes()))
    with pytest.raises(RetrievalError, match="not finite"):
        RetrievalIndex.load(path)
