"""What a server counts, for Prometheus: never a text, never a name.

With several workers each writes into the folder PROMETHEUS_MULTIPROC_DIR, and any of them answers
for all.
"""

from __future__ import annotations

import os
from collections import Counter as Counts
from collections.abc import Sequence
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from modfilter.domain import Action, Category, Decision

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "modfilter_requests", "Requests by endpoint and status.", ["endpoint", "status"],
            registry=self._registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "modfilter_request_seconds", "Time to answer.", ["endpoint"],
            registry=self._registry, buckets=_SECONDS,
        )  # fmt: skip
        actions = Counter(
            "modfilter_decisions", "Comments judged, by action.", ["action"],
            registry=self._registry,
        )  # fmt: skip
        categories = Counter(
            "modfilter_decisive_reasons", "Comments by the category of a reason that decided.",
            ["category"], registry=self._registry,
        )  # fmt: skip
        self.batch = Histogram(
            "modfilter_batch_comments", "Comments judged together.",
            registry=self._registry, buckets=_SIZES,
        )  # fmt: skip
        self.told = Counter(
            "modfilter_moderator_decisions", "Moderators' decisions taken in, by action.",
            ["action"], registry=self._registry,
        )  # fmt: skip
        self.model = Gauge(
            "modfilter_model", "The model and policy in use.", ["model", "policy"],
            registry=self._registry, multiprocess_mode="mostrecent",
        )  # fmt: skip
        self.degraded = Gauge(
            "modfilter_degraded", "1 where something is not as it should be, by part.", ["part"],
            registry=self._registry, multiprocess_mode="livemax",
        )  # fmt: skip
        self.spooled = Gauge(
            "modfilter_spooled_decisions", "Transactions that wait for the store to come back.",
            registry=self._registry, multiprocess_mode="livemostrecent",
        )  # fmt: skip
        self._actions = {action: actions.labels(action) for action in Action}
        self._reasons = categories
        self._answered: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._categories: dict[Category | str, Counter] = {
            category: categories.labels(category) for category in Category
        }

    def judged(self, decisions: Sequence[Decision]) -> None:
        """Count a batch in."""
        self.batch.observe(len(decisions))
        # A counter takes a lock for each call: counted here, it is asked a few times a batch.
        actions = Counts(decision.action for decision in decisions)
        for action, count in actions.items():
            self._actions[action].inc(count)
        categories: Counts[Category | str] = Counts()
        for decision in decisions:
            if decision.reasons:
                categories.update(
                    {reason.finding.category for reason in decision.reasons if reason.decisive}
                )
        for category, count in categories.items():
            if category not in self._categories:
                # One of the site's own, of which its policy names a few.
                self._categories[category] = self._reasons.labels(category)
            self._categories[category].inc(count)

    def uses(self, model: str, policy: str) -> None:
        """Name the model and policy in use."""
        if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            self.model.clear()
        self.model.labels(model, policy).set(1)

    def answered(self, endpoint: str, status: int, seconds: float) -> None:
        """Count an answer in."""
        known = self._answered.get((endpoint, status))
        if known is None:
            # Few: routes by their patterns, and the statuses that each has.
            known = self.requests.labels(endpoint, str(status)), self.seconds.labels(endpoint)
            self._answered[endpoint, status] = known
        known[0].inc()
        known[1].observe(seconds)

    def text(self) -> bytes:
        """Everything in Prometheus's text form."""
        if not _several():
            return generate_latest(self._registry)
        _forget_the_dead()
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def _several() -> bool:
    return bool(os.environ.get("PROMETHEUS_MULTIPROC_DIR"))


def _forget_the_dead() -> None:
    """Take away how things stood with workers that have ended; what they counted stays."""
    if os.name != "posix":
        return
    for path in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("gauge_live*_*.db"):
        pid = path.stem.rpartition("_")[2]
        if pid.isdigit() and not _lives(int(pid)):
            path.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
