from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from moim.storage.artefact import ArtefactError, read_artefact, read_manifest, write_artefact

ARRAYS = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "empty": np.empty(0, np.int32)}


def written(tmp_path: Path) -> Path:
    write_artefact(tmp_path / "v1", ARRAYS, {"이름": ["도자기"]}, {"fitted_at": 1.5})
    return tmp_path / "v1"


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    stored = read_artefact(written(tmp_path))
    assert stored.texts == {"이름": ["도자기"]}
    assert stored.about == {"fitted_at": 1.5}
    assert {name: array.tolist() for name, array in stored.arrays.items()} == {n: a.tolist() for n, a in ARRAYS.items()}


def test_folders_above_are_made_and_others_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er" / "v1"
    write_artefact(folder, {}, {}, {})
    assert folder.stat().st_mode & 0o777 == 0o755  # training may run as another user than serving


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    written(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["v1"]


def test_a_version_is_never_overwritten(tmp_path: Path) -> None:
    folder = written(tmp_path)
    with pytest.raises(FileExistsError):
        write_artefact(folder, {}, {}, {})
    assert read_artefact(folder).about == {"fitted_at": 1.5}


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_artefact(tmp_path / "v1", {}, {"no": object()}, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["arrays.safetensors", "texts.json"])
def test_a_changed_byte_is_refused(tmp_path: Path, name: str) -> None:
    folder = written(tmp_path)
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ArtefactError, match=f"v1: {name} is not what was written"):
        read_artefact(folder)


def test_missing_parts_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "texts.json").unlink()
    with pytest.raises(ArtefactError, match=r"texts.json cannot be read"):
        read_artefact(folder)
    with pytest.raises(ArtefactError, match=r"manifest.json cannot be read"):
        read_manifest(tmp_path / "v2")


def test_another_schema_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"schema": 99}))
    with pytest.raises(
        ArtefactError, match=r"^v1: written with schema 99, by a later release\. This one reads schema 2: "
    ):
        read_artefact(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest | {"schema": 1}))
    with pytest.raises(
        ArtefactError, match=r"^v1: .* by a release before 0\.2\.0\. This one reads schema 2: train anew$"
    ):
        read_artefact(folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(ArtefactError, match="damaged"):
        read_artefact(folder)
