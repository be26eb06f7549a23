"""Every figure in one run: tables, ratios and a plot into bench/results/. See README.md."""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import compare
from plot import chart

from packs import write_pack

HERE = Path(__file__).parent
RESULTS = HERE / "results"
STUDYPACK = [sys.executable, "-m", "studypack"]
THREE = ["--product", "handout,worksheet,guide"]
UNITS = {4: 2, 20: 10, 100: 50, 500: 250}
"""Pages of a handout, about → units of a pack."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: seconds on the wall, seconds of processor, MiB of its largest process."""

    wall: float
    cpu: float
    memory: float


def cost(command: list[str], folder: Path) -> Cost:
    """Run a command and return what it took, all its processes together; a failure ends the run."""
    begun = time.perf_counter()
    with (folder / "said").open("w+b") as said:
        env = compare.as_installed()
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command}\n{(folder / 'said').read_text('utf-8')}")
    wall = time.perf_counter() - begun
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


Run = Callable[[], Cost]


def in_turn(runs: Mapping[str, Run], rounds: int) -> dict[str, list[Cost]]:
    """Return what each run took: all in turn, round by round, the first round not counted."""
    taken: dict[str, list[Cost]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            one = run()
            if number:
                taken[name].append(one)
    return taken


def table(title: str, base: str, taken: Mapping[str, list[Cost]]) -> str:
    """Return medians, and the median of ratios round by round, as Markdown."""
    lines = [
        f"\n## {title}\n",
        f"| command | wall s | cpu s | MiB | wall / {base} | cpu / {base} |",
    ]
    lines.append("|---|---:|---:|---:|---:|---:|")
    for name, costs in taken.items():
        pairs = list(zip(costs, taken[base], strict=True))
        wall = statistics.median(a.wall / b.wall for a, b in pairs)
        cpu = statistics.median(a.cpu / b.cpu for a, b in pairs)
        middle = [statistics.median(values) for values in zip(*map(_tuple, costs), strict=True)]
        lines.append(
            f"| {name} | {middle[0]:.2f} | {middle[1]:.2f} | {middle[2]:.0f} | {wall:.2f} | {cpu:.2f} |"
        )
    return "\n".join(lines) + "\n"


def _tuple(one: Cost) -> tuple[float, float, float]:
    return one.wall, one.cpu, one.memory


class Bench:
    """One run of everything in a folder of its own."""

    def __init__(self, work: Path, rounds: int) -> None:
        self.work = work
        self.rounds = rounds
        self.told: list[str] = []
        self.raw: dict[str, dict[str, list[tuple[float, float, float]]]] = {}
        self.twenty = work / "twenty"
        pack = write_pack(self.twenty / "source/bench", UNITS[20])
        self.plain = work / "plain.md"
        self.plain.write_text(compare.plain_markdown(pack), "utf-8")

    def note(self, title: str, base: str, taken: Mapping[str, list[Cost]]) -> None:
        """Keep what was measured, and print it at once."""
        self.raw[title] = {name: list(map(_tuple, costs)) for name, costs in taken.items()}
        self.told.append(table(title, base, taken))
        print(self.told[-1], flush=True)
        self.write()

    def write(self) -> None:
        """Write what is known so far: a run that is broken off leaves its first tables."""
        head = f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {self.rounds} rounds."
        RESULTS.mkdir(exist_ok=True)
        text = f"# Results\n\n{head}\n{''.join(self.told)}"
        (RESULTS / "results.md").write_text(text, "utf-8")
        (RESULTS / "results.json").write_text(json.dumps(self.raw, indent=1) + "\n", "utf-8")

    def build(self, workspace: Path, *options: str) -> Run:
        return lambda: cost([*STUDYPACK, "build", *THREE, *options], workspace)

    def peers(self) -> None:
        """A pack of 20 pages by us, by Pandoc's trios, and by the bare libraries."""
        workspace, plain = self.twenty, self.plain
        bare = [sys.executable, str(HERE / "bare.py"), str(plain), str(self.work)]
        pandoc = [compare.pandoc_path(), "-f", "markdown", "-s", str(plain)]
        trios = {
            f"trio-{engine}": lambda engine=engine: cost(
                ["sh", "-ec", trio(pandoc, engine, self.work)], self.work
            )
            for engine in ("weasyprint", "typst")
        }
        runs = {
            **trios,
            "bare libraries": lambda: cost(bare, self.work),
            "studypack": self.build(workspace, "--force"),
            "studypack --jobs 1": self.build(workspace, "--force", "--jobs", "1"),
        }
        taken = in_turn(runs, self.rounds)
        self.note("cold build of 20 pages in three formats", "trio-weasyprint", taken)
        self.note("the same, against the trio by Typst", "trio-typst", taken)
        self.note("the same, against the bare libraries", "bare libraries", taken)

    def formats(self) -> None:
        """One format at a time against Pandoc's."""
        workspace = self.twenty
        pandoc = [compare.pandoc_path(), "-f", "markdown", "-s", str(self.plain)]
        for product, suffix in (("worksheet", "docx"), ("guide", "epub")):
            ours = [*STUDYPACK, "build", "--product", product, "--force"]
            theirs = [*pandoc, "-o", str(self.work / f"p.{suffix}")]
            runs = {
                "pandoc": lambda theirs=theirs: cost(theirs, self.work),
                "studypack": lambda ours=ours: cost(ours, workspace),
            }
            self.note(f"{suffix} of 20 pages", "pandoc", in_turn(runs, self.rounds))

    def editions(self) -> None:
        """A handout for pupils and teachers against the pupils' alone, by one process and by all."""
        for pack, workspace in {"bench": self.twenty, compare.PACK: compare.ROOT}.items():
            out = ["--product", "handout", "--force", "--out", str(self.work / "editions")]
            alone = [*STUDYPACK, "build", pack, *out]
            both = [*alone, "--edition", "student,teacher"]
            commands = {
                "student": [*alone, "--jobs", "1"],
                "student and teacher --jobs 1": [*both, "--jobs", "1"],
                "student and teacher": both,
            }
            runs = {name: partial(cost, words, workspace) for name, words in commands.items()}
            self.note(f"handouts of {pack}", "student", in_turn(runs, self.rounds))

    def again(self) -> None:
        """A build after an edit, and two with nothing to do, against the whole build.

        What was edited just before a build is not remembered by it, but by the next one.
        """
        workspace = self.twenty
        pack = workspace / "source/bench/pack.md"
        original = pack.read_text("utf-8")
        edits = iter(range(1000))

        def edited() -> Cost:
            pack.write_text(f"{original}\nEdit {next(edits)}.\n", "utf-8")
            return self.build(workspace)()

        runs = {
            "whole build": self.build(workspace, "--force"),
            "one edit": edited,
            "nothing to do": self.build(workspace),
            "nothing to do, once more": self.build(workspace),
        }
        self.note("building again", "whole build", in_turn(runs, self.rounds))

    def watching(self) -> None:
        """An edit of a pack of about 100 pages while `watch` runs, against the whole build."""
        workspace = self.work / "watched"
        pack = write_pack(workspace / "source/bench", UNITS[100]) / "pack.md"
        whole = [self.build(workspace, "--force", "--jobs", "1")() for _ in range(self.rounds)]
        command = [*STUDYPACK, "watch", *THREE, "--jobs", "1"]
        env = compare.as_installed()
        watch = subprocess.Popen(command, cwd=workspace, env=env, stdout=subprocess.PIPE, text=True)
        edits = [edited(watch, pack) for _ in range(self.rounds + 1)][1:]
        watch.send_signal(signal.SIGINT)
        watch.wait()
        self.note("an edit in watch", "whole build", {"whole build": whole, "one edit": edits})

    def start(self) -> None:
        """Commands that do little, against an empty program."""
        workspace = self.twenty
        runs = {"python -c pass": lambda: cost([sys.executable, "-c", "pass"], workspace)}
        for words in (["--help"], ["list"], ["build", *THREE], ["check"]):
            name = f"studypack {words[0]}" + (" (nothing to do)" if words[0] == "build" else "")
            runs[name] = lambda words=words: cost([*STUDYPACK, *words], workspace)
        time.sleep(3)  # what was just written is not yet remembered
        self.note("start-up", "python -c pass", in_turn(runs, max(self.rounds, 9)))

    def many(self, packs: int) -> None:
        """Many small packs, by one process and by all cores, then with nothing to do."""
        workspace = self.work / "many"
        for number in range(packs):
            write_pack(workspace / f"source/pack-{number:03}", 1, seed=number)
        runs = {
            "one process": self.build(workspace, "--force", "--jobs", "1"),
            "all cores": self.build(workspace, "--force"),
        }
        taken = {name: [run()] for name, run in runs.items()}
        self.note(f"{packs} small packs, {os.cpu_count()} cores, once", "one process", taken)
        self.build(workspace)()
        time.sleep(3)
        self.build(workspace)()
        runs = {
            "python -c pass": lambda: cost([sys.executable, "-c", "pass"], workspace),
            "nothing to do": self.build(workspace),
        }
        self.note(f"{packs} packs with nothing to do", "python -c pass", in_turn(runs, 9))

    def lengths(self, pages: list[int]) -> None:
        """Cost by pages, and the plot."""
        handouts: dict[str, list[tuple[float, float]]] = {"PDF": [], "Word": [], "EPUB": []}
        memory: list[tuple[float, float]] = []
        lines = [
            "\n## cost by pages, once\n",
            "| pages | file | cpu s | ms a page | MiB | cpu / pandoc |",
            "|---:|---|---:|---:|---:|---:|",
        ]
        for wanted in pages:
            workspace = self.work / f"p{wanted}"
            pack = write_pack(workspace / "source/bench", UNITS[wanted])
            (workspace / "plain.md").write_text(compare.plain_markdown(pack), "utf-8")
            pandoc = [compare.pandoc_path(), "-f", "markdown", "-s", "plain.md", "-o"]
            counted = 0
            for product, name in (("handout", "PDF"), ("worksheet", "Word"), ("guide", "EPUB")):
                took = cost([*STUDYPACK, "build", "--product", product, "--jobs", "1"], workspace)
                counted = counted or pages_of(workspace)
                handouts[name].append((counted, took.cpu))
                memory += [(counted, took.memory)] if name == "PDF" else []
                against = ""
                if suffix := {"Word": "docx", "EPUB": "epub"}.get(name):
                    theirs = cost([*pandoc, f"p.{suffix}"], workspace)
                    against = f"{took.cpu / theirs.cpu:.1f}"
                lines.append(
                    f"| {counted} | {name} | {took.cpu:.1f} | {1000 * took.cpu / counted:.0f} "
                    f"| {took.memory:.0f} | {against} |"
                )
            print("\n".join(lines[-3:]), flush=True)
        self.told.append("\n".join(lines) + "\n")
        self.raw["cost by pages"] = {**handouts, "MiB of the PDF": memory}  # type: ignore[dict-item]
        self.write()
        plot = chart("Cost by pages", "pages of the handout", "processor seconds", handouts)
        (RESULTS / "cost.svg").write_text(plot, "utf-8")


def edited(watch: subprocess.Popen[str], pack: Path) -> Cost:
    """Edit a pack that is watched, and return what it took until the files were there."""
    if watch.stdout is None:
        raise ValueError("nothing is read from watch")
    before, begun = spent(watch.pid), time.perf_counter()
    pack.write_text(f"{pack.read_text('utf-8')}\nEdited.\n", "utf-8")
    line = next(line for line in watch.stdout if " made in " in line)
    wall = time.perf_counter() - begun
    print(line.rstrip(), flush=True)
    status = Path(f"/proc/{watch.pid}/status").read_text("utf-8")
    most = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return Cost(wall, spent(watch.pid) - before, int(most.split()[1]) / 1024)


def spent(pid: int) -> float:
    """Return the seconds of processor that a process has taken so far, ended children counted in."""
    behind_name = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, behind_name[11:15])) / os.sysconf("SC_CLK_TCK")


def pages_of(workspace: Path) -> int:
    """Return how many pages the handout of a workspace's only pack has."""
    files = json.loads((workspace / "out/manifest.json").read_text("utf-8"))["files"]
    return next(int(entry["pages"]) for entry in files if entry["product"] == "handout")


def trio(pandoc: list[str], engine: str, work: Path) -> str:
    """Return a shell script: DOCX and EPUB by Pandoc, PDF by Pandoc and an engine."""
    start = " ".join(pandoc)
    python = sys.executable
    lines = [f"{start} -o {work}/t.docx", f"{start} -o {work}/t.epub"]
    if engine == "typst":
        lines.append(f"{start} -t typst -o {work}/t.typ")
        lines.append(f"{python} -c '{compare.TYPST}' {work}/t.typ {work}/t.pdf")
    else:
        lines.append(f"{start} -t html5 -o {work}/t.html")
        lines.append(f"{python} -m weasyprint -q {work}/t.html {work}/w.pdf")
    return "\n".join(lines)


def main() -> None:
    """Measure everything and write bench/results/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds, after one warm-up")
    parser.add_argument("--packs", type=int, default=100, help="packs for the throughput")
    parser.add_argument("--pages", default="4,20,100,500", help="lengths to be measured")
    parser.add_argument(
        "--only", default="", help="peers,formats,editions,again,watching,start,many,lengths"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.rounds)
        lengths = [int(number) for number in options.pages.split(",")]
        sections: dict[str, Callable[[], None]] = {
            "peers": bench.peers,
            "formats": bench.formats,
            "editions": bench.editions,
            "again": bench.again,
            "watching": bench.watching,
            "start": bench.start,
            "many": lambda: bench.many(options.packs),
            "lengths": lambda: bench.lengths(lengths),
        }
        for name in options.only.split(",") if options.only else sections:
            sections[name]()


if __name__ == "__main__":
    main()
