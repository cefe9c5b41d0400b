import os
import pickle
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.teenplay.world import NOW, make_member

from moim.topics import SharedCounts
from teenplay.exchange import predecessor
from teenplay.exchange.models import ImportedCounts

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FILES = Path(__file__).parents[2] / "moim" / "topics" / "predecessor_files"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shared model, the same member's three times under names TeenPlay gave them."""
    folder = tmp_path / "models"
    (folder / "club").mkdir(parents=True)
    shutil.copy(FILES / "shared-1.2.joblib", folder / "shared.pkl")
    return folder


def test_each_members_file_becomes_its_difference_from_the_shared_one(folder: Path, tmp_path: Path) -> None:
    named, numbered = make_member("이름", activity_model="activity_recommender/2024/abc.pkl"), make_member("번호")
    shutil.copy(FILES / "member-1.2.joblib", folder / "abc.pkl")
    shutil.copy(FILES / "member-1.2.joblib", folder / "club" / f"model{numbered.pk}.pkl")
    found = predecessor.find(folder, now=NOW)
    predecessor.store(found, tmp_path / "kept")
    rows = ImportedCounts.objects.order_by("member_id")
    assert [(row.member, row.kind) for row in rows] == [(named, "activity"), (numbered, "club")]
    shared = SharedCounts.load(tmp_path / "kept" / rows[0].shared)
    learned = shared.from_bytes(bytes(rows[0].counts))
    assert sum(learned.documents.values()) == 2
    assert len(rows[0].counts) < 300
    assert (list(found.shared), found.refused) == (["shared.pkl"], [])


def test_importing_again_replaces_what_was_imported(folder: Path, tmp_path: Path) -> None:
    member = make_member()
    shutil.copy(FILES / "member-1.2.joblib", folder / f"{member.pk}.pkl")
    for _ in range(2):
        predecessor.store(predecessor.find(folder, now=NOW), tmp_path / "kept")
    assert ImportedCounts.objects.count() == 1


class Surprise:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> object:
        return os.mkdir, (str(self.path),)


def test_surprise_is_refused_by_name_and_does_not_run_while_the_others_are_brought_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_member()
    shutil.copy(FILES / "member-1.2.joblib", folder / f"{member.pk}.pkl")
    (folder / "surprise.pkl").write_bytes(pickle.dumps(Surprise(tmp_path / "made")))
    monkeypatch.setattr("teenplay.home.Home.predecessor", tmp_path / "kept")
    with pytest.raises(CommandError, match="1 files refused, none of them was run") as caught:
        call_command("import-models", str(folder))
    assert caught.value.returncode == 2
    printed = capsys.readouterr()
    assert "surprise.pkl: refused: it names posix.mkdir" in printed.err
    assert "shared: shared.pkl (scikit-learn 1.2" in printed.out
    assert "members: 1 models brought over" in printed.out
    assert not (tmp_path / "made").exists()
    assert ImportedCounts.objects.count() == 1


def test_member_without_a_shared_model_of_the_same_words_is_refused(folder: Path) -> None:
    member = make_member()
    (folder / "shared.pkl").unlink()
    shutil.copy(FILES / "member-1.2.joblib", folder / f"{member.pk}.pkl")
    found = predecessor.find(folder, now=NOW)
    assert found.members == []
    assert found.refused == [f"{member.pk}.pkl: there is no shared model with its classes and vocabulary"]
