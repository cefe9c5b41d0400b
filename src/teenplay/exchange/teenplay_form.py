"""Loading and writing TeenPlay's own CSV exports: ``tbl_*.csv`` with the platform's columns; ids are kept.

The subfolder ``product/`` has what this product adds: files of the same names with the added columns, the tables
TeenPlay does not have, and the interaction log. Without it the log is derived from likes and participations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import models, transaction

from moim.data import csvfile
from moim.data.csvfile import CsvFile
from moim.data.parsing import parse_integer
from moim.data.problems import DatasetError, Problem
from teenplay.exchange import bulk, cells, log
from teenplay.exchange.models import CategoryMapping
from teenplay.exchange.outcome import Outcome
from teenplay.exchange.tables import PRODUCT, TABLES, TableForm

OVERWRITTEN = frozenset({"tbl_category", "tbl_region"})
"""Tables with rows from a migration: a load replaces them with the file's rows."""

# A period that ends before it starts is an error, and so is a change before the creation.
_WINDOWS = (
    ("created_date", "updated_date"),
    ("recruit_start", "recruit_end"),
    ("activity_start", "activity_end"),
    ("festival_start", "festival_end"),
)

Values = dict[str, Any]


class _Loader:
    """One load: everything is read and validated before the first row is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.outcome = Outcome()
        self.rows: dict[str, dict[int, Values]] = {}
        self.files: dict[str, str] = {}
        self.lines: dict[tuple[str, str], dict[int, int]] = {}
        self.existing: dict[str, dict[int, Values]] = {}

    def read(self) -> None:
        found = [(table, path) for table in TABLES if (path := csvfile.find(self.folder / table.folder, table.name))]
        if not found:
            self.problems.append(Problem(str(self.folder), 0, "", "", "there is no tbl_*.csv in this folder"))
        for table, path in found:
            self.files[table.name] = path.name
            self._read_table(table, path)
        for table, _ in found:
            self._check_references(table)

    def _read_table(self, table: TableForm, path: Path) -> None:
        file = csvfile.read(path, self.problems)
        required = [name for name in table.columns if name != "updated_date" and _required(table.fields[name])]
        for name in (name for name in required if name not in file.header):
            self.problems.append(Problem(path.name, 1, name, "", "the required column is missing"))
        if unknown := [name for name in file.header if name not in table.columns]:
            self.outcome.notes.append(f"{path.name}: not a column of {table.name}, not loaded: {', '.join(unknown)}")
        rows = self.rows[table.name] = self._parse(table, file, table.columns, table.folder)
        added = csvfile.find(self.folder / PRODUCT, table.name) if table.product else None
        if added:
            product = csvfile.read(added, self.problems)
            for id, values in self._parse(table, product, ("id", *table.product), f"{PRODUCT}/").items():
                if id in rows:
                    rows[id] |= values
                else:
                    line = self.lines[f"{PRODUCT}/", table.name][id]
                    message = f"no such row in {path.name}"
                    self.problems.append(Problem(f"{PRODUCT}/{product.name}", line, "id", str(id), message))
        self._check_windows(table)
        self._merge_pairs(table)

    def _parse(self, table: TableForm, file: CsvFile, columns: Sequence[str], folder: str) -> dict[int, Values]:
        lines = self.lines[folder, table.name] = {}
        known = [(place, table.fields[name]) for place, name in enumerate(file.header) if name in columns]
        rows: dict[int, Values] = {}
        for line, cells_ in zip(file.lines, file.rows(), strict=True):
            values: Values = {}
            for place, field in known:
                try:
                    values[str(field.column)] = cells.parse(field, cells_[place])
                except ValueError as error:
                    self.problems.append(
                        Problem(folder + file.name, line, str(field.column), cells_[place], str(error))
                    )
            id = values.get("id", -line)
            if id in rows:
                self.problems.append(Problem(folder + file.name, line, "id", str(id), "the id is duplicated"))
            if "created_date" in values:
                values.setdefault("updated_date", values["created_date"])
            rows[id], lines[id] = values, line
        return rows

    def _place(self, table: TableForm, id: int, column: str) -> tuple[str, int, str]:
        """The place of a cell: file, line, column."""
        folder = f"{PRODUCT}/" if column in table.product else table.folder
        return folder + self.files[table.name], self.lines[folder, table.name][id], column

    def _check_windows(self, table: TableForm) -> None:
        for id, values in self.rows[table.name].items():
            for start, end in _WINDOWS:
                first, last = values.get(start), values.get(end)
                if first is not None and last is not None and last < first:
                    message = f"ends before it starts ({start})"
                    value = cells.write(table.fields[end], last)
                    self.problems.append(Problem(*self._place(table, id, end), value, message))

    def _merge_pairs(self, table: TableForm) -> None:
        """Remove duplicate pairs, which TeenPlay created for simultaneous clicks; the row changed last is kept."""
        if not table.pair:
            return
        rows = self.rows[table.name]
        kept: dict[tuple[Any, ...], int] = {}
        for id in sorted(rows, key=lambda id: (rows[id].get("updated_date") is None, rows[id].get("updated_date"), id)):
            kept[tuple(rows[id].get(column) for column in table.pair)] = id
        if dropped := len(rows) - len(kept):
            pair = " and ".join(table.pair)
            self.outcome.notes.append(f"{table.name}: {dropped:,} rows with the same {pair} as a later one left out")
        stay = set(kept.values())
        self.rows[table.name] = {id: values for id, values in rows.items() if id in stay}

    def _check_references(self, table: TableForm) -> None:
        for column, field in table.fields.items():
            if not isinstance(field, models.ForeignKey):
                continue
            target = next(form for form in TABLES if form.model is field.related_model)
            known = self.ids(target.name)
            lost = [(id, v) for id, v in self.rows[table.name].items() if v.get(column) not in known | {None}]
            if target.name not in self.files and field.null and lost:
                self._leave_out(table, column, target, lost)
                continue
            for id, values in lost:
                message = f"no such row in {target.name}"
                self.problems.append(Problem(*self._place(table, id, column), str(values[column]), message))

    def _leave_out(self, table: TableForm, column: str, target: TableForm, lost: list[tuple[int, Values]]) -> None:
        for _, values in lost:
            if "source_extra" in table.fields:
                values["source_extra"] = {**(values.get("source_extra") or {}), column: values[column]}
            values[column] = None
        self.outcome.notes.append(
            f"{table.name}: {column} of {len(lost):,} rows left empty: there is no {target.name}.csv"
        )

    def ids(self, name: str) -> set[int]:
        """The ids of a table's rows, in the files and in the database."""
        table = next(table for table in TABLES if table.name == name)
        return self.rows.get(name, {}).keys() | self._existing(table).keys()

    def _existing(self, table: TableForm) -> dict[int, Values]:
        if table.name not in self.existing:
            names = {field.attname: column for column, field in table.fields.items()}
            rows = table.model._default_manager.values(*names)
            self.existing[table.name] = {row["id"]: {names[key]: value for key, value in row.items()} for row in rows}
        return self.existing[table.name]

    def check_present(self) -> None:
        """Check that rows that exist already are the same as the file's; they are left unchanged."""
        for table in (table for table in TABLES if table.name in self.rows and table.name not in OVERWRITTEN):
            rows, existing = self.rows[table.name], self._existing(table)
            for id in rows.keys() & existing.keys():
                for column in table.columns:
                    if column in rows[id] and rows[id][column] != existing[id][column]:
                        value = cells.write(table.fields[column], rows[id][column])
                        here = cells.write(table.fields[column], existing[id][column])
                        message = f"another row with id {id} is in the database ({here[:40]!r} there)"
                        self.problems.append(Problem(*self._place(table, id, column), value, message))
                        break

    def write(self) -> None:
        for table in (table for table in TABLES if table.name in self.rows):
            rows, existing = self.rows[table.name], self._existing(table)
            if table.name in OVERWRITTEN:
                for id in rows.keys() & existing.keys():
                    table.model._default_manager.filter(pk=id).update(**_attributes(table, rows[id]))
            new = [table.model(**_attributes(table, rows[id])) for id in sorted(rows.keys() - existing.keys())]
            bulk.insert(table.model, new)
            self.outcome.added[table.name] = len(new)
            self.outcome.present[table.name] = len(rows) - len(new)


def load(folder: Path) -> Outcome:
    """Load a folder of TeenPlay's exports in one transaction. Existing rows are left unchanged.

    Raises
    ------
    DatasetError
        The files are invalid; lists all errors, and nothing is loaded.
    """
    loader = _Loader(folder)
    with transaction.atomic():
        loader.read()
        loader.check_present()
        members, activities = loader.ids("tbl_member"), loader.ids("tbl_activity")
        interactions = log.read(folder / PRODUCT, loader.problems, members=members, activities=activities)
        mappings = _read_mappings(folder / PRODUCT, loader.problems, loader.ids("tbl_category"))
        if loader.problems:
            raise DatasetError(loader.problems)
        loader.write()
        for mapping in mappings:
            CategoryMapping.objects.update_or_create(
                source=mapping.source, name=mapping.name, defaults={"category_id": mapping.category_id}
            )
        if interactions is None:
            interactions = log.of_tables(
                loader.rows.get("tbl_activity_like", {}), loader.rows.get("tbl_activity_member", {})
            )
        added, present = log.add(interactions)
        loader.outcome.added["interactions"], loader.outcome.present["interactions"] = added, present
    return loader.outcome


def export(folder: Path) -> dict[str, int]:
    """Write every table in the order of ids; returns how many rows each has."""
    counts = {}
    for table in TABLES:
        counts[table.name] = _export(table, folder / table.folder / f"{table.name}.csv", table.columns)
        if table.product:
            _export(table, folder / PRODUCT / f"{table.name}.csv", ("id", *table.product))
    counts["interactions"] = log.export(folder / PRODUCT)
    mappings = CategoryMapping.objects.order_by("source", "name").values_list("source", "name", "category_id")
    rows = ([source, name, str(category)] for source, name, category in mappings)
    csvfile.write(folder / PRODUCT / "category_mapping.csv", _MAPPING, rows)
    return counts


_MAPPING = ("source", "name", "category_id")


def _read_mappings(folder: Path, problems: list[Problem], categories: set[int]) -> list[CategoryMapping]:
    path = csvfile.find(folder, "category_mapping")
    if path is None:
        return []
    file = csvfile.read(path, problems)
    if tuple(file.header) != _MAPPING:
        problems.append(Problem(path.name, 1, "", ",".join(file.header), f"the header should be {','.join(_MAPPING)}"))
        return []
    found = []
    for line, (source, name, category) in zip(file.lines, file.rows(), strict=True):
        try:
            id = parse_integer(category)
        except ValueError as error:
            problems.append(Problem(path.name, line, "category_id", category, str(error)))
            continue
        if id in categories:
            found.append(CategoryMapping(source=source, name=name, category_id=id))
        else:
            problems.append(Problem(path.name, line, "category_id", category, "no such row in tbl_category"))
    return found


def _export(table: TableForm, path: Path, columns: Sequence[str]) -> int:
    fields = [table.fields[column] for column in columns]
    rows = table.model._default_manager.order_by("id").values_list(*(field.attname for field in fields))
    written = (
        [cells.write(field, value) for field, value in zip(fields, row, strict=True)]
        for row in rows.iterator(chunk_size=2_000)
    )
    return csvfile.write(path, columns, written)


def _attributes(table: TableForm, values: Mapping[str, Any]) -> Values:
    return {table.fields[column].attname: value for column, value in values.items()}


def _required(field: models.Field[Any, Any]) -> bool:
    return field.primary_key or field.column == "created_date" or not (field.null or field.blank or field.has_default())
