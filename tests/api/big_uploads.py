"""Many large songs sent at once, without holding them in the memory of the one who sends."""

import http.client
import struct
import threading
import wave
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np

BOUNDARY = "a-boundary"
SAMPLE_RATE = 44_100
PIECE_BYTES = 256 * 1024


def upload_at_once(server, count, megabytes):
    """Return the statuses of `count` different songs sent at once, and the MB the server grew by."""
    before = resident_mb(server)
    peaks, over = [before], threading.Event()
    watcher = threading.Thread(target=_watch, args=(server, peaks, over))
    watcher.start()
    with ThreadPoolExecutor(count) as senders:
        statuses = list(senders.map(lambda n: _send(server.port, _wav_header(megabytes, n)), range(count)))
    over.set()
    watcher.join()
    return statuses, max(peaks) - before


def resident_mb(server):
    """Return the memory of the server's process."""
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * 4096 / 1e6


def _watch(server, peaks, over):
    while not over.wait(0.02):
        peaks.append(resident_mb(server))


def _wav_header(megabytes, number):
    """Return the size of a wav's sound, and the beginning that makes it differ from the others."""
    header = BytesIO()
    size_bytes = megabytes * 1_000_000
    with wave.open(header, "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, size_bytes // 4, "NONE", ""))
    start = bytearray(header.getvalue())
    struct.pack_into("<I", start, 4, 36 + size_bytes)
    struct.pack_into("<I", start, 40, size_bytes)
    return size_bytes, bytes(start) + struct.pack("<hh", number, number)


def _send(port, song):
    size_bytes, start = song
    head = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file; filename=song.wav\r\n\r\n".encode()
    ) + start
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    tone = _tone()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.putrequest("POST", "/api/songs")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Content-Length", str(len(head) + size_bytes - 4 + len(tail)))
    connection.endheaders(head)
    left = size_bytes - 4
    while left:
        sent = min(left, len(tone))
        connection.send(tone[:sent])
        left -= sent
    connection.send(tail)
    status = connection.getresponse().status
    connection.close()
    return status


def _tone():
    turns = np.arange(PIECE_BYTES // 4) / (PIECE_BYTES // 4)
    waveform = 8000 * np.sin(2 * np.pi * 440 * turns)
    return np.repeat(waveform.astype("<i2"), 2).tobytes()
