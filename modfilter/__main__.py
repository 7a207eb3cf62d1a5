"""`python -m modfilter` is the command line."""

from __future__ import annotations

from modfilter.cli.main import main

if __name__ == "__main__":
    main()
