"""Why a value, a path or a file of a pack is not accepted; raised and caught inside `reading`."""

from __future__ import annotations

from studypack.diagnostics import Diagnostics
from studypack.spans import Span


class Refused(Exception):
    """Something an author gave cannot be used; who called knows the place and reports it there."""

    def __init__(self, code: str, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help

    def report(self, found: Diagnostics, span: Span) -> None:
        """Add this to `found` as an error at `span`."""
        found.error(self.code, self.message, span, self.help)
