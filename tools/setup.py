"""Makes .venv from the lock and puts the command `guidance` in it. Standard library only.

Does again only what is out of date: a stamp in .venv holds what it was made from.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
"""The second holds the first, at the same versions."""


def say(message: str) -> None:
    print(message, flush=True)


def stamp(kind: str) -> Path:
    return VENV / f"open-door-{kind}.stamp"


def made_from(kind: str) -> str:
    """What a finished .venv stands on: the place it is in, its Python, the lock and pyproject."""
    digest = hashlib.sha256()
    for name in (LOCKS[kind], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return f"{ROOT}\n{sys.version}\n{digest.hexdigest()}\n"


def stamped(kind: str) -> str:
    return stamp(kind).read_text("utf-8") if stamp(kind).is_file() else ""


def usable() -> bool:
    """Whether .venv runs, has pip, and has not been moved or copied here from another folder."""
    try:
        done = subprocess.run(
            [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    places = {text.split("\n", 1)[0] for kind in LOCKS if (text := stamped(kind))}
    return done.returncode == 0 and places <= {str(ROOT)}


def pip(*arguments: str) -> None:
    """Run pip in .venv, or end with a message where it fails."""
    quiet = ("-qq", "--no-input", "--disable-pip-version-check", "--no-compile")
    # PIP_USER would send the packages to the home folder.
    done = subprocess.run(
        [PYTHON, "-m", "pip", "install", *quiet, *arguments],
        cwd=ROOT,
        env={**os.environ, "PIP_USER": "0"},
        check=False,
    )
    if done.returncode:
        say("error: the packages could not be installed; pip says why above. Is there a network?")
        sys.exit(1)


def compiled(*folders: str) -> None:
    """Compile what is not yet compiled, on all cores.

    pip and Python leave it undone where the environment says to write no bytecode; then each
    command would compile several hundred modules before it starts.
    """
    # A package may ship files for another Python; those are never imported, and not worth a word.
    subprocess.run([PYTHON, "-m", "compileall", "-qq", "-j", "0", *folders], cwd=ROOT, check=False)


def main() -> None:
    kind = "dev" if "--dev" in sys.argv[1:] else "run"
    lock = LOCKS[kind]
    began = time.monotonic()
    say("== setup")
    if sys.version_info < (3, 11):  # noqa: UP036 - on Windows it is started by hand
        say(f"error: this is Python {sys.version.split()[0]}; Python 3.11 or newer is needed.")
        sys.exit(1)
    whole = usable()
    if whole and stamped(kind) == made_from(kind):
        compiled("src")
        say(f"up to date with {lock}")
        return
    if not whole:
        again = " anew: the one there does not work here" if VENV.exists() else ""
        say(f"Python {sys.version.split()[0]} ({sys.executable}): making .venv{again}")
        venv.create(VENV, clear=True, with_pip=True, symlinks=os.name != "nt")
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    packages = sum(1 for line in lines if line[:1].isalnum())
    say(f"installing {packages} packages from {lock}, each checked by its hash (a minute or two)")
    pip("--require-hashes", "--only-binary", ":all:", "--requirement", lock)
    say("installing the command guidance")
    pip("--no-index", "--no-deps", "--no-build-isolation", "--editable", ".")
    compiled("src", str(VENV / "Lib" if os.name == "nt" else VENV / "lib"))
    for done in ("dev", "run") if kind == "dev" else ("run",):
        stamp(done).write_text(made_from(done), "utf-8")
    say(f"set up in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
