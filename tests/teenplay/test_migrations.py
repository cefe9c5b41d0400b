"""The migrations agree with the models, and models that changed their app keep their rows."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from teenplay.friends.models import Friend
from teenplay.members.models import Member
from teenplay.search.models import RecentSearch

BEFORE = [("friends", None), ("search", None), ("members", "0003_joins_shown"), ("pages", "0001_initial")]
"""Where a database stood while ``members`` had ``Friend`` and ``RecentSearch``."""


@pytest.mark.database
@pytest.mark.django_db
def test_migrations_agree_with_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # exits where a migration is missing


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_models_that_changed_their_app_keep_their_rows() -> None:
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    asker, asked = Member.objects.create(nickname="a"), Member.objects.create(nickname="b")
    MigrationExecutor(connection).migrate(BEFORE)
    try:
        state = MigrationExecutor(connection).loader.project_state([("members", "0003_joins_shown")])
        state.apps.get_model("members", "Friend").objects.create(sender_id=asker.pk, receiver_id=asked.pk, state=1)
        state.apps.get_model("members", "RecentSearch").objects.create(member_id=asker.pk, keyword="도자기")
    finally:
        MigrationExecutor(connection).migrate(leaves)
    assert list(Friend.objects.values_list("sender", "receiver", "state")) == [(asker.pk, asked.pk, 1)]
    assert list(RecentSearch.objects.values_list("member", "keyword")) == [(asker.pk, "도자기")]
