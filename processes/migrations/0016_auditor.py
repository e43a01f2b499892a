from django.db import migrations, models

NAME = "recorddetail_trigram"


def index(apps, schema_editor):
    """The texts of reasons by their groups of three letters; SQLite reads the texts themselves.

    Not in the model's Meta: see migration 0006.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("SET LOCAL statement_timeout = 0")
    schema_editor.execute(
        f"CREATE INDEX {NAME} ON processes_recorddetail USING gin (upper(content) gin_trgm_ops)"
    )


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0015_corrections"),
    ]

    operations = [
        migrations.RunPython(index, take_away),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["at", "id"], name="record_by_time"),
        ),
    ]
