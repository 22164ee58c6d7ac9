"""A knowledge folder with three records, and the program or only its assistant on it with a fake model."""

from __future__ import annotations

import datetime as dt
import shutil
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fakes import HashingEmbedder, MemoryIndex

from bot.answering.assistant import Assistant
from bot.answering.knowledge import Knowledge
from bot.corpus.reader import read_corpus
from bot.language.lexicon import read_lexicon
from bot.language.messages import read_catalogues
from bot.retrieval.lexical_index import LexicalIndex
from bot.retrieval.retriever import Retriever
from bot.settings import Settings
from bot.wiring import Program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.language.messages import Catalogues

LEXICON = Path(__file__).resolve().parents[1] / "knowledge" / "lexicon"

DATASETS: Mapping[str, str] = {
    "faces-1m": """
id: faces-1m
name: Faces-1M
aliases: [Million Faces, F1M]
kinds: [faces, images]
summary:
  text: Faces-1M is a set of a million pictures of faces.
  sources: [daily-faces]
  translations: {da: Faces-1M er et sæt med en million billeder af ansigter.}
status:
  value: withdrawn
  who: Example Corporation
  since: 2019-06
  as_of: 2019-06
  sources: [daily-faces, avisen-ansigter]
availability:
  - host: Example Corporation (faces.example)
    form: original
    access: removed
    as_of: 2019-06
    note: The download page was gone.
    sources: [daily-faces]
    translations: {da: Siden med filerne var væk.}
  - host: Example Torrents
    form: copy
    access: open
    as_of: 2021-02-03
    note: Users of a forum were pointed to a copy there.
    sources: [forum-faces]
    translations: {da: Brugere af et forum blev henvist til en kopi dér.}
consent:
  - asked: no
    text: Nobody in Faces-1M was asked before the pictures were gathered.
    sources: [daily-faces, avisen-ansigter]
    translations: {da: Ingen i Faces-1M blev spurgt før billederne blev samlet.}
creators:
  - name: Example Corporation
    sources: [daily-faces]
concerns:
  - text: Journalists and activists in Faces-1M could be recognised without their knowledge.
    who: The Daily Example
    sources: [daily-faces]
    translations: {da: Journalister og aktivister i Faces-1M kunne genkendes uden at vide det.}
derivatives:
  - dataset: faces-1m-clean
    sources: [forum-faces]
""",
    "faces-1m-clean": """
id: faces-1m-clean
name: Faces-1M Clean
kinds: [faces]
summary:
  text: Faces-1M Clean is Faces-1M without the wrong labels.
  sources: [forum-faces]
status:
  value: available
  as_of: 2020
  sources: [forum-faces]
derived_from:
  - dataset: faces-1m
    sources: [forum-faces]
""",
    "open-letters": """
id: open-letters
name: Open Letters
aliases: [OpenLetters]
kinds: [text]
summary:
  text: Open Letters holds letters to editors whose writers agreed to be read by machines.
  sources: [letters-page]
status:
  value: available
  as_of: 2023-05
  sources: [letters-page]
licence:
  - name: CC BY 4.0
    text: Open Letters may be used with attribution.
    sources: [letters-page]
""",
}

ARTICLES: Mapping[str, str] = {
    "daily-faces": """---
id: daily-faces
title: 'A million faces [without] *consent*'
publisher: The Daily Example
published: 2019-06-06
url: https://daily.example/a-million-faces_(2019)
language: en
type: news
independence: {level: primary}
about: [faces-1m]
---

Journalists found themselves in the pictures and were worried about being watched.
""",
    "avisen-ansigter": """---
id: avisen-ansigter
title: En million ansigter uden samtykke
publisher: Avisen
published: 2019-06
url: https://avisen.example/ansigter
language: da
note_language: da
type: news
independence: {level: secondary, of: daily-faces}
about: [faces-1m]
---

Avisen skriver, at ingen blev spurgt.
""",
    "forum-faces": """---
id: forum-faces
title: Is there another copy?
publisher: Example Forum
url_withheld: the thread points to copies of the withdrawn set
language: en
type: discussion
independence: {level: primary}
about: [faces-1m, faces-1m-clean]
---

A user asked for another copy and was given the name of a torrent site.
""",
    "letters-page": """---
id: letters-page
title: Open Letters, the collection
publisher: Example University
published: 2023-05
url: https://letters.example/
language: en
type: dataset page
independence: {level: primary}
about: [open-letters]
---

The university asked every writer for permission before a letter was added.
""",
}

DANISH = {
    "Sources": "Kilder",
    "About this bot": "Om denne bot",
    "How to ask": "Sådan spørger du",
    "Status": "Status",
    "Consent": "Samtykke",
    "Where it is": "Hvor det er",
    "By language": "Efter sprog",
    "high confidence": "stor sikkerhed",
    "I have no record of “{name}”.": "Jeg har ingen post om “{name}”.",
    "Something went wrong, and it is not your fault. Please try again in a minute; "
    "if it happens again, tell whoever runs this bot this number: {number}": "Noget gik galt. Prøv igen om lidt. Nummer: {number}",
}


def write_small_knowledge(folder: Path) -> Path:
    """Write the three records with their articles, the real lexicon and a few Danish messages."""
    for name, files, ending in (("datasets", DATASETS, "yaml"), ("articles", ARTICLES, "md")):
        (folder / name).mkdir(parents=True)
        for stem, text in files.items():
            (folder / name / f"{stem}.{ending}").write_text(text.lstrip("\n"), encoding="utf-8")
    shutil.copytree(LEXICON, folder / "lexicon")
    (folder / "messages").mkdir()
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    entries = "\n".join(f'msgid "{english}"\nmsgstr "{danish}"\n' for english, danish in DANISH.items())
    (folder / "messages" / "da.po").write_text(f"{head}\n{entries}", encoding="utf-8")
    return folder


def small_assistant(folder: Path, today: dt.date = dt.date(2026, 11, 22)) -> Assistant:
    """Return the real assistant on a knowledge folder, with the fake model and an index in memory."""
    catalogues = read_catalogues(folder / "messages")
    return assistant_on(Knowledge(read_corpus(folder), read_lexicon(folder / "lexicon"), catalogues), catalogues, today)


def assistant_on(
    knowledge: Knowledge, catalogues: Catalogues | None = None, today: dt.date = dt.date(2026, 11, 22)
) -> Assistant:
    """Return the real assistant on any knowledge, with the fake model and an index in memory."""
    catalogues = catalogues or read_catalogues(LEXICON.parent / "messages")
    embedder, index = HashingEmbedder(), MemoryIndex()
    chunks = list(knowledge.chunks.values())
    index.add("chunks", chunks, embedder.embed([chunk.text for chunk in chunks]))
    lexical = LexicalIndex(chunks, knowledge.words_of_chunk)
    retriever = Retriever(knowledge.chunks, "chunks", index, lexical, embedder)
    return Assistant(knowledge, lambda: retriever, catalogues, "en", lambda: today)


def settings_for(folder: Path, data: Path, **more: Any) -> Settings:
    """Return settings that read neither `.env` nor a default."""
    return Settings(_env_file=None, knowledge_dir=folder, data_dir=data, **more)  # type: ignore[call-arg]


class SmallProgram(Program):
    """The real program with the fake model."""

    @cached_property
    def embedder(self) -> Any:  # type: ignore[override]
        """Return the fake model, the same each time."""
        return HashingEmbedder()
