"""Zips with a lie in them."""

import struct
import zipfile
from pathlib import Path


def zip_with_member_at(path: Path, name: str, offset: int) -> Path:
    """Return `path`, a zip whose directory says that its one member begins at `offset`."""
    extra = struct.pack("<HHQ", 1, 8, offset)  # the ZIP64 field, which the offset 2**32 - 1 points to
    entry = (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            45,
            45,
            0,
            0,
            0,
            0,
            0,
            1,
            1,
            len(name),
            len(extra),
            0,
            0,
            0,
            0,
            2**32 - 1,
        )
        + name.encode()
        + extra
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), 4, 0)
    path.write_bytes(b"PK\x03\x04" + entry + end)
    assert zipfile.is_zipfile(path)
    return path
