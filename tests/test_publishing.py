"""The ready workflow that checks, previews and publishes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from guidance_series.cli import main


@pytest.fixture(scope="module")
def workflow(root: Path) -> dict[str, Any]:
    """The workflow, read as YAML 1.2 reads it: ``on`` is a word."""
    text = (root / ".github/workflows/publish.yml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    return found


def steps(workflow: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, step) for name, job in workflow["jobs"].items() for step in job["steps"]]


def test_only_the_last_job_may_write_and_only_to_pages(workflow: dict[str, Any]) -> None:
    """Everything else reads; nothing runs with the rights of a pull request's target."""
    assert workflow["permissions"] == {"contents": "read"}
    assert len(workflow["jobs"]) == 6
    granted = {n: job["permissions"] for n, job in workflow["jobs"].items() if "permissions" in job}
    assert granted == {"publish": {"pages": "write", "id-token": "write"}}
    assert set(workflow["on"]) == {"pull_request", "push", "workflow_dispatch"}
    assert workflow["on"]["push"] == {"branches": ["main"]}
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_every_action_is_githubs_own_at_a_version(workflow: dict[str, Any]) -> None:
    """No branch name, nobody else's action."""
    used = [step["uses"] for _, step in steps(workflow) if "uses" in step]
    assert len(used) >= 12
    assert [
        use for use in used if not re.fullmatch(r"actions/[a-z-]+@(v\d+|[0-9a-f]{40})", use)
    ] == []


def test_the_parts_are_as_many_as_the_matrix_lists(workflow: dict[str, Any]) -> None:
    """A part that nobody builds would be missing from the site."""
    shards = workflow["jobs"]["build"]["strategy"]["matrix"]["shard"]
    assert shards == [str(n) for n in range(1, int(workflow["env"]["PARTS"]) + 1)]


def test_every_step_is_a_script_that_can_be_read(workflow: dict[str, Any]) -> None:
    """Bash reads each; every guidance command is one that exists; nothing typed by others runs."""
    scripts = [step["run"] for _, step in steps(workflow) if "run" in step]
    assert len(scripts) >= 10
    for script in scripts:
        read = subprocess.run(
            ["bash", "-n"], input=script, capture_output=True, text=True, check=False
        )
        assert read.returncode == 0, read.stderr
        assert set(re.findall(r"\$\{\{ *([^ }]+)", script)) <= {"matrix.shard"}
    named = set(re.findall(r"bin/guidance (\w+)", "\n".join(scripts)))
    assert named == {"check", "drift", "status", "build", "join"}
    with main.make_context("guidance", [], resilient_parsing=True) as context:
        assert named <= set(main.list_commands(context))


def test_a_pull_request_shows_the_drift_and_publishes_nothing(workflow: dict[str, Any]) -> None:
    """The report is the job's summary and an artifact; pages are published from main alone."""
    jobs = workflow["jobs"]
    assert "pull_request" in jobs["drift"]["if"]
    posted = [step for name, step in steps(workflow) if name == "drift"]
    assert any("GITHUB_STEP_SUMMARY" in step.get("run", "") for step in posted)
    assert any(step.get("with", {}).get("name") == "drift" for step in posted)
    on_main = "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"
    assert on_main in jobs["publish"]["if"]
    handed = next(
        step for _, step in steps(workflow) if "upload-pages-artifact" in step.get("uses", "")
    )
    assert handed["if"] == on_main
