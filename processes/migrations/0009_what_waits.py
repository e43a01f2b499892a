from django.db import migrations, models


def without_haste(apps, schema_editor):
    """Over a million dossiers the index takes some seconds, on a busy machine more than 15."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET LOCAL statement_timeout = 0")


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0008_recalled"),
    ]

    operations = [
        migrations.RunPython(without_haste, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("waiting", ""), _negated=True),
                fields=[
                    "waiting",
                    "due_at",
                    "id",
                    "assignee",
                    "organisation",
                    "state",
                    "ruleset_key",
                    "entered_at",
                    "commune",
                    "district",
                    "province",
                ],
                name="dossier_waiting",
            ),
        ),
        migrations.RemoveIndex(
            model_name="dossier",
            name="dossier_inbox",
        ),
    ]
