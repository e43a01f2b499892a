from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

NAME = "dossier_search_trigram"


def index(apps, schema_editor):
    """Words anywhere in the text, by their groups of three letters; SQLite reads the text itself.

    Not in the model's Meta: SQLite makes a table's indexes anew when it rebuilds the table, and it
    has none of this kind.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    # over a million dossiers this takes half a minute
    schema_editor.execute("SET LOCAL statement_timeout = 0")
    schema_editor.execute(
        f"CREATE INDEX {NAME} ON processes_dossier USING gin (search gin_trgm_ops)"
    )


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0005_desk"),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunPython(index, take_away),
    ]
