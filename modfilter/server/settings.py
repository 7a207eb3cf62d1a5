"""How a server runs: from flags, MODFILTER_* variables and a TOML file, in this order of weight."""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from modfilter.errors import ModfilterError

PREFIX = "MODFILTER_"
"""What the environment variables start with: MODFILTER_PORT, and so on."""


class SettingsError(ModfilterError):
    """A server setting that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a server needs to know. Sizes are in bytes, times in seconds."""

    host: str = "127.0.0.1"
    port: int = 8080
    policy: str | None = None
    model: str | None = None
    shadow_model: str | None = None
    """A model on trial, whose decisions are kept beside those that count."""
    store: str | None = None
    spool: str | None = None
    """Folder in which decisions wait while the store is away; None: beside the store."""
    keys: str | None = None
    workers: int = 1
    source: str = ""
    """The source of comments whose request names none; comments' ids are unique within one."""
    max_body: int = 4 * 1024 * 1024
    max_batch: int = 1000
    """Comments in one request."""
    max_chars: int = 100_000
    """Characters of one comment; a longer one is refused. (Of 50,000 and more the rest is unread.)
    """
    rate: int = 0
    """Requests a minute for each key; 0: as many as come."""
    burst: int = 100
    """Requests that a key which was quiet may send at once."""
    timeout: float = 10.0
    """Seconds after which a request is answered with 503."""
    stop: float = 20.0
    """Seconds that requests under way get when the server stops."""
    akismet_review: str = "spam"
    """What a comment in review is to Akismet's clients: spam, pending, error or ham."""
    akismet_reject: str = "discard"
    """What a rejected comment is to them: discard (thrown away unseen) or spam."""
    akismet_keys: str = "body query host"
    """Where they may carry their key, in this order."""
    coral_secrets: str | None = None
    """File with the signing secrets of Coral's moderation phase, one a line."""
    log: str = "info"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


_LIMITS: Mapping[str, tuple[float, float]] = {
    "port": (0, 65_535),
    "workers": (1, 256),
    "max_body": (1024, 1 << 30),
    "max_batch": (1, 100_000),
    "max_chars": (1, 10_000_000),
    "rate": (0, 10_000_000),
    "burst": (1, 1_000_000),
    "timeout": (0.05, 3600),
    "stop": (0, 3600),
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "log": ("debug", "info", "warning", "error"),
    "akismet_review": ("spam", "pending", "error", "ham"),
    "akismet_reject": ("discard", "spam"),
}
_KEY_PLACES = ("body", "query", "host")
_NAMES = tuple(field.name for field in fields(Settings))
_DEFAULTS = {field.name: field.default for field in fields(Settings)}


def read_settings(
    flags: Mapping[str, Any] | None = None,
    file: str | Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings; what a flag says counts most, then a variable, then the file.

    `flags` that are None were not given. Raises SettingsError with place, cause and cure.
    """
    environ = os.environ if environ is None else environ
    found: dict[str, Any] = {}
    file = file or environ.get(f"{PREFIX}CONFIG") or None
    if file is not None:
        for name, value in _from_file(Path(file)).items():
            found[name] = _checked(name, value, f"{file}: {name}")
    for name in _NAMES:
        variable = PREFIX + name.upper()
        if environ.get(variable, "").strip():
            found[name] = _checked(name, _parsed(name, environ[variable].strip()), variable)
    for name, value in (flags or {}).items():
        if value is not None:
            found[name] = _checked(name, value, f"--{name.replace('_', '-')}")
    return Settings(**found)


def as_environment(settings: Settings) -> dict[str, str]:
    """Variables that give the same settings in another process."""
    return {
        PREFIX + name.upper(): str(value)
        for name in _NAMES
        if (value := getattr(settings, name)) not in (None, "")
    }


def _from_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        cause = (error.strerror or str(error)).lower()
        raise SettingsError(f"settings {path}: cannot be read: {cause}") from None
    except ValueError as error:
        raise SettingsError(f"settings {path}: not valid TOML: {error}") from None
    for name in found:
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(_NAMES)}"
            raise SettingsError(f'settings {path}: there is no setting "{name}"; {hint}')
    return found


def _parsed(name: str, text: str) -> Any:
    kind = type(_DEFAULTS[name])
    if kind not in (int, float):
        return text
    try:
        return kind(text)
    except ValueError:
        return text


def _checked(name: str, value: Any, place: str) -> Any:
    default = _DEFAULTS[name]
    if name in _LIMITS:
        low, high = _LIMITS[name]
        whole = isinstance(default, int)
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            what = "a whole number" if whole else "a number"
            raise SettingsError(f"{place}: must be {what} from {low:g} to {high:g}")
        return value if whole else float(value)
    if not isinstance(value, str):
        raise SettingsError(f"{place}: must be a text")
    if name in _WORDS and value not in _WORDS[name]:
        raise SettingsError(f"{place}: must be one of {', '.join(_WORDS[name])}")
    if name == "akismet_keys" and (not value.split() or set(value.split()) - set(_KEY_PLACES)):
        raise SettingsError(
            f"{place}: must be some of {', '.join(_KEY_PLACES)}, with spaces between"
        )
    if name == "host" and not value:
        raise SettingsError(f"{place}: must name an address, such as 127.0.0.1")
    return value
