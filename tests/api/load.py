"""How the server answers while a training keeps all cores busy: `python tests/api/load.py [--real]`.

Starts a server of its own on this machine, with a training (scripted, beside two processes that keep the
cores busy; or with `--real` a compact one by the engine itself), listening sockets, mixed reads, and large
uploads at the end; prints the figures as JSON and ends by itself. Those who only listen give way like a
worker: people's browsers take nothing from the server's machine.
"""

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]

from big_uploads import upload_at_once  # noqa: E402
from harness import FAKE_SERVER, REAL_SERVER, ROOT, Client, Server, wait_until  # noqa: E402

from backend.jobs.worker.resources import give_way  # noqa: E402

READS = ("/api/models", "/api/jobs", "/api/capabilities", "/api/covers", "/")


def burn(until):
    give_way()  # as a worker does
    while time.time() < until:
        sum(range(100_000))


def measure(url, cookies, paths, per_second, seconds):
    """Return the seconds each of `per_second * seconds` calls took, and which ended with 5xx."""
    client, taken, failures = Client(url), [], []
    client.session.cookies.update(cookies)
    start = time.monotonic()
    for number in range(int(per_second * seconds)):
        time.sleep(max(0.0, start + number / per_second - time.monotonic()))
        called = time.monotonic()
        answer = client.get(paths[number % len(paths)])
        taken.append(time.monotonic() - called)
        if answer.status_code >= 500:
            failures.append(f"{answer.status_code} {answer.url} {answer.text[:80]}")
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


def begin_training(client, folder, options):
    """Return the id of a training that goes on until it is stopped."""
    if not options.real:
        return client.train("slow", epochs=str(20 * options.seconds)).json()["job"]["id"]
    subprocess.run([sys.executable, str(ROOT / "tests/e2e/make_recordings.py"), str(folder)], check=True)
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("voice *"))]
    answer = client.train("real", files=files, epochs="1000", preset="compact", family="starter")
    job_id = answer.json()["job"]["id"]
    wait_until(lambda: "epoch_finished" in [event["type"] for event in client.events(job_id)], 300)
    return job_id


def ask(askers, server, client, options):
    """Return the figures of reads and of health, asked at the same time while burners keep the cores busy."""
    until = time.time() + options.seconds
    burners = [multiprocessing.Process(target=burn, args=(until,)) for _ in range(options.burners)]
    for burner in burners:
        burner.start()
    who = (server.url, client.session.cookies.get_dict())
    reads = askers.submit(measure, *who, READS, 50, options.seconds)
    health = askers.submit(measure, *who, ["/api/health"], 10, options.seconds)
    (taken, failures), (health_taken, health_failures) = reads.result(), health.result()
    return {
        "reads_per_second": round(len(taken) / options.seconds, 1),
        "reads_p50_p99_max_ms": [percentile(taken, part) for part in (0.5, 0.99, 1)],
        "health_p50_p99_max_ms": [percentile(health_taken, part) for part in (0.5, 0.99, 1)],
        "answers_5xx": [*failures, *health_failures],
    }


def run(options):
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as askers:
        list(askers.map(abs, range(2)))  # started before there are threads; each asks with a GIL of its own
        command = REAL_SERVER if options.real else FAKE_SERVER
        server = Server(Path(folder), command, PERSONA_MAX_JOBS_PER_MINUTE=10_000).start()
        client = server.client()
        job_id = begin_training(client, Path(folder), options)
        give_way()
        heard, sockets = listen(client, job_id, options.sockets)
        figures = ask(askers, server, client, options)
        statuses, growth_mb = upload_at_once(server, options.uploads, megabytes=50)
        was = client.job(job_id)["status"]
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
        **figures,
        "sockets_with_every_event_in_order": f"{complete} of {options.sockets}",
        "events": last,
        "training_until_the_end": was,
        "uploads_of_50_mb_taken": f"{statuses.count(201)} of {options.uploads}",
        "server_grew_by_mb": round(growth_mb, 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--burners", type=int, default=2)
    parser.add_argument("--uploads", type=int, default=10)
    parser.add_argument("--real", action="store_true", help="a compact training by the engine, no burners")
    chosen = parser.parse_args()
    if chosen.real:
        chosen.burners = 0
    sys.stdout.write(json.dumps(run(chosen), indent=1) + "\n")
