"""Deletes an e-mail address, or a comment, from a newsroom: on its owner's request.

    python -m newsroom.forget FOLDER < file-with-the-address
    python -m newsroom.forget FOLDER COMMENT

The address comes on standard input, so that no list of processes and no shell's history has it. A
comment is named by its id, in which its address on the page ends (#c-ID). Its text, its name and
the address that came with it go. Erase it from the decision store too:

    modfilter decisions erase --comment COMMENT --source newsroom
"""

from __future__ import annotations

import sys
from pathlib import Path

from newsroom.addresses import Addresses
from newsroom.comments import Comments
from newsroom.settings import NewsroomSettings


def main(arguments: list[str]) -> int:
    """Delete it; the exit status."""
    if len(arguments) not in (1, 2) or not (Path(arguments[0]) / "notifications.db").is_file():
        sys.stderr.write(f"{__doc__}")
        return 2
    settings = NewsroomSettings(Path(arguments[0]))
    addresses = Addresses(settings.mails, settings.mail_key)
    try:
        if len(arguments) == 1:
            number = addresses.forget(sys.stdin.readline().strip())
            said = f"deleted; it was there for {number} comment{'' if number == 1 else 's'}"
        else:
            addresses.unsubscribe(arguments[1])
            comments = Comments(settings.comments)
            said = "deleted" if comments.erase(arguments[1]) else "there is no such comment"
            comments.close()
    finally:
        addresses.close()
    sys.stdout.write(said + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
