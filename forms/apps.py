"""The application of pages. Its label is not ``forms``: that one belongs to django.forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Pages, partials and the components they are made of."""

    name = "forms"
    label = "ocop_forms"
    verbose_name = "Giao diện"
