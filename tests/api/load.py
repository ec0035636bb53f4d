"""How the server answers while a training keeps all cores busy: `python tests/api/load.py [--seconds 60]`.

Starts a server of its own on this machine, with the scripted worker training, two processes that keep the
cores busy, listening sockets and mixed reads; prints the figures as JSON and ends by itself. Those who only
listen give way like a worker: people's browsers take nothing from the server's machine.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]

from harness import Client, Server  # noqa: E402

from backend.jobs.worker.process import give_way  # noqa: E402

READS = ("/api/models", "/api/jobs", "/api/capabilities", "/api/covers", "/")


def burn(until):
    give_way()  # as a worker does
    while time.time() < until:
        sum(range(100_000))


def measure(url, cookies, paths, per_second, seconds):
    """Return the seconds each of `per_second * seconds` calls took, and how many ended with 5xx."""
    client, taken, failures = Client(url), [], 0
    client.session.cookies.update(cookies)
    start = time.monotonic()
    for number in range(int(per_second * seconds)):
        time.sleep(max(0.0, start + number / per_second - time.monotonic()))
        called = time.monotonic()
        failures += client.get(paths[number % len(paths)]).status_code >= 500
        taken.append(time.monotonic() - called)
    return sorted(taken), failures


def listen(client, job_id, count):
    """Return the event lists that fill up as sockets hear of a job, and the sockets."""
    heard, sockets = [], []
    for _ in range(count):
        socket = client.connect()
        seqs = []
        socket.on("job_event", lambda event, seqs=seqs: seqs.append(event["seq"]))
        seqs[:0] = [
            event["seq"] for event in socket.call("subscribe", {"job_id": job_id, "after": 0})["events"]
        ]
        heard.append(seqs)
        sockets.append(socket)
    return heard, sockets


def percentile(taken, part):
    return round(1000 * taken[min(len(taken) - 1, int(part * len(taken)))], 1)


def run(seconds, n_sockets, n_burners):
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as askers:
        list(askers.map(abs, range(2)))  # started before there are threads; each asks with a GIL of its own
        server = Server(Path(folder), PERSONA_MAX_JOBS_PER_MINUTE=10_000).start()
        client = server.client()
        job_id = client.train("slow", epochs=str(10 * seconds)).json()["job"]["id"]
        give_way()
        heard, sockets = listen(client, job_id, n_sockets)
        burners = [
            multiprocessing.Process(target=burn, args=(time.time() + seconds,)) for _ in range(n_burners)
        ]
        for burner in burners:
            burner.start()
        who = (server.url, client.session.cookies.get_dict())
        reads = askers.submit(measure, *who, READS, 50, seconds)
        health = askers.submit(measure, *who, ["/api/health"], 10, seconds)
        (taken, failures), (health_taken, health_failures) = reads.result(), health.result()
        client.post(f"/api/jobs/{job_id}/cancel")
        last = client.finished(job_id)["last_seq"]
        time.sleep(5)
        complete = sum(
            sorted(set(seqs)) == list(range(1, last + 1)) and seqs == sorted(seqs) for seqs in heard
        )
        for socket in sockets:
            socket.disconnect()
        server.stop()
    return {
        "reads_per_second": round(len(taken) / seconds, 1),
        "reads_p50_p99_ms": [percentile(taken, 0.5), percentile(taken, 0.99)],
        "health_p50_p99_ms": [percentile(health_taken, 0.5), percentile(health_taken, 0.99)],
        "answers_5xx": failures + health_failures,
        "sockets_with_every_event_in_order": f"{complete} of {n_sockets}",
        "events": last,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--burners", type=int, default=2)
    options = parser.parse_args()
    sys.stdout.write(json.dumps(run(options.seconds, options.sockets, options.burners), indent=1) + "\n")
