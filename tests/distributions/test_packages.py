"""What is in the three distributions."""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Mapping

import pytest
from tests.distributions.conftest import DISTRIBUTIONS, ROOT, VERSION, Built


def files_of(package: str) -> set[str]:
    found = (path for path in (ROOT / "src" / package).rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(ROOT / "src").as_posix() for path in found}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_wheel_has_every_file_of_its_package_and_no_other(built: Mapping[str, Built], name: str) -> None:
    with zipfile.ZipFile(built[name].wheel) as archive:
        inside = {file for file in archive.namelist() if ".dist-info/" not in file}
    assert inside == files_of(DISTRIBUTIONS[name])


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_sdist_has_files_and_no_links(built: Mapping[str, Built], name: str) -> None:
    with tarfile.open(built[name].sdist) as archive:
        members = archive.getmembers()
        top = members[0].name.split("/")[0]
        licence = archive.extractfile(f"{top}/LICENSE")
        assert licence is not None
        assert licence.read() == (ROOT / "LICENSE").read_bytes()
    assert [one.name for one in members if one.issym() or one.islnk()] == []


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_one_version(built: Mapping[str, Built], name: str) -> None:
    assert f"\nVersion: {VERSION}\n" in built[name].metadata
    ours = re.findall(r"^Requires-Dist: ((?:moim|teenplay)\S*)$", built[name].metadata, re.MULTILINE)
    wanted = {
        "moim": [],
        "moim-django": [f"moim=={VERSION}"],
        "teenplay": [f"moim[korean,report,train]=={VERSION}", f"moim-django[postgres,unfold]=={VERSION}"],
    }
    assert ours == wanted[name]
