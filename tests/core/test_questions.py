"""What was understood of a question."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.fields import Field
from bot.core.questions import Question, Term


@pytest.mark.parametrize(
    "found",
    [
        {"datasets": ("faces",)},
        {"candidates": ("faces",)},
        {"fields": (Field.CONSENT,)},
        {"unknown_names": ("X",)},
        {"residue": (Term("harm", "harm"),)},
    ],
    ids=str,
)
def test_question_is_empty_until_something_is_found(found: dict[str, Any]) -> None:
    assert Question("?", "en", "").is_empty
    assert not Question("?", "en", "", **found).is_empty
