from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('processes', '0003_telling_and_time'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='key',
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name='notice',
            name='at',
            field=models.DateTimeField(verbose_name='lúc'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='batch',
            field=models.UUIDField(db_index=True),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('user', 'key'), name='told_once'),
        ),
    ]
