"""What a wheel is given besides the package: compiled inner loops, and the regression cases.

modfilter works without the loops, where there is no C compiler.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SOURCE = Path("native", "kernel.c")
_COMMENTS = Path("training_data", "comments")
_CASES = Path("modfilter", "_data", "cases", "held_out.jsonl")
_MODULE = Path("modfilter", "_kernel.abi3.so")
# Contraction would round once where numpy rounds twice, and overflow has to wrap.
_FLAGS = ["-O3", "-ffp-contract=off", "-fwrapv", "-fPIC", "-shared", "-DNDEBUG"]


class ModfilterBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles `native/kernel.c`, and gives a wheel the regression cases.

    An editable install has the kernel beside the package and reads the cases where they lie.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add both to a wheel; say so and go on where the kernel cannot be built."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        if version == "editable":
            target = root / _MODULE
        else:
            self._folder = tempfile.TemporaryDirectory()
            target = Path(self._folder.name, _MODULE.name)
            cases = Path(self._folder.name, _CASES.name)
            _write_cases(root / _COMMENTS, cases)
            build_data["force_include"][str(cases)] = str(_CASES)
        if os.name != "posix":
            return
        failure = _compile(root / _SOURCE, target)
        if failure is not None:
            self.app.display_warning(f"modfilter uses numpy's loops: {failure}")
            return
        if version != "editable":
            build_data["force_include"][str(target)] = str(_MODULE)
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"cp311-abi3-{platform}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was built on the way."""
        folder = getattr(self, "_folder", None)
        if folder is not None:
            folder.cleanup()


def _write_cases(comments: Path, target: Path) -> None:
    """The comments that training leaves out: the others are a reader's of the repository."""
    lines = [
        line
        for file in sorted(comments.glob("*.jsonl"))
        for line in file.read_text("utf-8").split("\n")
        if line and json.loads(line)["split"] == "held_out"
    ]
    target.write_text("\n".join(lines) + "\n", "utf-8")


def _compile(source: Path, target: Path) -> str | None:
    """Compile; None where it went well, else what did not."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    flags = [*_FLAGS, "-I", sysconfig.get_paths()["include"]]
    if sys.platform == "darwin":
        flags += ["-undefined", "dynamic_lookup"]
    # Written beside and put in place: a running process keeps the module that it has loaded.
    fresh = target.with_suffix(".new")
    try:
        subprocess.run(  # noqa: S603
            [*compiler, *flags, str(source), "-o", str(fresh), "-lm"],
            check=True,
            capture_output=True,
            text=True,
        )
    except OSError as error:
        return f"no C compiler was found ({error})"
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no message"])[-1]
        return f"{source.name} was not compiled ({last})"
    fresh.replace(target)
    return None
