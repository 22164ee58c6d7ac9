"""Turns one claim into one sentence, in the language of the asker; the same sentence in English is what gets indexed."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from bot.corpus.models import (
    AvailabilityClaim,
    Claim,
    CollectionClaim,
    ConsentClaim,
    CreatorClaim,
    EventClaim,
    LicenceClaim,
    LineageClaim,
    ReleaseClaim,
    SizeClaim,
    StatusClaim,
    TextClaim,
    UseClaim,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from bot.core.fields import Field
    from bot.corpus.models import Dataset
    from bot.language.messages import Messages

NOTE_LANGUAGE = "en"


class SentenceWriter:
    """Writes sentences about one dataset's claims in one language."""

    def __init__(self, messages: Messages, today: dt.date | None, name_of: Callable[[str], str]) -> None:
        """Take the messages of the language, the day that ages are counted to (None: no ages), and how ids become names."""
        self._messages = messages
        self._today = today
        self._name_of = name_of

    def write(self, dataset: Dataset, field: Field, claim: Claim) -> str:
        """Return the sentence (or two) that a claim says about its dataset."""
        return self._write(claim, dataset.name, field)

    def write_together(self, dataset: Dataset, field: Field, claims: Sequence[Claim]) -> str:
        """Return one sentence for claims that differ only in who made or used the dataset."""
        first = claims[0]
        if len(claims) > 1 and isinstance(first, CreatorClaim):
            makers = [_maker(claim) for claim in claims if isinstance(claim, CreatorClaim)]
            text = self._messages.say("{name} was made by {who}.", name=dataset.name, who=self._messages.listed(makers))
            return self._with_text(text, first)
        if len(claims) > 1 and isinstance(first, UseClaim):
            users = self._messages.listed([claim.who for claim in claims if isinstance(claim, UseClaim)])
            return self._write(first.model_copy(update={"who": users}), dataset.name, field)
        return self.write(dataset, field, first)

    def free_text(self, claim: Claim) -> str:
        """Return the claim's own words in this language, or in their own language and marked so."""
        text = claim.free_text or ""
        if not text or self._messages.language == NOTE_LANGUAGE:
            return text
        translation = claim.translations.get(self._messages.language)
        return translation or with_remark(text, self._messages.say("in English"))

    @singledispatchmethod
    def _write(self, claim: Claim, name: str, field: Field) -> str:
        del name, field
        return self.free_text(claim)

    @_write.register(TextClaim)
    def _text(self, claim: TextClaim, name: str, field: Field) -> str:
        del field
        text = self.free_text(claim)
        if not claim.who or _mentions(text, claim.who):
            return self._about(name, text, claim)
        if not _mentions(text, name):
            return self._dated(
                self._messages.say("{who} on {name}: {text}", who=claim.who, name=name, text=text), claim
            )
        return self._dated(self._messages.say("{who}: {text}", who=claim.who, text=text), claim)

    @_write.register(StatusClaim)
    def _status(self, claim: StatusClaim, name: str, field: Field) -> str:
        del field
        text = self.free_text(claim)
        if claim.value == "unknown" and text:
            return self._about(name, text, claim)
        say = self._messages.say
        head = say(_STATUS_SENTENCES[claim.value], name=name)
        if claim.who and claim.value in _STATUS_WITH_AGENT:
            head += " " + say("by {who}", who=claim.who)
        if claim.since:
            head += " " + self._messages.on_date(claim.since)
        return self._with_text(f"{head} ({self._as_of(claim.as_of)}).", claim)

    @_write.register(AvailabilityClaim)
    def _availability(self, claim: AvailabilityClaim, name: str, field: Field) -> str:
        del field
        form = self._messages.say(_FORMS[claim.form])
        access = self._messages.say(_ACCESS[claim.access])
        head = f"{name} – {claim.host}: {form}, {access}"
        return self._with_text(f"{head} ({self._as_of(claim.as_of)}).", claim)

    @_write.register(ConsentClaim)
    def _consent(self, claim: ConsentClaim, name: str, field: Field) -> str:
        del field
        asked = self._messages.say(_ASKED[claim.asked])
        text = self.free_text(claim)
        if claim.who and not _mentions(text, claim.who):
            text = f"{claim.who}: {text}"
        head = self._messages.say("{name}, consent asked for: {asked}.", name=name, asked=asked)
        return self._dated(f"{head} {text}", claim)

    @_write.register(LicenceClaim)
    def _licence(self, claim: LicenceClaim, name: str, field: Field) -> str:
        del field
        parts = [part for part in (claim.name, self._commercial_use(claim)) if part]
        text = self.free_text(claim)
        if claim.who and not _mentions(text, claim.who):
            text = f"{claim.who}: {text}"
        head = (
            self._messages.say("{name}, licence: {terms}.", name=name, terms="; ".join(parts)) if parts else f"{name}:"
        )
        return self._dated(f"{head} {text}", claim)

    @_write.register(SizeClaim)
    def _size(self, claim: SizeClaim, name: str, field: Field) -> str:
        del field
        qualifier = self._messages.say(_QUALIFIERS[claim.qualifier]) + " " if claim.qualifier in _QUALIFIERS else ""
        amount = f"{qualifier}{self._messages.number(claim.number)} {self._messages.word('unit', claim.unit)}"
        note = self.free_text(claim)
        return self._dated(f"{name}: {amount}." + (f" {_with_stop(note)}" if note else ""), claim)

    @_write.register(CreatorClaim)
    def _creator(self, claim: CreatorClaim, name: str, field: Field) -> str:
        del field
        return self._with_text(self._messages.say("{name} was made by {who}.", name=name, who=_maker(claim)), claim)

    @_write.register(ReleaseClaim)
    def _release(self, claim: ReleaseClaim, name: str, field: Field) -> str:
        del field
        text = self._messages.say("{name} was released {when}.", name=name, when=self._messages.on_date(claim.date))
        return self._with_text(text, claim)

    @_write.register(CollectionClaim)
    def _collection(self, claim: CollectionClaim, name: str, field: Field) -> str:
        text = self._text(claim, name, field)
        if all(_mentions(text, origin) for origin in claim.origins):
            return text
        return with_remark(text, ", ".join(claim.origins))

    @_write.register(LineageClaim)
    def _lineage(self, claim: LineageClaim, name: str, field: Field) -> str:
        other = claim.name or self._name_of(claim.dataset or "")
        text = self._messages.say(_LINEAGE_SENTENCES[field.value], name=name, other=other)
        return self._with_text(text, claim)

    @_write.register(UseClaim)
    def _use(self, claim: UseClaim, name: str, field: Field) -> str:
        del field
        purpose = self.free_text(claim)
        text = self._messages.say("{who} used {name}.", who=claim.who, name=name)
        if purpose:
            text = self._messages.say(
                "{who} used {name}: {purpose}", who=claim.who, name=name, purpose=_with_stop(purpose)
            )
        return self._dated(text, claim)

    @_write.register(EventClaim)
    def _event(self, claim: EventClaim, name: str, field: Field) -> str:
        del field
        return f"{name}, {self._messages.date(claim.date)}: {_with_stop(self.free_text(claim))}"

    def _commercial_use(self, claim: LicenceClaim) -> str:
        return self._messages.say(_COMMERCIAL_USE[claim.commercial_use]) if claim.commercial_use else ""

    def _about(self, name: str, text: str, claim: Claim) -> str:
        text = text if _mentions(text, name) else f"{name}: {text}"
        return self._dated(_with_stop(text), claim)

    def _with_text(self, head: str, claim: Claim) -> str:
        text = self.free_text(claim)
        return f"{head} {_with_stop(text)}" if text else head

    def _dated(self, text: str, claim: Claim) -> str:
        if not claim.as_of:
            return _with_stop(text)
        return f"{text.rstrip('.')} ({self._as_of(claim.as_of)})."

    def _as_of(self, as_of: str) -> str:
        return self._messages.as_of(as_of, self._today)


_STATUS_WITH_AGENT = frozenset({"withdrawn", "retracted", "superseded", "restricted", "removed by host"})
_STATUS_SENTENCES = {
    "available": "{name} is available",
    "restricted": "Access to {name} was restricted",
    "withdrawn": "{name} was withdrawn",
    "retracted": "{name} was retracted",
    "superseded": "{name} was superseded",
    "removed by host": "{name} was removed by its host",
    "not released": "{name} has not been released",
    "unknown": "Our sources do not say whether {name} can still be had",
}
_FORMS = {"original": "original", "copy": "copy", "derivative": "derived set"}
_ACCESS = {
    "open": "open access",
    "on request": "on request",
    "gated": "access after registration",
    "removed": "removed",
    "unknown": "access not recorded",
}
_ASKED = {
    "yes": "yes",
    "no": "no",
    "partly": "partly",
    "opt-out only": "opt-out only",
    "notice only": "notice only",
    "unknown": "not known",
    "not applicable": "not applicable",
}
_QUALIFIERS = {"about": "about", "at least": "at least", "up to": "up to"}
_COMMERCIAL_USE = {
    "yes": "commercial use allowed",
    "no": "no commercial use",
    "unclear": "commercial use unclear",
}
_LINEAGE_SENTENCES = {
    "derived_from": "{name} is derived from {other}.",
    "derivatives": "{other} is derived from {name}.",
    "alternatives": "{other} may serve instead of {name}.",
}


def with_remark(text: str, remark: str) -> str:
    """Put a remark in brackets behind a text, before its full stop."""
    return f"{text[:-1]} ({remark})." if text.endswith(".") else f"{text} ({remark})"


def _maker(claim: CreatorClaim) -> str:
    return f"{claim.name} ({claim.affiliation})" if claim.affiliation else claim.name


def _mentions(text: str, name: str) -> bool:
    return name.casefold() in text.casefold()


def _with_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?", "”", '."')) else f"{text}."
