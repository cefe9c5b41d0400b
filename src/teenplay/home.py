"""``TEENPLAY_HOME``: the folder that holds everything the service writes."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below ``TEENPLAY_HOME``. Naming one creates nothing; :meth:`secret_key` is the exception."""

    root: Path

    @classmethod
    def default(cls) -> Home:
        """``var/`` of the checkout, or of the current folder when the package was installed without one."""
        checkout = Path(__file__).resolve().parents[2]
        return cls((checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()) / "var")

    @property
    def database(self) -> Path:
        return self.root / "teenplay.sqlite3"

    @property
    def models(self) -> Path:
        """Versions of the recommender."""
        return self.root / "models"

    @property
    def predecessor(self) -> Path:
        """The predecessor's shared models, as ``teenplay import-models`` read them."""
        return self.root / "predecessor"

    @property
    def uploads(self) -> Path:
        return self.root / "uploads"

    @property
    def static(self) -> Path:
        """The collected static files, rebuilt by ``teenplay serve``."""
        return self.root / "static"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def secret_key(self) -> str:
        """The key sessions are signed with, made on first use and readable by its owner only.

        Two processes starting at once agree on one key: each writes a file of its own and links it into place; the
        second one finds the link taken and reads the first one's key.
        """
        path = self.root / "secret_key"
        if not path.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".secret_key.{secrets.token_hex(4)}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(draft)
            draft.unlink()
        return path.read_text().strip()
