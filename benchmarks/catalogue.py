"""The benchmarks by name, in the order of `docs/benchmarks.md`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks import (
    backends,
    command_line,
    crashes,
    gate,
    hostile,
    jobs,
    latency,
    memory,
    newsroom,
    retrain_crashes,
    review_page,
    server,
    startup,
    store,
    throughput,
)
from benchmarks.result import Result

Measure = Callable[[Sequence[str], int | None], Result]

BENCHMARKS: Mapping[str, Measure] = {
    "throughput": throughput.measure,
    "latency": latency.measure,
    "cli": command_line.measure,
    "startup": startup.measure,
    "memory": memory.measure,
    "jobs": jobs.measure,
    "hostile": hostile.measure,
    "gate": gate.measure,
    "crashes": crashes.measure,
    "retrain-crashes": retrain_crashes.measure,
    "store": store.measure,
    "server": server.measure,
    "newsroom": newsroom.measure,
    "review-page": review_page.measure,
    "backends": backends.measure,
}
