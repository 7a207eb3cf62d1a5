"""exp, log and what follows from them, with the same bits on every machine.

numpy and the C library choose their exp and log by the processor, and those differ in the last
digit; over some hundred steps of learning, last digits become other weights. Here everything is
made of additions, multiplications, divisions and powers of two, which IEEE 754 rounds exactly.
Errors are a few units in the last place of a double.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# ln 2 in two parts: the first has trailing zeros, so that whole multiples of it are exact.
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_LEAST_EXPONENT = -700.0
# Enough terms for 1e-17: of e^x for |x| <= ln 2 / 2, and of artanh as log and softplus ask for it.
_EXP_TERMS = tuple(1 / math.factorial(k) for k in range(14, -1, -1))
_LOG_TERMS = tuple(1 / (2 * k + 1) for k in range(11, -1, -1))
_LOG1P_TERMS = tuple(1 / (2 * k + 1) for k in range(18, -1, -1))


def exp_of_negative(x: Floats) -> Floats:
    """e^x of numbers that are zero or less; those below -700 count as -700."""
    x = np.maximum(x, _LEAST_EXPONENT)
    halvings = np.rint(x / _LN2_HIGH)
    rest = x - halvings * _LN2_HIGH - halvings * _LN2_LOW
    found: Floats = np.ldexp(_polynomial(_EXP_TERMS, rest), halvings.astype(np.int32))
    return found


def exp(x: Floats) -> Floats:
    """e^x of any numbers; those beyond 700 count as 700."""
    tail = exp_of_negative(-np.abs(x))
    found: Floats = np.where(x <= 0, tail, 1 / tail)
    return found


def log(x: Floats) -> Floats:
    """The natural logarithm of positive numbers."""
    mantissa, exponent = np.frexp(x)
    low = mantissa < math.sqrt(0.5)
    mantissa = np.where(low, 2 * mantissa, mantissa)
    powers = (exponent - low).astype(np.float64)
    slope = (mantissa - 1) / (mantissa + 1)
    found: Floats = (
        powers * _LN2_HIGH + powers * _LN2_LOW + 2 * slope * _polynomial(_LOG_TERMS, slope * slope)
    )
    return found


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x)."""
    tail = exp_of_negative(-np.abs(x))
    return np.where(x >= 0, 1.0, tail) / (1 + tail)


def softplus(x: Floats) -> Floats:
    """log(1 + e^x), the logistic loss of a negative whose raw score is x."""
    tail = exp_of_negative(-np.abs(x))
    slope = tail / (2 + tail)
    found: Floats = np.maximum(x, 0) + 2 * slope * _polynomial(_LOG1P_TERMS, slope * slope)
    return found


def dot(one: Floats, other: Floats) -> float:
    """The inner product, summed pairwise: BLAS sums in an order that follows the processor."""
    return float(np.sum(one * other))


def _polynomial(terms: tuple[float, ...], x: Floats) -> Floats:
    found = np.full_like(x, terms[0])
    for term in terms[1:]:
        found *= x
        found += term
    return found
