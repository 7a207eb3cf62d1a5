"""How a newsroom runs: where its files lie, how many posts it takes, how it sends mail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SOURCE = "newsroom"
"""The name under which the decision store knows this site's comments."""


@dataclass(frozen=True, slots=True)
class NewsroomSettings:
    """Everything that the pages need to know. Sizes are in bytes, times in seconds."""

    folder: Path
    """Where the databases and keys lie; see docs/privacy.md for what each holds."""
    base_url: str = "http://127.0.0.1:8000"
    """What addresses in mails begin with."""
    smtp: str | None = None
    """HOST:PORT of the mail server; None keeps mails in memory and shows them at /demo/mails."""
    sender: str = "The Wrenstead Lantern <comments@lantern.example.org>"
    posts_a_minute: int = 30
    """Posts that one address may send; 0: as many as come."""
    hints_a_minute: int = 240
    max_body: int = 4 * 1024 * 1024
    max_name: int = 60
    feed_seconds: float = 1.0
    """How often moderators' decisions are looked for, and mails are sent."""
    refused_days: int = 30
    """How long a refused comment is kept: for its author's appeal."""
    confirm_days: int = 7
    """How long an address waits for its owner's confirmation before it is deleted."""
    mail_days: int = 180
    """How long after a comment replies to it are mailed; then its address is deleted."""

    @property
    def comments(self) -> Path:
        """The database of comments."""
        return self.folder / "newsroom.db"

    @property
    def mails(self) -> Path:
        """The database of addresses, which holds nothing else."""
        return self.folder / "notifications.db"

    @property
    def form_key(self) -> Path:
        """The key that signs forms and links."""
        return self.folder / "newsroom.key"

    @property
    def mail_key(self) -> Path:
        """The key that addresses are encrypted with."""
        return self.folder / "notifications.key"
