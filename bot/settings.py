"""What an installation sets: environment, `.env` and `convenor.toml`, in this order (DESIGN §12, **fixed**).

All faults are reported together, each with the name of the variable and what to write. Secrets are
never shown: not in `repr`, not in a fault, not in a log.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

DATABASE = "sqlite:///convenor.db"
ENV_FILE = ".env"
TOML_FILE = "convenor.toml"
_ALIKE = 0.93
"""A variable of the environment that is so like one of ours is a slip of the pen."""


class BadSettings(Exception):
    """The configuration cannot be used; each fault is a sentence or two for the operator."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


# What may be written


def database_url(written: object) -> str:
    """The address of a database. Raises ValueError."""
    url = _text(written)
    if url.startswith("sqlite:///") and (file := url.removeprefix("sqlite:///").partition("?")[0]):
        if file == ":memory:":
            raise ValueError("a database in memory would be lost with the bot: write sqlite:///FILE")
        return url
    if re.match(r"postgresql(\+psycopg)?://.", url):
        return url
    raise ValueError("write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")


def _text(written: object) -> str:
    if not isinstance(written, str) or not written.strip() or not written.isprintable():
        raise ValueError("write one line of text, in quotes in convenor.toml")
    return written.strip()


def _token(written: object) -> str:
    if re.search(r"\s", text := _text(written)):
        raise ValueError("a token has no blanks: copy it again, whole and alone")
    return text


def _of_platform(kind: str, other: str, page: str) -> Callable[[object], str]:
    """A token of a platform; `other` begins the one that it is most easily taken for."""

    def read(written: object) -> str:
        text = _token(written)
        if not text.isascii():
            raise ValueError(f"the dots stand for your own token: copy {kind} from {page}")
        if other and text.startswith(other):
            raise ValueError(f"this begins with {other} and is another token: copy {kind} from {page}")
        return text

    return read


def _public_key(written: object) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text := _token(written)):
        raise ValueError(
            "copy the 64 letters and digits of Public Key from the page of your Discord application"
        )
    return text


def _shards(written: object) -> str:
    text = _text(written).lower()
    found = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,4}))?/([0-9]{1,4})", text)
    if text != "auto" and not (found and int(found[1]) <= int(found[2] or found[1]) < int(found[3])):
        raise ValueError("write auto, or which connections of how many, as in 0-3/8")
    return text


def _port(written: object) -> int:
    text = str(written).strip()
    if isinstance(written, bool) or not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise ValueError("write a whole number from 1 to 65535")
    return int(text)


def _address(*schemes: str) -> Callable[[object], str]:
    def read(written: object) -> str:
        url = _token(written)
        try:
            parts = urlsplit(url)
            fits = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(
                f"write an address that begins with {' or '.join(f'{one}://' for one in schemes)}"
            )
        return url.rstrip("/")

    return read


Database = Annotated[SecretStr, BeforeValidator(database_url)]
Line = Annotated[str, BeforeValidator(_text)]
Port = Annotated[int, BeforeValidator(_port)]
Secret = Annotated[SecretStr, BeforeValidator(_token)]
BotToken = Annotated[
    SecretStr,
    BeforeValidator(
        _of_platform("the Bot User OAuth Token (xoxb-…)", "xapp-", "Install App of your Slack app")
    ),
]
AppToken = Annotated[
    SecretStr,
    BeforeValidator(
        _of_platform("an App-Level Token (xapp-…)", "xox", "Basic Information of your Slack app")
    ),
]
DiscordToken = Annotated[
    SecretStr, BeforeValidator(_of_platform("the token", "", "the page Bot of your Discord application"))
]
Shards = Annotated[str, BeforeValidator(_shards)]
Key = Annotated[str, BeforeValidator(_public_key)]
Web = Annotated[str, BeforeValidator(_address("http", "https"))]
Socket = Annotated[str, BeforeValidator(_address("ws", "wss"))]


class Settings(BaseSettings):
    """All that can be set. None: not set."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        validate_default=False,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    database_url: Database = Field(SecretStr(DATABASE), validation_alias="CONVENOR_DATABASE_URL")
    """It may hold a password."""
    web_host: Line = Field("127.0.0.1", validation_alias="CONVENOR_WEB_HOST")
    web_port: Port = Field(8321, validation_alias="CONVENOR_WEB_PORT")
    web_url: Web | None = Field(None, validation_alias="CONVENOR_WEB_URL")
    """The public address."""
    secret_key: Secret | None = Field(None, validation_alias="CONVENOR_SECRET_KEY")

    slack_bot_token: BotToken | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: AppToken | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: Secret | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_client_id: Line | None = Field(None, validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: Secret | None = Field(None, validation_alias="SLACK_CLIENT_SECRET")
    slack_api_url: Web | None = Field(None, validation_alias="CONVENOR_SLACK_API_URL")

    discord_token: DiscordToken | None = Field(None, validation_alias="DISCORD_TOKEN")
    discord_public_key: Key | None = Field(None, validation_alias="DISCORD_PUBLIC_KEY")
    discord_shards: Shards | None = Field(None, validation_alias="DISCORD_SHARDS")
    """Several connections: "auto", or which of how many, such as 0-3/8."""
    discord_api_url: Web | None = Field(None, validation_alias="CONVENOR_DISCORD_API_URL")
    discord_gateway_url: Socket | None = Field(None, validation_alias="CONVENOR_DISCORD_GATEWAY_URL")

    @property
    def platforms(self) -> Mapping[str, str]:
        """The platforms that somebody configured, each with the variable that says so."""
        given = self._given
        return {
            platform: names[0]
            for platform, (signs, _) in _BELONG.items()
            if (names := [name for name in signs if name in given])
        }

    @property
    def halves(self) -> tuple[str, ...]:
        """What is set and leads to nothing, since what it belongs to is not set; for the operator."""
        served, given = self.platforms, self._given
        return tuple(
            f"{beside} is set, but {token} is not, so {platform} is not served. Set {token}, or remove {beside}."
            for platform, ((token, *_), besides) in _BELONG.items()
            if platform not in served
            for beside in besides
            if beside in given
        )

    @property
    def _given(self) -> frozenset[str]:
        return frozenset(name for name, field in NAMES.items() if getattr(self, field) is not None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (env_settings, init_settings)


_BELONG = {
    "Slack": (
        ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID"),
        ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET"),
    ),
    "Discord": (("DISCORD_TOKEN",), ("DISCORD_PUBLIC_KEY", "DISCORD_SHARDS")),
}
"""Of each platform what says that it is configured, the usual one first, and what is of no use by itself."""

NAMES = {str(field.validation_alias): name for name, field in Settings.model_fields.items()}
"""Fields by the names of their variables."""


def read_settings(folder: Path | None = None) -> Settings:
    """Reads the environment, and the files in `folder` (the present one). Raises BadSettings."""
    folder = folder or Path()
    written, faults = _from_toml(folder / TOML_FILE)
    beside, unread = _from_env_file(folder / ENV_FILE)
    faults += [*unread, *_slips(os.environ, "the environment")]
    try:
        settings = Settings(**{**written, **beside})
    except ValidationError as invalid:
        faults += [f"{fault['loc'][0]}: {fault['ctx']['error']}." for fault in invalid.errors()]
        raise BadSettings(faults) from None
    if faults:
        raise BadSettings(faults)
    return settings


def _from_env_file(file: Path) -> tuple[dict[str, Any], list[str]]:
    """Values by the names of their variables, and faults."""
    try:
        if broken := _broken_lines(file):
            return {}, broken
        written = {
            name.upper(): value for name, value in DotEnvSettingsSource(Settings, file).env_vars.items()
        }
    except (OSError, UnicodeDecodeError, SettingsError):
        return {}, [
            f"{file.name} cannot be read. Give this user permission to read it, and keep it as UTF-8 text."
        ]
    # Empty is not set.
    values = {name: value for name, value in written.items() if name in NAMES and value}
    return values, list(_slips(written, file.name))


def _broken_lines(file: Path) -> list[str]:
    """Faults for lines that are no settings: the library would leave them out."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as text:
        return [
            f"Line {each.original.line} of {file.name} cannot be read. Write NAME=value, one setting a line."
            for each in parse_stream(text)
            if each.error
        ]


def _from_toml(file: Path) -> tuple[dict[str, Any], list[str]]:
    """Values by the names of their variables, and faults."""
    try:
        written = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}, []
    except tomllib.TOMLDecodeError as broken:
        return {}, [f"{file.name} is not TOML: {broken}."]
    except (OSError, UnicodeDecodeError):
        return {}, [
            f"{file.name} cannot be read. Give this user permission to read it, and keep it as UTF-8 text."
        ]
    values: dict[str, Any] = {}
    faults: list[str] = []
    fields = {field: name for name, field in NAMES.items()}
    for key, value in _flat(written):
        short = key.lower().replace(".", "_").replace("-", "_")
        name = key.upper() if key.upper() in NAMES else fields.get(short.removeprefix("convenor_"))
        if name is not None:
            values[name] = value
        else:
            near = get_close_matches(short, [*fields, *(known.lower() for known in NAMES)], 1, 0.6)
            meant = next(
                (known for known in NAMES if near and near[0] in (known.lower(), NAMES[known])), None
            )
            hint = f"Did you mean {meant}?" if meant else f"The settings are: {', '.join(NAMES)}."
            faults.append(f"{key} in {file.name} is no setting of ours. {hint}")
    return values, faults


def _flat(written: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """`[slack] bot_token` is written as `slack.bot_token` here."""
    for key, value in written.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _slips(given: Mapping[str, str | None], place: str) -> Iterator[str]:
    """Variables that are almost, but not quite, ours."""
    for name in given:
        if name.upper() not in NAMES and (near := get_close_matches(name.upper(), NAMES, 1, _ALIKE)):
            yield f"{name} in {place} is no setting of ours. Did you mean {near[0]}?"
