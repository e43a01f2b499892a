"""Sums of stays are counted anew: one that ended with a step that was taken back is none."""

from django.db import migrations


def forget(apps, schema_editor):
    """Empty the sums, which the next run fills from the records."""
    apps.get_model("processes", "StayCount").objects.all().delete()
    apps.get_model("processes", "Counted").objects.filter(name="stays").delete()


class Migration(migrations.Migration):
    dependencies = [("processes", "0016_auditor")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
