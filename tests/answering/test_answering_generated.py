"""Questions made from templates, names, fields and typos: the right record and field, and none for a name that nobody has."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

from small_knowledge import assistant_on

from bot.answering.understanding import Understanding
from bot.core.answers import Answer
from bot.core.fields import Field
from bot.core.names import comparable_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answering.knowledge import Knowledge

SEED = 20261123
TEMPLATES = {
    Field.STATUS: (
        "is {} still up?",
        "what happened to {}",
        "was {} withdrawn?",
        "status of {}",
        "has {} been taken down yet",
    ),
    Field.AVAILABILITY: (
        "where is {} still available?",
        "where can i find {}",
        "who hosts {} now",
        "is there a copy of {}",
    ),
    Field.CONSENT: (
        "were people in {} asked?",
        "did anybody consent to {}",
        "{} consent?",
        "did the people in {} know",
    ),
    Field.LICENCE: ("what licence does {} have", "can i use {} in a commercial app", "{} license", "the terms of {}"),
    Field.SIZE: ("how big is {}?", "what is the size of {}", "how large is {}", "{} size"),
    Field.CREATORS: ("who made {}?", "who created {}", "who is behind {}", "which people made {}"),
    Field.RELEASED: ("when did {} come out?", "when was {} released", "release date of {}", "{} release year"),
    Field.COLLECTION: (
        "how was {} collected?",
        "where do the data in {} come from",
        "how did they gather {}",
        "origins of {}",
    ),
    Field.USED_BY: ("who used {}?", "which companies used {}", "what was {} used for", "who has been using {}"),
    Field.CONCERNS: (
        "what are the concerns about {}?",
        "what is wrong with {}",
        "why is {} criticised",
        "problems with {}",
    ),
    Field.DERIVED_FROM: ("what is {} derived from?", "what is {} based on", "which dataset was {} made from"),
    Field.DERIVATIVES: ("what was derived from {}?", "which datasets are based on {}", "derivatives of {}"),
    Field.ALTERNATIVES: (
        "what can i use instead of {}?",
        "alternatives to {}",
        "a better dataset than {}",
        "what could replace {}",
    ),
    Field.TIMELINE: ("timeline of {}", "history of {}", "give me the timeline for {}"),
}
LONG_ENOUGH = 8
MOST_WRONG = 60  # of 2,000: some slips make another name or a plain word
INVENTED_HEADS = (
    "Nordic Zephyr Quark Ocelot Tundra Velvet Granit Bramble Kestrel Lumen Saffron Orchid Pylon Marlin Cobalt".split()
)
INVENTED_TAILS = (
    "Faces Celeb ReID Corpus Speech Gait Biobank Tweets Streets Voices Genomes Captions Crowd Selfies".split()
)


def names_of(knowledge: Knowledge) -> list[tuple[str, str]]:
    return [(dataset.id, name) for dataset in knowledge.corpus.datasets.values() for name in dataset.names]


def as_typed(name: str, draw: random.Random) -> str:
    """Return a name as somebody may type it: its case, its spaces and hyphens, and at most one slip in a long name."""
    typed = draw.choice([name, name.lower(), name.lower(), name.upper() if len(name) > 4 else name])
    typed = draw.choice([typed, typed, typed.replace("-", " "), typed.replace(" ", ""), typed.replace(" ", "-")])
    letters = [place for place, character in enumerate(typed) if character.isalpha() and place > 0]
    if len(comparable_name(name)) >= LONG_ENOUGH and len(letters) > 1 and draw.random() < 0.4:
        place = draw.choice(letters[:-1])
        slip = draw.choice(["drop", "double", "swap"])
        if slip == "drop":
            typed = typed[:place] + typed[place + 1 :]
        elif slip == "double":
            typed = typed[:place] + typed[place] + typed[place:]
        elif typed[place + 1].isalpha():
            typed = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
    return typed


def questions(knowledge: Knowledge, count: int) -> Iterator[tuple[str, str, Field]]:
    draw = random.Random(SEED)
    names = names_of(knowledge)
    for _ in range(count):
        dataset, name = draw.choice(names)
        field = draw.choice(list(TEMPLATES))
        yield draw.choice(TEMPLATES[field]).format(as_typed(name, draw)), dataset, field


def test_generated_questions_find_their_record_and_field(real_knowledge: Knowledge) -> None:
    understanding = Understanding(
        real_knowledge.names, real_knowledge.concepts, real_knowledge.lexicon, "en", real_knowledge.known_words
    )
    wrong = []
    for text, dataset, field in questions(real_knowledge, 2_000):
        understood = understanding.understand(text, None, "en")
        if understood.datasets != (dataset,) or field not in understood.fields:
            found = understood.datasets or understood.candidates
            wrong.append(f"{text!r}: {found} {[str(one) for one in understood.fields]}, not {dataset} {field}")
    assert len(wrong) <= MOST_WRONG, "\n".join(wrong)


def invented_names(knowledge: Knowledge, count: int) -> Iterator[str]:
    draw = random.Random(SEED)
    known = {comparable_name(name) for _, name in names_of(knowledge)}
    found = 0
    while found < count:
        form = draw.randrange(4)
        head, tail = draw.choice(INVENTED_HEADS), draw.choice(INVENTED_TAILS)
        number = draw.choice(["", "-1M", "-5M", "2", "-300K", "-V3"])
        name = (f"{head}{tail}{number}", f"{head}-{tail}{number}", f"{head} {tail}{number or ' 2'}",
                "".join(draw.choices(string.ascii_uppercase, k=4)) + tail + number)[form]  # fmt: skip
        if comparable_name(name) not in known:
            found += 1
            yield name


def test_invented_names_get_no_other_record_s_claims(real_knowledge: Knowledge) -> None:
    draw = random.Random(SEED)
    assistant = assistant_on(real_knowledge)
    wrong = []
    for name in invented_names(real_knowledge, 500):
        text = draw.choice(TEMPLATES[draw.choice(list(TEMPLATES))]).format(name)
        result = assistant.ask(text, "en")
        if isinstance(result, Answer):
            wrong.append(f"{text!r}: {result.datasets} {result.text[:80]!r}")
    assert not wrong, "\n".join(wrong)
