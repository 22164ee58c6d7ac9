"""`.env.example` is the settings fixture: it loads, it is complete, and it changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).resolve().parents[1] / ".env.example"
NAME = re.compile(r"^([A-Z_]+)=", re.MULTILINE)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither this shell's environment nor a `.env` beside the tests counts."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def env_file(tmp_path: Path) -> Callable[[str], Path]:
    """Write the `.env` of the working folder."""

    def write(text: str) -> Path:
        path = tmp_path / ".env"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_example_has_every_setting_once_and_nothing_else() -> None:
    assert sorted(NAME.findall(EXAMPLE.read_text(encoding="utf-8"))) == sorted(map(str.upper, Settings.model_fields))


def test_values_of_the_example_are_the_defaults(env_file: Callable[[str], Path]) -> None:
    defaults = Settings()
    env_file(EXAMPLE.read_text(encoding="utf-8"))
    assert Settings() == defaults


def test_every_setting_of_the_example_is_explained() -> None:
    blocks = EXAMPLE.read_text(encoding="utf-8").split("\n\n")[1:]
    assert all(block.startswith("# ") for block in blocks)


def test_env_file_counts_and_the_environment_counts_more(
    env_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file("DEFAULT_LANGUAGE=da\nLOG_LEVEL=error\n")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    settings = Settings()
    assert (settings.default_language, settings.log_level) == ("da", "debug")


@pytest.mark.parametrize("blank", ["", "   "])
def test_blank_values_count_as_not_set(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = Settings()
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), blank)
    assert Settings() == defaults


@pytest.mark.parametrize("blank", ["", "   "])
def test_blank_values_of_the_env_file_count_as_not_set(blank: str, env_file: Callable[[str], Path]) -> None:
    defaults = Settings()
    env_file("".join(f"{name.upper()}={blank}\n" for name in Settings.model_fields))
    assert Settings() == defaults


def test_strange_variables_of_the_environment_do_not_matter(env_file: Callable[[str], Path]) -> None:
    env_file("SOMETHING_ELSE=1\n")
    assert Settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEFAULT_LANGUAGE", "fr"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("INFERENCE_THREADS", "-1"),
        ("INFERENCE_THREADS", "many"),
    ],
)
def test_value_that_a_setting_cannot_have_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    settings = Settings()
    assert "very-secret" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_knowledge_is_that_of_the_checkout_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings().knowledge_folder == EXAMPLE.parent / "knowledge"
    monkeypatch.setenv("KNOWLEDGE_DIR", str(tmp_path))
    assert Settings().knowledge_folder == tmp_path
