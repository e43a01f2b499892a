"""Stars in words, for templates."""

from django import template

from processes.queries.messages import stars as words

register = template.Library()


@register.filter
def stars(number: int) -> str:
    """Return so many stars in words: ``4 sao``."""
    return words(number)
