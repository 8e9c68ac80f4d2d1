"""Secrets: from systemd credentials or the environment, never from config.yaml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import ConfigError

_SIZE_LIMIT = 10_000


def broker_password(name: str | None, environment: Mapping[str, str] = os.environ) -> str | None:
    """The broker's password; see `secret`."""
    return secret(name, "broker.password_from", environment)


def secret(name: str | None, key: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The secret called ``name``: a file in $CREDENTIALS_DIRECTORY, else an environment variable.
    ``key``: where config.yaml asks for it.

    Raises ConfigError saying where it was looked for. Of no name there is none.
    """
    if name is None:
        return None
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if folder and (file := Path(folder, name)).is_file():
        try:
            return file.read_bytes()[:_SIZE_LIMIT].decode().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{key}: credential {name} cannot be read: {error}") from error
    if name in environment:
        return environment[name]
    where = f"no file of that name in {folder}, and " if folder else ""
    raise ConfigError(
        f"{key}: {where}no environment variable {name} is set; "
        f"export {name}=…, or under systemd LoadCredential={name}:/path/to/file"
    )
