"""Runs the Python checkers in their own environment, where nothing of studypack is to be had.

Asked by a line of CHECKER, tab, FILE (and, for page-validation, tab, PROFILE) it answers with one
line of JSON a finding and `{"done": FILE}`. `tools.python_service` starts it, nobody imports it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

Answer = dict[str, Any]


def page_validation(path: str, profile: str) -> Iterator[Answer]:
    import page  # type: ignore[import-not-found]

    try:
        report = page.validate_pdf(path, profile=profile)
    except page.ParseError as broken:
        yield {"rule": "unreadable", "message": str(broken)}
        return
    for failure in report.failures:
        yield {"rule": failure.rule_id, "message": failure.message}


def openxml_audit(path: str) -> Iterator[Answer]:
    from openxml_audit import (  # type: ignore[import-not-found]
        FileFormat,
        OpenXmlValidator,
    )

    # A new one for each file: what it remembers of one package it may take for another's that
    # happens to lie at the same address.
    validator = OpenXmlValidator(file_format=FileFormat.OFFICE_2019)
    for error in validator.validate(path).errors:
        yield {
            "rule": error.id or error.error_type.value,
            "severity": error.severity.value,
            "message": f"{error.description} @ {error.part_uri} {error.path or ''}",
        }


def ooxml_integrity(path: str) -> Iterator[Answer]:
    from ooxml_integrity import check  # type: ignore[import-not-found]

    for finding in check(path):
        yield {
            "rule": finding.code,
            "severity": {"warn": "warning"}.get(finding.severity.value, finding.severity.value),
            "message": f"{finding.message} @ {finding.where or finding.part}",
        }


CHECKERS: dict[str, Callable[..., Iterator[Answer]]] = {
    "page-validation": page_validation,
    "openxml-audit": openxml_audit,
    "ooxml-integrity": ooxml_integrity,
}


def main() -> None:
    for line in sys.stdin:
        name, path, *options = line.rstrip("\n").split("\t")
        for answer in CHECKERS[name](path, *options):
            print(json.dumps(answer), flush=True)  # noqa: T201
        print(json.dumps({"done": path}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
