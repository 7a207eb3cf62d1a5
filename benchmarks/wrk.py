"""wrk (github.com/wg/wrk) as a client: how much a server answers in so many seconds."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 32
_SCRIPT = """
local bodies = {{
{bodies}
}}
local requests, at = {{}}, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function init()
  for number, body in ipairs(bodies) do requests[number] = wrk.format(nil, nil, nil, body) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'FOUND {{"requests": %d, "microseconds": %d, "errors": %d, "p50": %f, "p99": %f}}\\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server answered. `errors` are refused or broken connections, and no 2xx or 3xx."""

    requests: int
    seconds: float
    errors: int
    p50: float
    """Milliseconds in which half of the requests were answered."""
    p99: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def ask(port: int, path: str, bodies: Sequence[str], seconds: float) -> Answered:
    """Post the bodies in turn by 32 connections. SystemExit where wrk is not installed."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("this asks by wrk: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "ask.lua")
        quoted = ",\n".join(f"[======[{body}]======]" for body in bodies)
        script.write_text(_SCRIPT.format(bodies=quoted), "utf-8")
        done = subprocess.run(
            [
                program, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s",
                "--timeout", "30s", "-s", str(script), f"http://127.0.0.1:{port}{path}",
            ],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    [line] = [one for one in done.stdout.splitlines() if one.startswith("FOUND ")]
    found = json.loads(line.removeprefix("FOUND "))
    return Answered(
        found["requests"], found["microseconds"] / 1e6, found["errors"],
        found["p50"] / 1e3, found["p99"] / 1e3,
    )  # fmt: skip
