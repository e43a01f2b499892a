"""What things are called in the reader's language, for templates."""

from django import template

from forms.wording import post_in_words, sitting_in_words
from processes.queries.messages import stars

register = template.Library()
register.filter("post", post_in_words)
register.filter("sitting", sitting_in_words)
register.filter("stars", stars)
