"""What the sixteen categories of the city of Seoul's events are here, to begin with."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SEOUL = {
    "문화·예술": (
        "전시/미술", "클래식", "콘서트", "국악", "연극", "영화", "뮤지컬/오페라", "독주/독창회", "무용",
    ),
    "성장·자기개발": ("교육/체험",),
    "지역축제": ("축제-문화/예술", "축제-기타", "축제-전통/역사", "축제-자연/경관", "축제-시민화합"),
    "기타": ("기타",),
}  # fmt: skip


def insert(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    categories = {category.name: category for category in apps.get_model("catalogue", "Category").objects.all()}
    mapping = apps.get_model("exchange", "CategoryMapping")
    mapping.objects.bulk_create(
        mapping(source="seoul", name=name, category=categories[category])
        for category, names in SEOUL.items()
        for name in names
    )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("catalogue", "0002_rows")]
    operations = [migrations.RunPython(insert, migrations.RunPython.noop, elidable=False)]
