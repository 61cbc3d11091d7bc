from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0035_first_sums_of_revisions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='hold',
            name='kind',
            field=models.CharField(choices=[('red_light', '红灯未解除'), ('rectification', '整改未完成'), ('payment', '暂缓拨付'), ('halted', '暂停或终止'), ('review_open', '监控审核中')], max_length=20, verbose_name='种类'),
        ),
    ]
