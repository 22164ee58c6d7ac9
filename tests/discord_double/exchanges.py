"""What is recorded of each request."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

API_PREFIX = "/api/v10"


@dataclass(eq=False)
class Exchange:
    """One request and its answer.

    `status` is 0 where the connection was cut; `answered_by` is "double", or "fault" where a failure was injected.
    """

    method: str
    path: str
    query: dict[str, str]
    authorization: str
    text: str
    body: Any
    files: tuple[str, ...] = ()
    received_at: float = field(default_factory=time.perf_counter)
    status: int = 0
    reply_text: str = ""
    answered_by: str = "double"

    def __str__(self) -> str:
        """Return method, path (tokens shortened) and status."""
        path = "/".join(part if len(part) < 40 else f"{part[:12]}…" for part in self.path.split("/"))
        return f"{self.method} {path} -> {self.status}"


async def read(request: web.Request) -> Exchange:
    """Read a request whole, a form's `payload_json` in place of its body."""
    text, files = "", []
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader):
                content = await part.read()
                if part.name == "payload_json":
                    text = content.decode()
                elif part.filename:
                    files.append(part.filename)
    else:
        text = await request.text()
    return Exchange(
        method=request.method,
        path=request.path.removeprefix(API_PREFIX),
        query=dict(request.query),
        authorization=request.headers.get("Authorization", ""),
        text=text,
        body=json.loads(text) if text else None,
        files=tuple(files),
    )
