"""Optional packages: which extra of the distribution brings each, and what is said where one is missing."""

from __future__ import annotations

import warnings
from importlib.util import find_spec

EXTRAS = {
    "kiwipiepy": "korean",
    "lightgbm": "train",
    "sklearn": "train",
    "matplotlib": "report",
    "implicit": "peers",
    "lightfm": "peers",
}
"""Package, as it is imported, to the extra of ``moim`` that brings it."""

WITHOUT = {
    "kiwipiepy": "Korean words are split by a simple rule",
    "lightgbm": "lists are ranked by the linear weights alone",
}
"""What :func:`warn_once` says of a package that training can do without."""

_named: set[str] = set()


class MissingExtraError(ImportError):
    """What was asked for needs a package that is not installed; the text names the extra that brings it."""


class MissingExtraWarning(UserWarning):
    """Training did without an optional package."""


def installed(package: str) -> bool:
    """Whether a package of :data:`EXTRAS` can be imported. Does not import it."""
    try:
        return find_spec(package) is not None
    except ImportError:
        return False


def install_command(*packages: str) -> str:
    """What to type to install packages.

    >>> install_command("kiwipiepy", "lightgbm", "sklearn")
    'pip install "moim[korean,train]"'
    """
    return f'pip install "moim[{",".join(sorted({EXTRAS[package] for package in packages}))}]"'


def require(package: str, purpose: str) -> None:
    """Check that a package is there.

    Parameters
    ----------
    package
        One of :data:`EXTRAS`.
    purpose
        What needs it, the subject of the error's sentence.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    if not installed(package):
        raise MissingExtraError(f"{purpose} needs {package}: {install_command(package)}")


def warn_once(*packages: str) -> None:
    """Warn of those packages that are missing, of each once in a process.

    Parameters
    ----------
    *packages
        Of :data:`WITHOUT`. Those missing together are named in one warning.
    """
    missing = [package for package in packages if package not in _named and not installed(package)]
    if missing:
        _named.update(missing)
        effect = " and ".join(WITHOUT[package] for package in missing)
        text = f"{effect[0].upper()}{effect[1:]}; for better lists: {install_command(*missing)}"
        warnings.warn(text, MissingExtraWarning, stacklevel=2)
