"""The preview: the site rebuilt at each save; a broken save leaves the last good page standing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

from guidance_series.editions import Edition
from guidance_series.macros import Work
from guidance_series.macros.site import BuildFailed, into
from guidance_series.problems import Problem, counted

WATCHED = ("docs", "roles", "data", "overrides", "mkdocs.yml")

MOST_SHOWN = 20
"""Problems that the note at the head of a page names."""


class Preview:
    """Serves the last good site of a tree, with a note on top while the tree has problems."""

    def __init__(
        self,
        root: Path,
        read: Callable[[], tuple[Edition | None, list[Problem]]],
        say: Callable[[str], None],
    ) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._read = read
        self._say = say
        self._folder = Path(tempfile.mkdtemp(prefix="open-door-preview-"))
        self._turn = 0
        self._server: Any = None

    def rebuild(self) -> None:
        """Build what the files say now. Where they are wrong, keep what stood and note why."""
        edition, problems = self._read()
        fresh = self._folder / str(self._turn + 1)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        try:
            if edition is None or problems:
                raise BuildFailed(problems)
            into(Work(self.root, edition, scope="one-pagers"), fresh, {"preview": True})
        except BuildFailed as failed:
            self._keep(failed.problems)
            return
        except OSError as error:
            reason = f"the preview cannot be written ({error.strerror})."
            self._keep([Problem("mkdocs.yml", 1, 1, "file", reason, "Is the disk full?")])
            return
        self.problems = []
        before, self._turn = self._folder / str(self._turn), self._turn + 1
        if self._server is not None:
            self._server.root = str(fresh)
        shutil.rmtree(before, ignore_errors=True)
        self._say("built")

    def _keep(self, problems: list[Problem]) -> None:
        """Leave the last good site standing and tell why."""
        self.problems = problems
        self._say(f"{counted(len(problems), 'problem')}; the last good page stays")
        for problem in problems[:MOST_SHOWN]:
            self._say(str(problem))

    def serve(self, host: str, port: int) -> None:
        """Build, then serve until interrupted. Raises ``BuildFailed`` if there is nothing to show."""
        from mkdocs.livereload import LiveReloadServer

        try:
            self.rebuild()
            if self.problems:
                raise BuildFailed(self.problems)
            self._server = LiveReloadServer(
                builder=self.rebuild, host=host, port=port, root=str(self._folder / str(self._turn))
            )
            self._server.set_app(self._with_note)
            for name in WATCHED:
                if (self.root / name).exists():
                    self._server.watch(str(self.root / name))
            self._say(f"open http://{host}:{port}/ (stop with Ctrl+C)")
            try:
                self._server.serve()
            except KeyboardInterrupt:
                pass
            finally:
                self._server.shutdown()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _with_note(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The server's own answer; on a page, with the note at its head while there is one."""
        head: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            head[:] = [status, headers, *rest]

        body = b"".join(self._server.serve_request(environ, keep))
        status, headers, *rest = head
        if self.problems and ("Content-Type", "text/html") in headers:
            start = body.find(b">", body.find(b"<body")) + 1
            body = body[:start] + self._note().encode() + body[start:]
            headers = [(k, v) for k, v in headers if k.lower() != "content-length"]
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers, *rest)
        return [body]

    def _note(self) -> str:
        shown = "\n".join(str(problem) for problem in self.problems[:MOST_SHOWN])
        return (
            '<div class="problems" role="alert"><p><strong>The last save has '
            f"{counted(len(self.problems), 'problem')}. You see the page as it was before."
            f"</strong></p><pre>{escape(shown)}</pre></div>"
        )
