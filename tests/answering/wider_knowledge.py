"""The richer knowledge with records to list, to rank and to judge: more statuses, units and records than a list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from richer_knowledge import write_richer_knowledge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SONGBOOKS = 14

_DATASETS: Mapping[str, str] = {
    "plumtext": """
id: plumtext
name: Plumtext
kinds: [text, web crawl]
summary:
  text: Plumtext is what a crawler found on web pages about gardens.
  sources: [wider-page]
status: {value: available, as_of: 2024, sources: [wider-page]}
availability:
  - {host: Example Hub, form: original, access: gated, as_of: 2024, sources: [wider-page]}
consent:
  - asked: opt-out only
    text: Owners of the pages could opt out of Plumtext by a form.
    sources: [wider-page]
licence:
  - name: Garden Licence
    commercial_use: yes
    text: Companies may sell what they train on it.
    sources: [wider-page]
size:
  - {number: 1500000000000, unit: tokens, sources: [wider-page]}
  - {number: 30000000, unit: documents, sources: [wider-page]}
creators:
  - {name: Mirabel Labs, sources: [wider-page]}
released:
  - {date: 2020-04, sources: [wider-page]}
used_by:
  - {who: Quince Motors, purpose: to train a chatbot for drivers, sources: [wider-page]}
concerns:
  - text: Quince Motors may have kept the addresses of gardeners.
    who: Example Library
    sources: [wider-page]
derivatives:
  - {dataset: medlartext, sources: [wider-page]}
""",
    "medlartext": """
id: medlartext
name: Medlartext
kinds: [text]
summary:
  text: Medlartext holds pages that were typed from old almanacs.
  sources: [wider-page]
status:
  value: removed by host
  since: 2021-03
  who: Example Hub
  as_of: 2021-03
  sources: [wider-page]
availability:
  - {host: Example Hub, form: original, access: removed, as_of: 2021-03, sources: [wider-page]}
size:
  - {number: 400000000000, unit: tokens, sources: [wider-page]}
  - {number: 50000000, unit: documents, sources: [wider-page]}
  - {number: 20000, unit: songs, sources: [wider-page]}
creators:
  - {name: Quince Motors, sources: [wider-page]}
released:
  - {date: 2016, sources: [wider-page]}
derived_from:
  - {dataset: plumtext, sources: [wider-page]}
collection:
  - text: Volunteers in Zandvoort typed the pages.
    sources: [wider-page]
""",
    "turnstile": """
id: turnstile
name: Turnstile
kinds: [surveillance video, people]
summary:
  text: Turnstile is webcam footage of a cafe in which guests were filmed.
  sources: [wider-page]
status: {value: not released, as_of: 2022, sources: [wider-page]}
creators:
  - {name: Mirabel Labs, sources: [wider-page]}
consent:
  - asked: no
    text: The guests were filmed and nobody was asked.
    sources: [wider-page]
collection:
  - {text: The footage was recorded in Alkmaar at night., disputed: true, sources: [wider-page]}
  - {text: The footage was recorded in Delft at noon., disputed: true, sources: [evening-scans]}
used_by:
  - {who: Mirabel Labs, purpose: to follow the guests, sources: [wider-page]}
concerns:
  - text: Guests were followed home by software.
    who: Example Library
    sources: [wider-page]
  - text: The owner was not told about the camera.
    who: Example Library
    sources: [wider-page]
""",
    "old-ledger": """
id: old-ledger
name: Old Ledger
kinds: [registers]
summary:
  text: Old Ledger is a register of births in one parish.
  sources: [wider-page]
status: {value: superseded, since: 2012, as_of: 2012, sources: [wider-page]}
released:
  - {date: 1998, sources: [wider-page]}
""",
}

_SONGBOOK = """
id: songbook-{n}
name: Songbook-{n}
kinds: [music]
summary: {{text: 'Songbook-{n} holds songs.', sources: [wider-page]}}
status: {{value: available, as_of: 2024, sources: [wider-page]}}
size:
  - {{number: {size}, unit: songs, sources: [wider-page]}}
released:
  - {{date: {year}, sources: [wider-page]}}
"""

_PAGE = """---
id: wider-page
title: A catalogue of datasets
publisher: Example Library
published: 2024
url: https://library.example/catalogue
language: en
type: report
independence: {level: primary}
about: [plumtext, medlartext, turnstile, old-ledger]
---

The catalogue is printed in green ink.
"""


_FINDER = """---
id: concept-finder
title: Finding yourself in a dataset
publisher: Example Library
published: 2023
url: https://library.example/finder
language: en
type: concept
independence: {level: primary}
names: [lookup service]
---

A search tool tells guests whether their own picture is in Turnstile, and takes requests to have it removed.
"""


def write_wider_knowledge(folder: Path) -> Path:
    """Write the richer knowledge and the records above; Songbook-1 is the smallest and the oldest of its kind."""
    write_richer_knowledge(folder)
    songbooks = {f"songbook-{n}": _SONGBOOK.format(n=n, size=n * 1000, year=2000 + n) for n in range(1, SONGBOOKS + 1)}
    for stem, text in (_DATASETS | songbooks).items():
        (folder / "datasets" / f"{stem}.yaml").write_text(text.lstrip("\n"), encoding="utf-8")
    (folder / "articles" / "wider-page.md").write_text(_PAGE, encoding="utf-8")
    (folder / "concepts" / "concept-finder.md").write_text(_FINDER, encoding="utf-8")
    return folder
