"""Everything that leaves the house: the outbox is emptied here, by hints that Celery carries.

The database is the only truth. A message of the broker says "look at these rows"; lost, doubled or
late, it changes nothing but the hour.
"""
