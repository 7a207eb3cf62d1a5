"""Settings from flags, variables and a file; keys; and where a server may listen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from modfilter.cli.main import main
from modfilter.server.keys import KeyFile, Keys, KeysError, Scope
from modfilter.server.limits import RateLimits
from modfilter.server.settings import Settings, SettingsError, as_environment, read_settings


def test_a_flag_counts_most_then_a_variable_then_the_file(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text('port = 1001\nrate = 60\nsource = "blog"\ntimeout = 3\n')
    environ = {"MODFILTER_PORT": "1002", "MODFILTER_RATE": "70", "MODFILTER_CONFIG": str(file)}
    assert read_settings({"port": 1003, "rate": None}, None, environ) == Settings(
        port=1003, rate=70, source="blog", timeout=3.0
    )
    assert read_settings({}, None, {}) == Settings()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", 'did you mean "port"?'),
        ("port = 70000", "port: must be a whole number from 0 to 65535"),
        ('port = "80"', "port: must be a whole number"),
        ("workers = true", "workers: must be"),
        ("timeout = 0", "timeout: must be a number from 0.05"),
        ("policy = 3", "policy: must be a text"),
        ('log = "loud"', "log: must be one of"),
        ("port = ", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_told_with_place_and_cure(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "server.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as error:
        read_settings({}, file, {})
    assert says in str(error.value)
    assert str(file) in str(error.value)


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(SettingsError, match="MODFILTER_PORT: must be a whole number"):
        read_settings({}, None, {"MODFILTER_PORT": "http"})
    with pytest.raises(SettingsError, match=r"--max-batch: must be"):
        read_settings({"max_batch": 0}, None, {})


def test_settings_survive_the_way_to_a_worker() -> None:
    settings = Settings(port=0, keys="k.json", rate=5, timeout=0.5, store="sqlite:///x y.db")
    assert read_settings({}, None, as_environment(settings)) == settings


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("::", False), ("10.0.0.3", False), ("example.org", False)],
)  # fmt: skip
def test_only_loopback_needs_no_keys(host: str, local: bool) -> None:
    assert Settings(host=host).is_local is local
    if not local:
        done = CliRunner().invoke(main, ["serve", "--host", host])
        assert done.exit_code == 2
        assert "modfilter keys create" in done.output


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    path = str(tmp_path / "etc" / "keys.json")

    def keys(*words: str) -> str:
        done = CliRunner().invoke(main, ["keys", words[0], "--keys", path, *words[1:]])
        assert done.exit_code == 0, done.output
        return done.stdout

    text = keys("create", "--name", "blog", "--scope", "decide", "--scope", "moderate").strip()
    other = keys("create", "--name", "me", "--scope", "admin").strip()
    assert Path(path).stat().st_mode & 0o777 == 0o600
    kept = Path(path).read_text()
    for secret in (text, other):
        assert secret not in kept
        assert secret.rpartition("_")[2] not in kept
    (blog, _) = found = json.loads(keys("list", "--json"))
    assert [one["name"] for one in found] == ["blog", "me"]
    assert blog["scopes"] == ["moderate", "decide"]
    assert "sha256" not in blog
    in_force = Keys(KeyFile(path).read())
    key = in_force.find(text)
    assert key is not None
    assert [scope for scope in Scope if key.may(scope)] == ["moderate", "decide"]
    admin = in_force.find(other)
    assert admin is not None
    assert all(map(admin.may, Scope))
    for wrong in ("", text[:-1], text + "x", other[:15] + text[15:], "mf_", "\ud800"):
        assert in_force.find(wrong) is None
    assert "revoked" in keys("revoke", str(blog["id"]))
    assert Keys(KeyFile(path).read()).find(text) is None
    assert "revoked" in keys("list")
    done = CliRunner().invoke(main, ["keys", "revoke", "--keys", path, "nope"])
    assert done.exit_code == 2


def test_a_broken_file_of_keys_lets_nobody_in(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    for text in ("", "{}", '{"keys": [{}]}', '{"keys": 3}', "[]"):
        path.write_text(text)
        with pytest.raises(KeysError, match=r"keys\.json: not a file of keys"):
            KeyFile(path).read()


def test_tokens_fill_again() -> None:
    now = 0.0
    limits = RateLimits(rate=60, burst=2, clock=lambda: now)
    assert [limits.take("a") for _ in range(3)] == [0, 0, 1]
    assert limits.take("b") == 0
    now = 1.0
    assert [limits.take("a"), limits.take("a")] == [0, 1]
    now = 100.0
    assert [limits.take("a") for _ in range(3)] == [0, 0, 1]
    assert all(RateLimits(0, 1).take("a") == 0 for _ in range(5))


def test_keys_and_help_need_no_server_packages() -> None:
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from modfilter.cli.main import main\n"
        "for words in (['serve', '--help'], ['keys', '--help']):\n"
        "    assert CliRunner().invoke(main, words).exit_code == 0\n"
        "import modfilter.server.keys\n"
        "heavy = {'fastapi', 'uvicorn', 'starlette', 'numpy', 'sqlalchemy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
