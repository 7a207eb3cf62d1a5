"""What is counted of decisions."""

from __future__ import annotations

from modfilter.domain import Action, Decision, Finding, Reason, Source
from modfilter.server.metrics import Metrics


def test_categories_of_the_sites_own_are_counted() -> None:
    metrics = Metrics()
    found = Finding("model.off_topic", "off_topic", Source.MODEL)
    reason = Reason(found, "", Action.REVIEW, True, "")
    metrics.judged([Decision("c-1", Action.REVIEW, (reason,))])
    told = metrics.text().decode()
    assert 'modfilter_decisive_reasons_total{category="off_topic"} 1.0' in told
