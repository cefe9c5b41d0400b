"""Descriptions of sources: start addresses, paging, and the selectors of fields.

Each source has a TOML file in ``sources/``. A file of the same name in ``TEENPLAY_HOME/collect/sources`` overrides it,
so that an operator can repair a selector or switch a source off; a file with a new name there adds a source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from teenplay.collect.cleaning import RAW_FIELDS

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SourceError(ValueError):
    """A source's file is invalid; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class Field:
    """How to find a field: the first selector (CSS, or a path into JSON) that matches, then a pattern.

    ``attribute`` is "text", "html" or the name of an attribute; the value is the first group of ``pattern``,
    or empty if it does not match. ``to`` selects the end of a range whose start this field is.
    """

    select: tuple[str, ...] = ()
    attribute: str = "text"
    pattern: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paging:
    """How to reach the next page: a query ``parameter`` that counts from ``first`` by ``step``, or a ``next`` link."""

    parameter: str = ""
    next: str = ""
    first: int = 1
    step: int = 1
    most: int = 50


@dataclass(frozen=True, slots=True)
class Politeness:
    """Seconds between requests to a host, the first pause after a 429 and how often it is doubled before giving up."""

    delay: float = 1.0
    pause: float = 30.0
    tries: int = 3
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Source:
    """One source. ``rows`` selects rows and ``skip`` elements to leave out; ``key`` names the environment variable of
    the key that the address needs (written ``{key}`` there)."""

    name: str
    title: str
    kind: Literal["activity", "club"]
    spider: str
    start: tuple[str, ...]
    enabled: bool = False
    official: bool = False
    terms: str = ""
    encoding: str = ""
    key: str = ""
    rows: tuple[str, ...] = ()
    skip: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    paging: Paging = Paging()
    politeness: Politeness = Politeness()
    categories: Mapping[str, str] = field(default_factory=dict)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(urlsplit(url).hostname or "" for url in self.start)

    @property
    def local(self) -> bool:
        """Whether it is on this machine, which needs neither pauses nor a contact address."""
        return self.hosts <= LOOPBACK


def read_sources(overrides: Path | None = None) -> dict[str, Source]:
    """All sources by name; the operator's files override the package's.

    Raises
    ------
    SourceError
        A file is invalid.
    """
    found: dict[str, dict[str, Any]] = {}
    folder = files("teenplay.collect").joinpath("sources")
    paths = [path for path in folder.iterdir() if path.name.endswith(".toml")]
    if overrides is not None and overrides.is_dir():
        paths += sorted(overrides.glob("*.toml"))
    for path in paths:
        name = path.name.removesuffix(".toml")
        try:
            found[name] = _laid_over(found.get(name, {}), tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SourceError(f"{path}: {error}") from None
    return {name: _source(name, data) for name, data in sorted(found.items())}


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        known = merged.get(name)
        merged[name] = _laid_over(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _source(name: str, data: Mapping[str, Any]) -> Source:
    data = dict(data)
    fields = {key: _field(name, key, value) for key, value in data.pop("fields", {}).items()}
    try:
        paging, politeness = Paging(**data.pop("paging", {})), Politeness(**data.pop("politeness", {}))
        for tuples in ("start", "rows"):
            data[tuples] = _tuple(data.get(tuples, ()))
        return Source(name=name, fields=fields, paging=paging, politeness=politeness, **data)
    except TypeError as error:
        raise SourceError(f"{name}.toml: {error}") from None


def _field(name: str, key: str, value: str | list[str] | Mapping[str, Any]) -> Field:
    if key not in RAW_FIELDS:
        raise SourceError(f"{name}.toml: fields.{key}: no such field; there are {', '.join(RAW_FIELDS)}")
    table: dict[str, Any] = dict(value) if isinstance(value, Mapping) else {"select": value}
    select = table.pop("select", [])
    try:
        return Field(_tuple(select), to=_tuple(table.pop("to", [])), **table)
    except TypeError as error:
        raise SourceError(f"{name}.toml: fields.{key}: {error}") from None


def _tuple(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
