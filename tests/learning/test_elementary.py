"""Functions of our own against the C library's: as exact, without its differences between machines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.learning.elementary import dot, exp_of_negative, log, sigmoid, softplus

ULPS = 8 * np.finfo(float).eps


@given(st.floats(-690, 0))
def test_exp(x: float) -> None:
    assert exp_of_negative(np.array([x]))[0] == pytest.approx(np.exp(x), rel=ULPS)


@given(st.floats(1e-300, 1e300))
def test_log(x: float) -> None:
    assert log(np.array([x]))[0] == pytest.approx(np.log(x), rel=ULPS, abs=1e-16)


@given(st.floats(-600, 600))
def test_sigmoid_and_softplus(x: float) -> None:
    raw = np.array([x])
    expected = 1 / (1 + np.exp(-x)) if x > 0 else np.exp(x) / (1 + np.exp(x))
    assert sigmoid(raw)[0] == pytest.approx(expected, rel=ULPS)
    assert softplus(raw)[0] == pytest.approx(np.logaddexp(0, x), rel=ULPS)


def test_far_out_numbers_are_finite() -> None:
    far = np.array([-1e9, -700, 0, 700, 1e9])
    assert sigmoid(far).tolist() == pytest.approx([0, 0, 0.5, 1, 1], abs=1e-300)
    assert np.isfinite(softplus(far)).all()


def test_bits_are_these_on_every_machine() -> None:
    """Written down once: another processor, compiler or numpy must find the same."""
    x = np.linspace(-30, 30, 1001)
    found = [exp_of_negative(-np.abs(x)), log(np.abs(x) + 0.01), sigmoid(x), softplus(x)]
    assert [float(one.sum()).hex() for one in found] == BITS
    assert dot(x, np.sqrt(np.abs(x))).hex() == DOT


BITS = [
    "0x1.0abf253b6c2aap+5",
    "0x1.2cdbbe8506dc2p+11",
    "0x1.f47ffffffffffp+8",
    "0x1.d766baa54804ap+12",
]
DOT = "-0x1.0000000000000p-37"
