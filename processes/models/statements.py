"""Statements that are written once a process; each call only fills their gaps.

Building a queryset costs several times what the database needs to answer it by a key. What every
step asks is therefore still said to the ORM, but once: the SQL is kept, with gaps for its values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # no stub

Sql = tuple[str, list[Any]]


class Gap(Expression):
    """A value that is told when the statement is sent.

    Args:
        name: The name under which it is told.
        output_field: Its kind, which also says how the database is given it.
    """

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Stand for itself among the parameters."""
        return "%s", [self]


def number(name: str) -> Gap:
    """Return a gap for a key or another whole number."""
    return Gap(name, models.BigIntegerField())


@dataclass(frozen=True)
class _Written:
    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: tuple[tuple[int, Any, Any], ...]


class Prepared:
    """A question to the database, written once a kind of database.

    Args:
        build: Makes the queryset, with :class:`Gap` wherever a value differs from call to call.
    """

    def __init__(self, build: Callable[[], "models.QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._by_vendor: dict[str, _Written] = {}

    def sql(self, **told: Any) -> Sql:
        """Return the statement and its values, to stand within another one."""
        written = self._written()
        return written.sql, _bound(written, told)

    def rows(self, **told: Any) -> list[list[Any]]:
        """Send it; return rows of values as the fields hold them."""
        written = self._written()
        with connection.cursor() as cursor:
            cursor.execute(written.sql, _bound(written, told))
            found = [list(row) for row in cursor.fetchall()]
        for row in found:
            for position, converters, expression in written.converters:
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
        return found

    def first(self, **told: Any) -> Any:
        """Send it; return the first row as an instance with its related and annotated values.

        ``None`` where there is none.
        """
        found = self.rows(**told)
        if not found:
            return None
        compiler, row = self._written().compiler, found[0]
        info = compiler.klass_info
        columns = info["select_fields"]
        names = [compiler.select[n][0].target.attname for n in columns]
        start, end = columns[0], columns[-1] + 1
        one = info["model"].from_db(connection.alias, names, row[start:end])
        for populator in get_related_populators(info, compiler.select, connection.alias):
            populator.populate(row, one)
        for name, position in compiler.annotation_col_map.items():
            setattr(one, name, row[position])
        return one

    def _written(self) -> _Written:
        if connection.vendor not in self._by_vendor:
            compiler = self._build().query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            converters = compiler.get_converters([s[0] for s in compiler.select])
            kept = tuple((n, c, e) for n, (c, e) in converters.items())
            self._by_vendor[connection.vendor] = _Written(sql, tuple(parameters), compiler, kept)
        return self._by_vendor[connection.vendor]


def _bound(written: _Written, told: dict[str, Any]) -> list[Any]:
    here = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks itself up for every value
    return [
        p.output_field.get_db_prep_value(told[p.name], here) if isinstance(p, Gap) else p
        for p in written.parameters
    ]


def insert(row: models.Model) -> None:
    """Write a new row as ``save`` would, without asking the ORM to write the statement again."""
    sql, fields = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields))
        row.pk = cursor.fetchone()[0]
    state = row._state  # noqa: SLF001 - what save() would note
    state.adding, state.db = False, connection.alias


def update(row: models.Model, names: tuple[str, ...], **where: int) -> int:
    """Write some columns of a row where other columns hold a value; return how many rows did."""
    sql, fields = _change(type(row), names, tuple(where))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields), *where.values()])
        changed: int = cursor.rowcount
    return changed


def _values(row: models.Model, fields: Sequence[Any]) -> list[Any]:
    here = connections[DEFAULT_DB_ALIAS]
    return [f.get_db_prep_save(getattr(row, f.attname), here) for f in fields]


@cache
def _insertion(model: type[models.Model]) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(f for f in model._meta.concrete_fields if not f.primary_key)
    columns = ", ".join(f'"{f.column}"' for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    key = model._meta.pk.column
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks}) RETURNING "{key}"'  # noqa: S608 - names of our own tables
    return sql, fields


@cache
def _change(
    model: type[models.Model], names: tuple[str, ...], where: tuple[str, ...]
) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(_field(model, name) for name in names)
    columns = ", ".join(f'"{f.column}" = %s' for f in fields)
    kept = " AND ".join(f'"{_field(model, name).column}" = %s' for name in where)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE {kept}', fields  # noqa: S608 - the same


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)
