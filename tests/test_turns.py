"""One run at a time in one site: the second waits, and a killed one is in nobody's way."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from guidance_series import cli, turns, upkeep_commands
from guidance_series.turns import alone

BASE = Path(__file__).parent / "cases" / "base"
HOLDS = """
import sys, time
from pathlib import Path
from guidance_series.turns import alone
with alone(Path(sys.argv[1]), print):
    print("mine", flush=True)
    time.sleep(600)
"""


def quiet(_: str) -> None:
    """Say nothing."""


def holder(site: Path) -> subprocess.Popen[str]:
    """A process that holds a site, once it does."""
    started = subprocess.Popen(
        [sys.executable, "-c", HOLDS, site], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout
    assert started.stdout.readline() == "mine\n"
    return started


def test_a_second_run_waits_and_says_so(tmp_path: Path) -> None:
    """It names the folder once, and goes on as soon as the first is done."""
    site, told, order = tmp_path / "site", threading.Event(), []
    said: list[str] = []

    def second() -> None:
        with alone(site, lambda message: (said.append(message), told.set())[0]):
            order.append("second")

    waits = threading.Thread(target=second)
    with alone(site, quiet):
        waits.start()
        assert told.wait(60)
        order.append("first")
    waits.join(60)
    assert order == ["first", "second"]
    assert said == [f"Another run is writing {site}. This one waits until it is done."]
    assert list(tmp_path.iterdir()) == []


def test_many_runs_never_meet(tmp_path: Path) -> None:
    """However they come and go, one alone is inside, and nothing is left beside the site."""
    site, inside, most = tmp_path / "site", [], []

    def run(number: int) -> None:
        for _ in range(25):
            with alone(site, quiet):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    runs = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert len(most) == 100
    assert set(most) == {1}
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_is_in_nobodys_way(tmp_path: Path) -> None:
    """The operating system takes its lock; the next run does not wait and tidies up."""
    site = tmp_path / "site"
    started = holder(site)
    with started:
        started.kill()
    assert [path.name for path in tmp_path.iterdir()] == [".site.lock"]
    said: list[str] = []
    with alone(site, said.append):
        pass
    assert said == []
    assert list(tmp_path.iterdir()) == []


def test_a_countys_site_is_part_of_the_one_around_it(tmp_path: Path) -> None:
    """Whoever writes below counties/ holds the statewide site; a site of its own is held alone."""
    site = tmp_path / "site"
    assert turns.site_around(site / "counties" / "pine") == site
    assert turns.site_around(site) == site
    with alone(site / "counties" / "pine", quiet):
        assert [path.name for path in tmp_path.iterdir()] == [".site.lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="a Windows disk always keeps locks")
def test_a_disk_without_locks_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run goes on: a person starts nothing else meanwhile. Any other error is an error."""
    import fcntl

    def fails(code: int) -> Callable[[int, int], None]:
        def flock(_: int, __: int) -> None:
            raise OSError(code, "as the system says it")

        return flock

    said: list[str] = []
    for code in turns.NO_LOCKS:
        monkeypatch.setattr(fcntl, "flock", fails(code))
        with alone(tmp_path / "site", said.append):
            pass
    assert (
        said
        == [
            f"{tmp_path} keeps no locks: start nothing else in {tmp_path / 'site'} until this is done."
        ]
        * 3
    )
    monkeypatch.setattr(fcntl, "flock", fails(errno.EIO))
    with pytest.raises(OSError, match="as the system says it"), alone(tmp_path / "site", quiet):
        pass


class Asked(Exception):
    """A command has asked for its turn."""


COMMANDS = {
    "build": ["build", "--root", "{tree}"],
    "build of all": ["build", "--all", "--root", "{tree}"],
    "build of a part": ["build", "--all", "--shard", "1/2", "--root", "{tree}"],
    "build elsewhere": ["build", "--root", "{tree}", "--out", "{tree}/site"],
    "archive": ["archive", "--root", "{tree}"],
    "join": ["join", "{tree}/data", "--out", "{tree}/site"],
}


@pytest.mark.parametrize("case", COMMANDS)
def test_every_command_that_writes_a_site_asks_for_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """Before it reads what it builds from, and for the very folder that it writes."""
    (tmp_path / "site").mkdir()
    asked: list[Path] = []

    @contextmanager
    def turn(site: Path, _: Callable[[str], None]) -> Iterator[None]:
        asked.append(site)
        raise Asked
        yield

    monkeypatch.setattr(cli, "alone", turn)
    monkeypatch.setattr(upkeep_commands, "alone", turn)
    for folder in ("data", "roles"):
        shutil.copytree(BASE / folder, tmp_path / folder)
    words = [word.format(tree=tmp_path) for word in COMMANDS[case]]
    done = CliRunner().invoke(cli.main, words)
    assert isinstance(done.exception, Asked), done.output
    assert asked == [tmp_path / "site"]
