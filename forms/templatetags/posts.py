"""Posts in the words of the reader's language, for templates."""

from django import template

from forms.wording import post_in_words
from processes.models import Appointment

register = template.Library()


@register.filter
def post(appointment: Appointment) -> str:
    """Return what somebody is appointed to, where, and for whom."""
    return post_in_words(appointment)
