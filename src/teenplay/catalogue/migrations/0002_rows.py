"""The thirteen categories and the fifteen regions, with the ids that exports of the platform refer to."""

from django.core.management.color import no_style
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CATEGORIES = (
    "취미", "문화·예술", "운동·액티비티", "푸드·드링크", "여행·동행", "성장·자기개발", "동네·또래",
    "연애·소개팅", "재테크", "외국어", "스터디", "지역축제", "기타",
)  # fmt: skip
REGIONS = (
    "서울", "경기", "인천", "부산", "울산", "경남", "대구", "경북", "충청", "대전", "세종", "전라", "광주", "강원", "제주",
)  # fmt: skip


def insert(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    connection = schema_editor.connection
    tables = (apps.get_model("catalogue", "Category"), CATEGORIES), (apps.get_model("catalogue", "Region"), REGIONS)
    for model, names in tables:
        model.objects.bulk_create(model(id=id, name=name, status=1) for id, name in enumerate(names, 1))
    # Rows with given ids do not move PostgreSQL's sequences; the next category must not be number 1 again.
    for statement in connection.ops.sequence_reset_sql(no_style(), [model for model, _ in tables]):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(insert, migrations.RunPython.noop, elidable=False)]
