"""What `studypack build` makes, skips, refuses and keeps."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from studypack import backends, composing, making
from studypack.backends.base import RenderFault
from workspaces import PACK, Workspace

FOUR = [
    "water/water-answers.pdf",
    "water/water-guide.epub",
    "water/water-handout.pdf",
    "water/water-worksheet.docx",
]


def test_build_without_arguments_makes_four_files_and_the_manifest(workspace: Workspace) -> None:
    assert workspace.run("build").status == 0
    assert sorted(workspace.built()) == ["manifest.json", *FOUR]


def test_the_manifest_tells_the_truth_about_every_file(workspace: Workspace) -> None:
    workspace.run("build")
    files = workspace.built()
    manifest = json.loads(files.pop("manifest.json"))
    for entry in manifest["files"]:
        data = files.pop(entry["path"])
        assert entry["bytes"] == len(data)
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert entry["pack"] == "water"
        assert ("pages" in entry) == (entry["format"] == "pdf")
    assert not files
    assert {entry["product"]: entry["edition"] for entry in manifest["files"]} == {
        "handout": "student",
        "worksheet": "student",
        "guide": "student",
        "answers": "teacher",
    }


@pytest.mark.parametrize("product", ["handout", "worksheet", "guide", "answers"])
def test_any_product_can_be_written_in_any_format(workspace: Workspace, product: str) -> None:
    ran = workspace.run("build", "--product", product, "--format", "pdf,docx,epub")
    assert ran.status == 0, ran.err
    suffixes = {Path(name).suffix for name in workspace.built()} - {".json"}
    assert suffixes == {".pdf", ".docx", ".epub"}


def test_editions_are_named_in_the_file_and_the_first_is_not(workspace: Workspace) -> None:
    ran = workspace.run(
        "build", "--product", "handout", "--edition", "student,teacher,large-print+teacher"
    )
    assert ran.status == 0, ran.err
    assert sorted(workspace.built())[1:] == [
        "water/water-handout-teacher-large-print.pdf",
        "water/water-handout-teacher.pdf",
        "water/water-handout.pdf",
    ]


def test_each_product_is_made_in_those_of_the_editions_that_it_has(workspace: Workspace) -> None:
    ran = workspace.run("build", "--product", "answers,handout", "--edition", "student,teacher")
    assert (ran.status, ran.err) == (0, "")
    assert sorted(workspace.built())[1:] == [
        "water/water-answers.pdf",
        "water/water-handout-teacher.pdf",
        "water/water-handout.pdf",
    ]


def test_a_level_is_named_in_the_file(workspace: Workspace) -> None:
    workspace.run("build", "--product", "worksheet", "--level", "support")
    assert "water/water-worksheet-support.docx" in workspace.built()


def test_what_is_up_to_date_is_not_made_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.run("build")

    def fail(job: making.Job) -> making.Outcome:
        raise AssertionError(f"{job.folder.name} was made again")

    monkeypatch.setattr(making, "make", fail)
    ran = workspace.run("build")
    assert ran.status == 0
    assert ran.out.endswith("4 files up to date, nothing to mend\n")


def test_a_changed_pack_is_made_again(workspace: Workspace) -> None:
    workspace.run("build")
    before = workspace.built()
    workspace.write(text=PACK.replace("vapour and", "steam and"))
    workspace.run("build")
    after = workspace.built()
    assert [name for name in FOUR if before[name] != after[name]] == [
        "water/water-guide.epub",
        "water/water-handout.pdf",
        "water/water-worksheet.docx",  # which carries a fingerprint of its source
    ]


def test_a_file_that_someone_edited_is_made_again(workspace: Workspace) -> None:
    workspace.run("build")
    good = workspace.built()[FOUR[3]]
    (workspace.folder / "out" / FOUR[3]).write_bytes(b"scribble")
    workspace.run("build")
    assert workspace.built()[FOUR[3]] == good


def test_force_makes_everything_anew(workspace: Workspace) -> None:
    workspace.run("build")
    assert "4 files made" in workspace.run("build", "--force").out


def test_a_broken_pack_keeps_its_old_files_and_the_others_are_built(workspace: Workspace) -> None:
    workspace.run("build")
    before = workspace.built()
    workspace.write(text=PACK.replace(":::{vocabulary}", ":::{vocabluary}"))
    workspace.write("air", PACK.replace("Water", "Air"))
    ran = workspace.run("build")
    after = workspace.built()
    assert ran.status == 1
    assert "did you mean 'vocabulary'" in ran.err
    assert "not built: water" in ran.out
    assert all(after[name] == before[name] for name in FOUR)
    assert "air/air-handout.pdf" in after


def test_a_pack_of_which_one_file_fails_keeps_all_its_old_files(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.run("build")
    before = workspace.built()
    workspace.write(text=PACK.replace("rain", "snow"))

    class Broken:
        def render(self, _view: object, _assets: object) -> None:
            raise RenderFault("the press is out of ink")

    real = backends.backend
    monkeypatch.setattr(backends, "backend", lambda f: Broken() if f == "epub" else real(f))
    ran = workspace.run("build", "--jobs", "1")
    assert ran.status == 1
    assert "error[render-failed]: cannot make water-guide.epub: the press is out of ink" in ran.err
    assert workspace.built() == before


def test_an_unforeseen_error_is_one_packs_failure_and_no_traceback(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composing, "compose", lambda *_: 1 / 0)
    ran = workspace.run("build", "--jobs", "1")
    assert ran.status == 1
    assert "error[our-fault]" in ran.err
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err


def test_no_part_of_a_file_is_left_when_writing_fails(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.run("build")
    before = workspace.built()
    workspace.write(text=PACK.replace("rain", "hail"))

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device", "out")

    monkeypatch.setattr(Path, "replace", full)
    ran = workspace.run("build")
    assert ran.status == 1
    assert "error[cannot-write]" in ran.err
    assert "No space left" in ran.err
    assert workspace.built() == before


def test_results_as_json_are_one_object_a_file(workspace: Workspace) -> None:
    ran = workspace.run("build", "--json")
    entries = [json.loads(line) for line in ran.out.splitlines()]
    assert sorted(Path(entry["path"]).name for entry in entries) == sorted(
        name.rpartition("/")[2] for name in FOUR
    )
    assert all(Path(entry["path"]).is_file() for entry in entries)


def test_a_pack_that_does_not_exist_is_named_with_a_suggestion(workspace: Workspace) -> None:
    ran = workspace.run("build", "watr")
    assert ran.status == 1
    assert "error[no-such-pack]: there is no pack called 'watr'" in ran.err
    assert "did you mean 'water'?" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--product", "handuot"], "did you mean 'handout'?"),
        (["--format", "word"], "no format is called 'word'"),
        (["--edition", "taecher"], "did you mean 'teacher'?"),
        (["--product", "guide", "--edition", "teacher"], "no edition 'teacher' of guide"),
        (
            ["--product", "handout,answers", "--edition", "student,large-print"],
            "no edition 'student or large-print' of answers",
        ),
        (
            ["--product", "answers", "--edition", "student,teacher"],
            "no edition 'student' of answers",
        ),
        (["--jobs", "0"], "1 or more"),
        (["--colour"], "unrecognized arguments"),
    ],
)
def test_misuse_is_explained_and_ends_with_status_2(
    workspace: Workspace, arguments: list[str], said: str
) -> None:
    ran = workspace.run("build", *arguments)
    assert ran.status == 2
    assert said in ran.err
    assert not workspace.built()


def test_strict_stops_at_a_warning(workspace: Workspace) -> None:
    text = PACK.replace(":::{answer}\nQuixotically, its molecules escape.\n:::\n", "")
    workspace.write(text=text)
    assert workspace.run("build", "--strict").status == 1
    assert not workspace.built()
    assert workspace.run("build").status == 0


def test_jobs_do_not_change_a_byte(workspace: Workspace) -> None:
    workspace.run("build", "--jobs", "1")
    alone = workspace.built()
    workspace.run("build", "--jobs", "4", "--force")
    assert workspace.built() == alone


SHUFFLED = (
    PACK
    + "\n:::{question}\n:marks: 1\n\nHail is\n\n- [x] ice\n- [ ] fire\n:::\n"
    + "\n:::{question}\n:marks: 1\n\nSnow is\n\n- [x] cold\n- [ ] hot\n:::\n"
)


def test_variants_are_built_side_by_side_and_named_by_letter(workspace: Workspace) -> None:
    workspace.write("water", SHUFFLED)
    ran = workspace.run("build", "--product", "worksheet,answers", "--variants", "3", "--json")
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert {(one["product"], one["variant"]) for one in records} == {
        (product, letter) for product in ("worksheet", "answers") for letter in "abc"
    }
    assert {name for name in workspace.built() if "worksheet" in name} == {
        f"water/water-worksheet-{letter}.docx" for letter in "abc"
    }


def test_the_same_seed_gives_the_same_variants_and_another_others(workspace: Workspace) -> None:
    workspace.write("water", SHUFFLED)

    def built(seed: str) -> dict[str, bytes]:
        workspace.run(
            "build", "--product", "worksheet", "--variants", "2", "--seed", seed, "--force"
        )
        return {name: data for name, data in workspace.built().items() if "water-" in name}

    first = built("1")
    assert built("1") == first
    assert any(built(seed) != first for seed in "23")


def test_a_variant_of_a_level_says_both(workspace: Workspace) -> None:
    workspace.run("build", "--product", "worksheet", "--level", "core", "--variants", "1")
    assert "water/water-worksheet-core-a.docx" in workspace.built()
