"""Deletes an e-mail address from a newsroom, on its owner's request.

    python -m newsroom.forget FOLDER < file-with-the-address

The address comes on standard input, so that no list of processes and no shell's history has it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from newsroom.addresses import Addresses
from newsroom.settings import NewsroomSettings


def main(arguments: list[str], address: str) -> int:
    """Delete it; the exit status."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "notifications.db").is_file():
        sys.stderr.write(f"{__doc__}")
        return 2
    settings = NewsroomSettings(Path(arguments[0]))
    addresses = Addresses(settings.mails, settings.mail_key)
    try:
        number = addresses.forget(address.strip())
    finally:
        addresses.close()
    sys.stdout.write(f"deleted; it was there for {number} comment{'' if number == 1 else 's'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], sys.stdin.readline()))
