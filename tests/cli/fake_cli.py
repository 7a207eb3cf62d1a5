"""The command line with the fake moderator, for tests in a process of their own.

Usage: python fake_cli.py DELAY ARGUMENTS...
"""

from __future__ import annotations

import sys

from modfilter.cli import check
from modfilter.cli.main import main
from tests.cli.fake_moderator import FakeModerator

if __name__ == "__main__":
    delay = float(sys.argv.pop(1))
    check.load_judge = lambda *names: FakeModerator(delay)
    main(prog_name="modfilter")
