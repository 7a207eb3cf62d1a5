"""Learning has the same bits on other processors, for which environment variables stand in."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_LEARN = """
import hashlib
import numpy as np
from scipy import sparse
from modfilter.learning.calibrate import calibration_levels
from modfilter.learning.fit import log_count_ratios
from modfilter.learning.logistic import Targets, fit_logistic

random = np.random.default_rng(7)
rows = sparse.random(600, 5_000, 0.02, "csr", np.float32, random)
share = (random.random(600) < 0.3).astype(np.float32)
weight = random.uniform(0.5, 2, 600).astype(np.float32)
none = np.zeros(600, np.float32)
factors = log_count_ratios(rows, weight * share, weight * (1 - share))
scaled = sparse.csr_matrix((rows.data * factors[rows.indices], rows.indices, rows.indptr), rows.shape)
found = fit_logistic(
    scaled, Targets(share, weight, share - weight, none + 0.3),
    regularisation=1.0, iterations=60, tolerance=1e-5,
)
raw = np.asarray(scaled @ found.weights, np.float64)
table = calibration_levels(raw, share, np.ones(600))
digest = hashlib.blake2b(found.weights.tobytes() + table.tobytes() + found.bias.hex().encode())
print(found.iterations, digest.hexdigest())
"""

# OpenBLAS's kernels by processor, numpy's loops without those for newer ones, the C library's exp
# and log without fused multiplication; names that a version does not know change nothing.
OTHERS = {
    "another kernel of OpenBLAS": {"OPENBLAS_CORETYPE": "Haswell"},
    "an old processor": {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX2 FMA3 AVX512F AVX512_SKX AVX512_ICL",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
    },
    "more threads": {"OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": "3"},
}


def learned(machine: dict[str, str]) -> str:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _LEARN],
        env={**os.environ, **machine},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def here() -> str:
    return learned({})


@pytest.mark.parametrize("machine", OTHERS)
def test_the_same_is_learned(here: str, machine: str) -> None:
    assert int(here.split()[0]) > 10
    assert learned(OTHERS[machine]) == here
