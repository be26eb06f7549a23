"""Says by name which checkers a test run did without, and lets no run on CI do without any.

`tests/conftest.py` enables it by `pytest_plugins = ["checkers.plugin"]`. A test in which a door
raises `CheckerMissing` is reported as skipped for want of that checker. Where the environment has
CI set, a skip of any kind, of a test or of a whole module, is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from .findings import CheckerMissing
from .tools import close_services


def on_ci() -> bool:
    """Whether this is a continuous integration run, by the variable that all of them set."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, CheckerMissing):
        path, line, _ = item.location
        report.outcome = "skipped"
        report.longrepr = (path, (line or 0) + 1, f"Skipped: {call.excinfo.value}")
    if report.skipped and not hasattr(report, "wasxfail") and on_ci():
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,  # noqa: ARG001  # the hook's own name for it
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and on_ci():
        _fail(report)
    return report


def pytest_sessionfinish() -> None:
    close_services()


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    report.outcome = "failed"
    report.longrepr = f"skipped, and CI is set: {report.longrepr}"
