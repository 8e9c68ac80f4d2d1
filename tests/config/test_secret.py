"""Where passwords come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import broker_password
from assistant.errors import ConfigError


def test_a_credential_comes_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "mqtt").write_text("from file\n")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), "mqtt": "from environment"}
    assert broker_password("mqtt", environment) == "from file"
    assert broker_password("mqtt", {"mqtt": "from environment"}) == "from environment"


def test_no_name_is_no_password() -> None:
    assert broker_password(None, {}) is None


def test_a_missing_secret_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no environment variable mqtt is set; export mqtt="):
        broker_password("mqtt", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
