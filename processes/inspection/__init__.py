"""What a file that somebody sent really is, and whether it may be kept.

It runs as a process of its own, ``python -m processes.inspection``, with little memory and little
time: a file that breaks the reader breaks that process, not the site. Nothing here knows Django.
"""
