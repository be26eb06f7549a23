"""What an author allows: a diagnostic that is not meant at one place, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from studypack.spans import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Allowance:
    """A diagnostic that is not wanted of a block and of what is inside it.

    code    of the diagnostic, as the author wrote it: `checking.allowances` knows which there are
    reason  for whoever reads the source next; '' if the author gave none
    """

    code: str
    reason: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)
