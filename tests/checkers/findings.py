"""What a checker says about a file; every door of this package answers in these words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "info"]
AnyPath = str | PathLike[str]


class CheckerMissing(Exception):
    """A checker is not on this machine. The plugin turns it into a skip that names the checker."""

    def __init__(self, checker: str, lacking: str) -> None:
        self.checker = checker
        super().__init__(
            f"checker not installed: {checker} ({lacking}); run tests/checkers/install"
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint of one checker about one file.

    `rule` is the checker's own name for what is broken (a clause, a message id), stable enough to
    be looked up; `message` is for people and includes the place, where the checker knows it.
    """

    tool: str
    rule: str
    severity: Severity
    path: Path
    message: str

    def __str__(self) -> str:
        return f"{self.path.name}: {self.severity}: {self.tool} {self.rule}: {self.message}"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Keeps what makes a file wrong."""
    return [finding for finding in findings if finding.severity == "error"]


def for_path(findings: Iterable[Finding], path: AnyPath) -> list[Finding]:
    """Keeps what was said about one of the files that were checked together."""
    return [finding for finding in findings if finding.path == Path(path)]


Check = Callable[[Sequence[Path]], Iterable[Finding]]
_KNOWN: dict[tuple[Hashable, ...], tuple[Finding, ...]] = {}


def checked(paths: Iterable[AnyPath], check: Check, *key: Hashable) -> list[Finding]:
    """Runs `check` over the files whose content it has not yet seen in this session.

    Tests of one module after another build the same bytes; no checker need read them twice. `key`
    names the checker and every option that changes its answer.
    """
    wanted = [(Path(path), (*key, _digest(Path(path)))) for path in paths]
    fresh = {known: path for path, known in wanted if known not in _KNOWN}
    if fresh:
        findings = list(check(list(fresh.values())))
        for known, path in fresh.items():
            _KNOWN[known] = tuple(for_path(findings, path))
    return [replace(finding, path=path) for path, known in wanted for finding in _KNOWN[known]]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
