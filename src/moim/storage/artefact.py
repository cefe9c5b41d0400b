"""Model versions on disk: arrays and JSON, checksummed, written whole or not at all, read without running anything.

A version is a folder: ``arrays.safetensors``, ``texts.json`` and ``manifest.json``, which holds the schema number,
the SHA-256 of the other two, and what the writer wanted to say about itself. A folder appears under its name only when
all of it is on disk; until then it has a name that starts with a dot.
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

SCHEMA = 1
_PARTS = ("arrays.safetensors", "texts.json")


class StoreError(ValueError):
    """A version that is refused, and why."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The contents of a version."""

    arrays: dict[str, NDArray[Any]]
    texts: dict[str, Any]
    about: dict[str, Any]


def write_version(
    folder: Path | str, arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, Any], about: Mapping[str, Any]
) -> None:
    """Write a version into a folder that does not exist yet.

    Raises:
        FileExistsError: the folder is there already.
    """
    folder = Path(folder)
    if folder.exists():
        raise FileExistsError(f"{folder} is there already: a version is never overwritten")
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


def read_version(folder: Path | str) -> Stored:
    """Read a version back.

    Raises:
        StoreError: something is missing, of another schema, or not what was written.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    contents: dict[str, bytes] = {}
    for name in _PARTS:
        try:
            contents[name] = (folder / name).read_bytes()
        except OSError as error:
            raise StoreError(f"{folder.name}: {name} cannot be read ({error.strerror})") from error
        if hashlib.sha256(contents[name]).hexdigest() != manifest["sha256"].get(name):
            raise StoreError(f"{folder.name}: {name} is not what was written (its SHA-256 differs)")
    try:
        arrays = load(contents["arrays.safetensors"])
        texts = json.loads(contents["texts.json"])
    except (SafetensorError, ValueError) as error:
        raise StoreError(f"{folder.name}: {error}") from error
    return Stored(arrays, texts, manifest["about"])


def read_manifest(folder: Path | str) -> dict[str, Any]:
    """The manifest of a version, its schema checked.

    Raises:
        StoreError: it is missing, unreadable or of another schema.
    """
    folder = Path(folder)
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
        schema = manifest["schema"]
        manifest["sha256"], manifest["about"]
    except OSError as error:
        raise StoreError(f"{folder.name}: manifest.json cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder.name}: manifest.json is damaged") from error
    if schema != SCHEMA:
        raise StoreError(f"{folder.name}: written with schema {schema}, this is schema {SCHEMA}")
    return manifest


def check_packages(folder: Path | str, *packages: str) -> None:
    """Check that what a version was made with is there to read it.

    Args:
        folder: of the version.
        packages: optional ones that it needs (:data:`moim.extras.EXTRAS`).

    Raises:
        StoreError: one is not installed; the text names the extra that brings it.
    """
    if missing := [package for package in packages if not installed(package)]:
        how = install_command(*missing)
        raise StoreError(f"{Path(folder).name}: made with {' and '.join(missing)}: {how}, or train again")


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
