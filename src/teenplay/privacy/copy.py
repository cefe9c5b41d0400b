"""All data about a member as a zip archive: JSON files, and the pictures they uploaded."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from moim_django import services
from teenplay.activities.models import Activity
from teenplay.clubs.models import Club
from teenplay.members.models import Member

LEFT_OUT = frozenset({"password"})


def everything(member: Member) -> bytes:
    """The archive: one file per table that refers to the member, with the titles and names of the rows it mentions.

    Pictures have the paths that the rows give.
    """
    tables = {table: list(rows) for table, rows in _tables(member)}
    activities = {row["activity_id"] for rows in tables.values() for row in rows if row.get("activity_id")}
    clubs = {row["club_id"] for rows in tables.values() for row in rows if row.get("club_id")}
    names = {
        "activities": dict(Activity.objects.filter(pk__in=activities).values_list("pk", "title")),
        "clubs": dict(Club.objects.filter(pk__in=clubs).values_list("pk", "name")),
    }
    state = services.state_of(member.pk)
    learned = [{"activity_id": id, "standing": trace.standing, "at": trace.at} for id, trace in state.traces.items()]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for name, content in {**tables, "names": names, "learned": learned}.items():
            text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            files.writestr(f"{name}.json", text)
        for path in _pictures(member):
            with contextlib.suppress(OSError, SuspiciousFileOperation), default_storage.open(path) as picture:
                files.writestr(path, picture.read())
    return archive.getvalue()


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table that refer to a member."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.related_model is Member or (field.name == "member_id" and not field.is_relation)
    ]


def files_of(rows: models.QuerySet[Any]) -> list[str]:
    """The paths of the files that rows refer to."""
    columns = [field.attname for field in rows.model._meta.concrete_fields if isinstance(field, models.FileField)]
    return [path for row in rows.values_list(*columns) for path in row if path] if columns else []


def _pictures(member: Member) -> Iterable[str]:
    for model in apps.get_models():
        for column in columns_of(model):
            yield from files_of(model._default_manager.filter(**{column.attname: member.pk}))


def _tables(member: Member) -> Iterable[tuple[str, Iterable[dict[str, Any]]]]:
    yield "member", [_readable(row) for row in Member.objects.filter(pk=member.pk).values()]
    for model in apps.get_models():
        for column in columns_of(model):
            rows = model._default_manager.filter(**{column.attname: member.pk}).order_by("pk").values()
            name = model._meta.db_table.removeprefix("tbl_")
            yield (f"{name}.{column.name}" if len(columns_of(model)) > 1 else name), map(_readable, rows)


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LEFT_OUT and not isinstance(value, bytes)}
