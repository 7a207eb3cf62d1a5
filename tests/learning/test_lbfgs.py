"""Minimising: where a minimum is known it is found, and stopping early is stopping lower."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from modfilter.learning.lbfgs import minimise

Floats = NDArray[np.float64]


def rosenbrock(point: Floats) -> tuple[float, Floats]:
    """A bent valley with its floor at (1, 1), the usual test of a line search."""
    x, y = point
    value = (1 - x) ** 2 + 100 * (y - x * x) ** 2
    slope = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
    return float(value), slope


def test_a_bent_valley() -> None:
    found = minimise(rosenbrock, np.array([-1.2, 1.0]), iterations=200, tolerance=1e-9)
    assert found.point == pytest.approx([1, 1], abs=1e-6)
    assert found.iterations < 60


def test_a_quadratic_of_many_scales() -> None:
    scales = np.geomspace(1e-2, 1e2, 40)
    target = np.linspace(-3, 3, 40)

    def bowl(point: Floats) -> tuple[float, Floats]:
        off = point - target
        return float((scales * off * off).sum() / 2), scales * off

    found = minimise(bowl, np.zeros(40), iterations=500, tolerance=1e-10)
    assert found.point == pytest.approx(target, abs=1e-3)


@pytest.mark.parametrize("iterations", [0, 1, 5, 20])
def test_stopping_early_is_lower_than_before(iterations: int) -> None:
    start = np.array([-1.2, 1.0])
    found = minimise(rosenbrock, start, iterations=iterations, tolerance=0)
    assert found.iterations == iterations
    more = minimise(rosenbrock, start, iterations=iterations + 1, tolerance=0)
    assert rosenbrock(more.point)[0] < rosenbrock(found.point)[0]


def test_a_minimum_is_left_alone() -> None:
    found = minimise(rosenbrock, np.array([1.0, 1.0]), iterations=10, tolerance=1e-6)
    assert found.iterations == 0
    assert found.point.tolist() == [1, 1]


def test_no_way_down_ends_where_it_stands() -> None:
    """A slope that lies about its value leads nowhere lower."""

    def liar(point: Floats) -> tuple[float, Floats]:
        return float(point @ point), -np.ones(2)

    found = minimise(liar, np.zeros(2), iterations=10, tolerance=1e-6)
    assert found.point.tolist() == [0, 0]
