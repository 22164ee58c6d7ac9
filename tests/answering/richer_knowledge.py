"""The small knowledge with records for what it leaves out: disputes, names that fit two records, every kind of claim."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from small_knowledge import write_small_knowledge

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES = Path(__file__).resolve().parents[2] / "knowledge" / "messages"

_DATASETS: Mapping[str, str] = {
    "clinic-scans": """
id: clinic-scans
name: Clinic Scans
aliases: [ClinicScans]
kinds: [health, images]
summary:
  text: Clinic Scans holds scans of patients of one hospital.
  sources: [clinic-page]
status:
  value: restricted
  who: Example Hospital
  since: 2022-03-01
  as_of: 2024
  reasons:
    - text: The hospital wanted to know who reads the scans.
      who: Example Hospital
      sources: [clinic-page]
  sources: [clinic-page]
availability:
  - host: Example Archive
    form: original
    access: on request
    as_of: undated
    sources: [clinic-page]
consent:
  - asked: yes
    text: Every patient of Clinic Scans signed a form.
    who: Example Hospital
    disputed: true
    sources: [clinic-page]
    translations: {da: Alle patienter i Clinic Scans skrev under på en formular.}
  - asked: no
    text: Patients say that they never saw a form.
    who: The Evening Example
    disputed: true
    sources: [evening-scans]
licence:
  - name: Clinic Licence 1.0
    commercial_use: no
    text: Clinic Scans may be used for research.
    sources: [clinic-page]
size:
  - number: 12500
    unit: images
    qualifier: about
    sources: [clinic-page]
creators:
  - name: Ada Example
    affiliation: Example Hospital
    sources: [clinic-page]
  - name: Bo Example
    affiliation: Example University
    sources: [clinic-page, evening-scans]
released:
  - date: 2018-05
    sources: [clinic-page]
collection:
  - text: The scans were gathered from the archive of the hospital.
    origins: [hospital archive]
    sources: [clinic-page]
used_by:
  - who: Example Robotics
    purpose: to train a model that finds tumours
    sources: [evening-scans]
  - who: Example Insurance
    purpose: to train a model that finds tumours
    sources: [evening-scans]
concerns:
  - text: Patients can be recognised by the shape of the skull.
    who: The Evening Example
    as_of: 2021-04
    sources: [evening-scans]
timeline:
  - date: 2021-04-02
    event: A newspaper told patients that their scans were sold.
    sources: [evening-scans]
alternatives:
  - dataset: open-letters
    text: It has no patients in it.
    sources: [clinic-page]
  - name: Synthetic Scans
    sources: [clinic-page]
""",
    "vistar-1m": """
id: vistar-1m
name: Vistar-1M
kinds: [voices]
summary:
  text: Vistar-1M is a set of voices.
  sources: [vistar-page]
status: {value: available, as_of: 2023, sources: [vistar-page]}
creators:
  - {name: Example University, sources: [vistar-page]}
size:
  - {number: 1000000, unit: recordings, sources: [vistar-page]}
""",
    "vistar-5m": """
id: vistar-5m
name: Vistar-5M
kinds: [voices]
summary:
  text: Vistar-5M is a larger set of voices.
  sources: [vistar-page]
status: {value: withdrawn, since: 2020-02, as_of: 2020-02, sources: [vistar-page]}
creators:
  - {name: Example University, sources: [vistar-page]}
size:
  - {number: 5000000, unit: recordings, sources: [vistar-page]}
""",
}

_ARTICLES: Mapping[str, str] = {
    "clinic-page": """---
id: clinic-page
title: Clinic Scans, terms of use
publisher: Example Hospital
published: 2022-03-01
url: https://hospital.example/scans
language: en
type: dataset page
independence: {level: primary}
about: [clinic-scans]
---

The hospital removes the names of patients before it hands out a scan.
""",
    "evening-scans": """---
id: evening-scans
title: Scans of patients were sold
publisher: The Evening Example
published: 2021-04-02
url: https://evening.example/scans
language: en
type: news
independence: {level: primary}
about: [clinic-scans]
---

A nurse told the newspaper that nobody had explained the form.
""",
    "vistar-page": """---
id: vistar-page
title: Vistar
publisher: Example University
published: 2020-02
url: https://vistar.example/
language: en
type: dataset page
independence: {level: primary}
about: [vistar-1m, vistar-5m]
---

The university recorded students who read newspapers aloud.
""",
}

_CONCEPTS: Mapping[str, str] = {
    "concept-datasheet": """---
id: concept-datasheet
title: Datasheets for datasets
publisher: Example Press
published: 2018
url: https://press.example/datasheets
language: en
type: concept
independence: {level: primary}
names: [datasheet, datasheets for datasets, datablad, do when a dataset lacks papers]
---

A datasheet documents how a dataset was made and what it should be used for.

Datasheets were proposed by Ada Example in 2018.

A datasheet is written by those who made the dataset, and travels with it.
""",
    "concept-tombstone": """---
id: concept-tombstone
title: Tombstone pages
publisher: Journal of Data
published: 2021
url: https://journal.example/tombstones
language: en
type: concept
independence: {level: primary}
names: [tombstone page, gravsten for datasæt]
---

A tombstone page stays where a withdrawn dataset was and says what became of it.
""",
}


def write_richer_knowledge(folder: Path) -> Path:
    """Write the small knowledge, the records above, and the real Danish messages."""
    write_small_knowledge(folder)
    for name, files, ending in (
        ("datasets", _DATASETS, "yaml"),
        ("articles", _ARTICLES, "md"),
        ("concepts", _CONCEPTS, "md"),
    ):
        (folder / name).mkdir(exist_ok=True)
        for stem, text in files.items():
            (folder / name / f"{stem}.{ending}").write_text(text.lstrip("\n"), encoding="utf-8")
    shutil.copytree(MESSAGES, folder / "messages", dirs_exist_ok=True)
    return folder
