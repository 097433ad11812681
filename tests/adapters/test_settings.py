"""What an installation sets, and what it is told when that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settings import NAMES, BadSettings, Settings, read_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper() in NAMES or name.startswith("CONVENOR_"):
            monkeypatch.delenv(name)


def test_without_anything_set_there_are_defaults(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    assert settings.database_url.get_secret_value() == "sqlite:///convenor.db"
    assert (settings.web_host, settings.web_port, settings.web_url) == ("127.0.0.1", 8321, None)
    assert settings.platforms == {}


def test_the_names_are_those_of_the_design_and_one_for_shards() -> None:
    assert set(NAMES) == {
        "CONVENOR_DATABASE_URL", "CONVENOR_WEB_HOST", "CONVENOR_WEB_PORT", "CONVENOR_WEB_URL",
        "CONVENOR_SECRET_KEY", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET",
        "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "CONVENOR_SLACK_API_URL", "DISCORD_TOKEN",
        "DISCORD_PUBLIC_KEY", "DISCORD_SHARDS", "CONVENOR_DISCORD_API_URL", "CONVENOR_DISCORD_GATEWAY_URL",
    }  # fmt: skip


def test_the_environment_comes_before_the_env_file_and_that_before_toml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "convenor.toml").write_text(
        'CONVENOR_WEB_HOST = "toml"\nCONVENOR_WEB_URL = "https://toml.example"\nCONVENOR_SECRET_KEY = "toml"'
    )
    (tmp_path / ".env").write_text(
        "CONVENOR_WEB_HOST=file\nexport CONVENOR_WEB_URL='https://file.example/'\n"
    )
    monkeypatch.setenv("CONVENOR_WEB_HOST", "shell")
    settings = read_settings(tmp_path)
    assert settings.web_host == "shell"
    assert settings.web_url == "https://file.example"
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == "toml"


@pytest.mark.parametrize(
    "written",
    [
        'DISCORD_TOKEN = "hush"',
        'discord_token = "hush"',
        '[discord]\ntoken = "hush"',
        '[convenor.discord]\ntoken = "hush"',
    ],
)
def test_toml_may_be_written_in_sections(written: str, tmp_path: Path) -> None:
    (tmp_path / "convenor.toml").write_text(written)
    settings = read_settings(tmp_path)
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "hush"
    assert settings.platforms == {"Discord": "DISCORD_TOKEN"}


def test_empty_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=\n")
    monkeypatch.setenv("CONVENOR_WEB_PORT", "")
    assert read_settings(tmp_path) == Settings()


def test_secrets_never_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = [name for name in NAMES if "TOKEN" in name or "SECRET" in name]
    for name in secret:
        monkeypatch.setenv(name, "hush-hush")
    monkeypatch.setenv("CONVENOR_DATABASE_URL", "postgresql://ana:hush-hush@db/convenor")
    settings = read_settings(tmp_path)
    assert len(secret) == 6
    assert "hush" not in repr(settings) + str(settings) + str(settings.model_dump())


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("CONVENOR_DATABASE_URL", "mysql://db/x", "sqlite:///FILE"),
        ("CONVENOR_DATABASE_URL", "sqlite://", "sqlite:///FILE"),
        ("CONVENOR_DATABASE_URL", "sqlite:///:memory:", "sqlite:///FILE"),
        ("CONVENOR_WEB_PORT", "0", "from 1 to 65535"),
        ("CONVENOR_WEB_PORT", "http", "from 1 to 65535"),
        ("CONVENOR_WEB_URL", "example.org", "http:// or https://"),
        ("CONVENOR_WEB_URL", "https://example.org:99999", "http:// or https://"),
        ("CONVENOR_DISCORD_GATEWAY_URL", "https://example.org", "ws:// or wss://"),
        ("SLACK_APP_TOKEN", "xapp 1", "blanks"),
        ("DISCORD_PUBLIC_KEY", "abc", "64 letters"),
        ("CONVENOR_DATABSE_URL", "sqlite:///x.db", "Did you mean CONVENOR_DATABASE_URL?"),
        ("SLACK_BOT_TOKEN", "xapp-1", "another token: copy the Bot User OAuth Token"),
        ("SLACK_APP_TOKEN", "xoxb-1", "another token: copy an App-Level Token"),
        ("SLACK_BOT_TOKEN", "xoxb-…", "the dots stand for your own token"),
        ("DISCORD_TOKEN", "…", "the dots stand for your own token"),
        ("SLACK_BOT_TOKENS", "x", "Did you mean SLACK_BOT_TOKEN?"),
    ],
)
@pytest.mark.parametrize("file", [True, False])
def test_a_fault_names_the_variable_and_what_to_write(
    file: bool, name: str, value: str, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if file:
        (tmp_path / ".env").write_text(f"{name}='{value}'\n")
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as bad:
        read_settings(tmp_path)
    (fault,) = bad.value.faults
    assert fault.startswith(name)
    assert advice in fault


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"web_prt = 1\n", "Did you mean CONVENOR_WEB_PORT?"),
        (b'[slack]\nbot_tokn = "x"\n', "Did you mean SLACK_BOT_TOKEN?"),
        (b'colour = "red"\n', "The settings are: CONVENOR_DATABASE_URL"),
        (b"web_host = 7\n", "CONVENOR_WEB_HOST"),
        (b'web_host = "open\n', "is not TOML"),
        (b"\xff\xfe", "cannot be read"),
    ],
)  # fmt: skip
def test_a_fault_in_toml_is_told(written: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "convenor.toml").write_bytes(written)
    with pytest.raises(BadSettings, match=r"convenor\.toml|CONVENOR_WEB_HOST") as bad:
        read_settings(tmp_path)
    assert said in bad.value.faults[0]


def test_variables_of_others_are_none_of_our_business(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("EDITOR=vi\nSLACK_CHANNEL=x\n")
    monkeypatch.setenv("CONVENOR_REQUIRE_POSTGRES", "1")
    assert read_settings(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("written", "halves"),
    [
        ("", []),
        ("SLACK_BOT_TOKEN=xoxb-1", []),
        ("SLACK_CLIENT_ID=1.2\nSLACK_CLIENT_SECRET=hush", []),
        ("SLACK_APP_TOKEN=xapp-1", ["SLACK_APP_TOKEN is set, but SLACK_BOT_TOKEN is not"]),
        ("DISCORD_TOKEN=\nDISCORD_SHARDS=auto", ["DISCORD_SHARDS is set, but DISCORD_TOKEN is not"]),
        (
            "DISCORD_TOKEN=hush\nSLACK_SIGNING_SECRET=hush",
            ["SLACK_SIGNING_SECRET is set, but SLACK_BOT_TOKEN"],
        ),
    ],
)
def test_what_is_of_no_use_by_itself_is_told(written: str, halves: list[str], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(written)
    told = read_settings(tmp_path).halves
    assert [half[: len(begins)] for half, begins in zip(told, halves, strict=True)] == halves


def test_a_line_that_is_no_setting_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# ours\nEDITOR=vi\nSLACK_APP_TOKEN xapp-1\n")
    with pytest.raises(BadSettings, match=r"Line 3 of \.env cannot be read"):
        read_settings(tmp_path)
