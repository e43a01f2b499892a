from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0009_what_waits"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="phone",
            field=models.CharField(
                blank=True, max_length=20, verbose_name="điện thoại nơi tiếp nhận hồ sơ OCOP"
            ),
        ),
    ]
