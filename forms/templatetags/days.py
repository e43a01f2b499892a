"""Days in the words of the reader's language, for templates."""

from datetime import date

from django import template

from forms.wording import day_in_words

register = template.Library()


@register.filter
def in_words(day: date) -> str:
    """Return a day with the name of its weekday: ``thứ Sáu 27/11/2026``."""
    return day_in_words(day)
