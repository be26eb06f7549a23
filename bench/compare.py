"""One pack by studypack and by Pandoc's trio, in turn; medians as ratios. See README.md."""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACK = "photosynthesis"

Run = Callable[[], None]


def main() -> None:
    """Print the two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds, after one warm-up")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        build = "three files of one pack"
        show(build, "studypack", measure(builders(work), rounds))
        show("start-up", "python -c pass", measure(starters(), max(rounds, 9)))


def builders(work: Path) -> Mapping[str, Run]:
    """Return what makes handout, worksheet and guide of one pack, by name."""
    source = work / "pack.md"
    source.write_text(plain_markdown(ROOT / "source" / PACK), "utf-8")
    images = ROOT / "source" / PACK
    pandoc = [pandoc_path(), "--from=markdown", f"--resource-path={images}", str(source), "-s"]
    three = ["--product", "handout,worksheet,guide", "--force", "--out", str(work / "out")]

    def typst() -> None:
        for suffix in ("docx", "epub"):
            call([*pandoc, "-o", str(work / f"t.{suffix}")])
        call([*pandoc, "-t", "typst", "-o", str(images_beside(work) / "t.typ")])
        call([sys.executable, "-c", TYPST, str(work / "t.typ"), str(work / "t.pdf")])

    def weasyprint() -> None:
        for suffix in ("docx", "epub"):
            call([*pandoc, "-o", str(work / f"w.{suffix}")])
        html = work / "w.html"
        call([*pandoc, "-t", "html5", "--mathml", "-o", str(html)])
        call(
            [
                sys.executable,
                "-m",
                "weasyprint",
                "-q",
                "-u",
                f"{images}/",
                str(html),
                str(work / "w.pdf"),
            ]
        )

    return {
        "studypack": lambda: call([*STUDYPACK, "build", PACK, *three]),
        "studypack --jobs 1": lambda: call([*STUDYPACK, "build", PACK, *three, "--jobs", "1"]),
        "pandoc trio, typst": typst,
        "pandoc trio, weasyprint": weasyprint,
    }


TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
STUDYPACK = [sys.executable, "-m", "studypack"]


def starters() -> Mapping[str, Run]:
    """Return what is started and does next to nothing, by name."""
    return {
        "python -c pass": lambda: call([sys.executable, "-c", "pass"]),
        "studypack --help": lambda: call([*STUDYPACK, "--help"]),
        "studypack list": lambda: call([*STUDYPACK, "list"]),
        "studypack check": lambda: call([*STUDYPACK, "check", PACK]),
    }


def plain_markdown(pack: Path) -> str:
    """Return a pack's words as Markdown that Pandoc reads: without fences, options, attributes."""
    parts = [pack / "pack.md", *sorted(p for p in pack.glob("*.md") if p.name != "pack.md")]
    text = "\n\n".join(part.read_text("utf-8") for part in parts)
    # Of the front matter Pandoc gets the title: Typst stumbles over the rest.
    text = re.sub(r"\A---\n.*?^(title: .*?$).*?^---$", r"---\n\1\n---", text, flags=re.M | re.S)
    text = re.sub(r"^:::+\{(?:figure)\}\s*(\S+).*$", r"![](\1)", text, flags=re.MULTILINE)
    text = re.sub(r"^:::+(?:\{[^}]*\}(.*))?$", r"\n\1\n", text, flags=re.MULTILINE)
    text = re.sub(r"^:[a-z]+:.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]]*)\]\(#[^)]*\)", r"\1", text)
    return re.sub(r"(?<=\])\{[^}]*\}", "", text)


def images_beside(work: Path) -> Path:
    """Put the pack's images where Typst looks for them: it reads nothing outside its folder."""
    link = work / "images"
    if not link.exists():
        link.symlink_to(ROOT / "source" / PACK / "images")
    return work


def pandoc_path() -> str:
    """Return the path of Pandoc's program as its wheel brings it."""
    import pypandoc  # type: ignore[import-untyped]  # the extra `bench`

    return str(pypandoc.get_pandoc_path())


def as_installed() -> dict[str, str]:
    """Return the environment for commands in which Python keeps what it has compiled.

    The libraries of the peers were compiled when they were installed; a checkout would be compiled
    anew in every process where the variable is set, at a tenth of a cold build.
    """
    return {name: value for name, value in os.environ.items() if name != _NOT_KEPT}


_NOT_KEPT = "PYTHONDONTWRITEBYTECODE"


def call(command: list[str]) -> None:
    """Run a command in the checkout; a failure ends the benchmark, with what it said."""
    done = subprocess.run(
        command, cwd=ROOT, env=as_installed(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def measure(runs: Mapping[str, Run], rounds: int) -> dict[str, list[float]]:
    """Return the wall seconds of each run: all in turn, round by round, the first not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for count in range(rounds + 1):
        for name, run in runs.items():
            begun = time.perf_counter()
            run()
            if count:
                seconds[name].append(time.perf_counter() - begun)
    return seconds


def show(title: str, base: str, seconds: Mapping[str, list[float]]) -> None:
    """Print a table: median seconds, and the median of the ratios round by round."""
    print(f"\n{title} (n = {len(seconds[base])})\n")
    print(f"| {'command':<24} | median s | / {base} |\n|{'-' * 26}|---------:|---:|")
    for name, values in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(values, seconds[base], strict=True))
        print(f"| {name:<24} | {statistics.median(values):8.2f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
