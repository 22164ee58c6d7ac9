"""Settings from the environment and `.env`; every one stands in .env.example with a safe value and a comment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent


def _default_knowledge_dir() -> Path:
    """Return knowledge/ of the checkout, or the copy that an installed package carries."""
    checkout = _PACKAGE.parent / "knowledge"
    return checkout if checkout.is_dir() else _PACKAGE / "_knowledge"


def _blank_is_unset(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


OptionalText = Annotated[str | None, BeforeValidator(_blank_is_unset)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_blank_is_unset)]
OptionalPath = Annotated[Path | None, BeforeValidator(_blank_is_unset)]


class Settings(BaseSettings):
    """What an admin can set; blank values count as not set."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    knowledge_dir: OptionalPath = None
    data_dir: Path = Path("data")
    embedding_model: OptionalText = None
    chroma_url: OptionalText = None
    default_language: Literal["en", "da"] = "en"
    discord_token: OptionalSecret = None
    discord_proxy: OptionalText = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"
    inference_threads: int = Field(default=0, ge=0, le=256)

    @property
    def knowledge_folder(self) -> Path:
        """The folder that holds the knowledge files."""
        return self.knowledge_dir or _default_knowledge_dir()
