"""The secrets of webhooks, sealed with the key of second factors until now, get a key of their own."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.state import StateApps

from tiendo.gateways.sealing import BrokenSealError, seal, unseal


def reseal(apps: StateApps, _editor: object) -> None:
    """Open each with the old key and seal it with the new one; what the old one does not open stays as it is."""
    for webhook in apps.get_model("api", "Webhook").objects.all():
        owner = f"webhook {webhook.number}"
        try:
            secret = unseal(bytes(webhook.secret_sealed), key="totp", owner=owner)
        except BrokenSealError:
            continue
        webhook.secret_sealed = seal(secret, key="webhooks", owner=owner)
        webhook.save(update_fields=["secret_sealed"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("api", "0001_initial")]

    operations: ClassVar = [migrations.RunPython(reseal, migrations.RunPython.noop)]
