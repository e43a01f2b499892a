"""What the application's own database role may do: read and write, never change the history."""

from collections.abc import Iterator

from django.db import connection, transaction

from .walls import DOSSIER, FROZEN


def statements(role: str) -> Iterator[str]:
    """Yield the SQL that gives a role its rights on PostgreSQL; run by the tables' owner."""
    app = connection.ops.quote_name(role)
    yield f"GRANT USAGE ON SCHEMA public TO {app}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}"
    yield f"REVOKE UPDATE, DELETE ON {', '.join(FROZEN)} FROM {app}"
    # a person is made anonymous by the tables' owner, not by the site
    yield f"REVOKE INSERT ON processes_erasure, processes_forgotten FROM {app}"
    yield f"REVOKE DELETE ON {DOSSIER} FROM {app}"  # a dossier is closed, not deleted
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {app}"


def grant(role: str) -> None:
    """Give the role its rights; it may be run again at any time, and has to be after a migration."""
    with transaction.atomic(), connection.cursor() as cursor:  # never, even briefly, too much
        for sql in statements(role):
            cursor.execute(sql)
