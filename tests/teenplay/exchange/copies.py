"""Comparing what two databases export."""

from pathlib import Path

from moim_django.models import Interaction, StoredState
from teenplay.activities.models import Activity, ActivityLike, ActivityMember, Festival, Pay
from teenplay.clubs.models import Club, ClubMember
from teenplay.exchange.models import CategoryMapping
from teenplay.friends.models import Friend
from teenplay.members.models import Member

LOADED = (
    Interaction,
    StoredState,
    ActivityLike,
    ActivityMember,
    Activity,
    ClubMember,
    Club,
    Friend,
    Pay,
    Festival,
    Member,
)


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder by their path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def empty_database() -> None:
    """As it was before anything was loaded."""
    for model in LOADED:
        model._default_manager.all().delete()
    CategoryMapping.objects.filter(source="dataset").delete()
