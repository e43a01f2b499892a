"""The one signal: something was done. Sent after the commit, for rooms that the heart does not know."""

from django.dispatch import Signal

moved = Signal()  # sender=Record, record=Record
