"""How spellings of a dataset's name are compared."""


def comparable_name(name: str) -> str:
    """Fold a name to what its spellings share: letters and digits, without case, spaces or hyphens."""
    return "".join(character for character in name.casefold() if character.isalnum())
