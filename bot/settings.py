"""Settings from the environment and `.env`; every one stands in .env.example with a safe value and a comment."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent


def _default_knowledge_dir() -> Path:
    """Return knowledge/ of the checkout, or the copy that an installed package carries."""
    checkout = _PACKAGE.parent / "knowledge"
    return checkout if checkout.is_dir() else _PACKAGE / "_knowledge"


class Settings(BaseSettings):
    """What an admin can set; a blank value means the default."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    knowledge_dir: Path | None = None
    data_dir: Path = Path("data")
    embedding_model: str | None = None
    chroma_url: str | None = None
    default_language: Literal["en", "da"] = "en"
    discord_token: SecretStr | None = None
    discord_proxy: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"
    inference_threads: int = Field(default=0, ge=0, le=256)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out values of nothing but white space, which `env_ignore_empty` does not know."""
        return {name: value for name, value in values.items() if not (isinstance(value, str) and value.isspace())}

    @property
    def knowledge_folder(self) -> Path:
        """The folder that holds the knowledge files."""
        return self.knowledge_dir or _default_knowledge_dir()
