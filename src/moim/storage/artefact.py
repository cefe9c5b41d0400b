"""Artefacts: trained models on disk as arrays and JSON, checksummed, written completely or not at all.

An artefact is a folder: ``arrays.safetensors``, ``texts.json`` and ``manifest.json``, which holds the schema number,
the SHA-256 of the other two, and what the writer says about it. A folder appears under its name only when all of it is
on disk; until then its name starts with a dot. Reading one runs no code from it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from moim.extras import install_command, installed

SCHEMA = 2
"""Of the arrays and texts that a release writes. 1: before 0.2.0. 2: 0.2.0, without the column ``joins`` of clubs.

Whoever raises it goes on reading the one before: a site's version serves until the next training."""

_PARTS = ("arrays.safetensors", "texts.json")


class ArtefactError(ValueError):
    """An artefact that is refused, and why."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """What an artefact holds.

    Attributes
    ----------
    arrays
        By name.
    texts
        Whatever JSON can hold, by name.
    about
        What the writer says about it: kind, time, settings.
    """

    arrays: dict[str, NDArray[Any]]
    texts: dict[str, Any]
    about: dict[str, Any]


def write_artefact(
    folder: Path | str, arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Any], about: Mapping[str, Any]
) -> None:
    """Write an artefact into a folder that does not exist yet.

    Parameters
    ----------
    folder
        Where; folders above it are made.
    arrays
        By name.
    texts
        Whatever JSON can hold, by name.
    about
        What to say about it, for :func:`read_manifest`.

    Raises
    ------
    FileExistsError
        The folder exists.
    OSError
        It cannot be written; nothing is left behind.
    TypeError
        JSON cannot hold a text.
    """
    folder = Path(folder)
    if folder.exists():
        raise FileExistsError(f"{folder} exists already: it is never overwritten")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        contents = {
            "arrays.safetensors": save({k: np.ascontiguousarray(v) for k, v in arrays.items()}),
            "texts.json": json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode(),
        }
        manifest = {
            "schema": SCHEMA,
            "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
            "about": dict(about),
        }
        contents["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
        for name, content in contents.items():
            _write_through(draft / name, content)
        draft.chmod(0o755)
        draft.rename(folder)
        _sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def read_artefact(folder: Path | str) -> Artefact:
    """Read an artefact and check that it is what was written.

    Raises
    ------
    ArtefactError
        A part is missing, of another schema, or damaged.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    contents: dict[str, bytes] = {}
    for name in _PARTS:
        try:
            contents[name] = (folder / name).read_bytes()
        except OSError as error:
            raise ArtefactError(f"{folder.name}: {name} cannot be read ({error.strerror})") from error
        if hashlib.sha256(contents[name]).hexdigest() != manifest["sha256"].get(name):
            raise ArtefactError(f"{folder.name}: {name} is not what was written (its SHA-256 differs)")
    try:
        arrays = load(contents["arrays.safetensors"])
        texts = json.loads(contents["texts.json"])
    except (SafetensorError, ValueError) as error:
        raise ArtefactError(f"{folder.name}: {error}") from error
    return Artefact(arrays, texts, manifest["about"])


def read_manifest(folder: Path | str) -> dict[str, Any]:
    """The manifest of an artefact: ``schema``, ``sha256`` by file, ``about``. Only its schema is checked.

    Raises
    ------
    ArtefactError
        It is missing, unreadable or of another schema.
    """
    folder = Path(folder)
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
        schema = manifest["schema"]
        manifest["sha256"], manifest["about"]
    except OSError as error:
        raise ArtefactError(f"{folder.name}: manifest.json cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ArtefactError(f"{folder.name}: manifest.json is damaged") from error
    if schema != SCHEMA:
        raise ArtefactError(f"{folder.name}: written with schema {schema}, {_remedy(schema)}")
    return manifest


def _remedy(schema: Any) -> str:
    if isinstance(schema, int) and schema < SCHEMA:
        return f"by a release before 0.2.0. This one reads schema {SCHEMA}: train anew"
    return f"by a later release. This one reads schema {SCHEMA}: install that release, or train anew"


def check_packages(folder: Path | str, *packages: str) -> None:
    """Check that the optional packages a version was made with are installed.

    Parameters
    ----------
    folder
        Of the version.
    *packages
        Those it needs, of :data:`moim.extras.EXTRAS`.

    Raises
    ------
    ArtefactError
        One is not installed; the text names the extra that brings it.
    """
    if missing := [package for package in packages if not installed(package)]:
        how = install_command(*missing)
        raise ArtefactError(f"{Path(folder).name}: made with {' and '.join(missing)}: {how}, or train anew")


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
