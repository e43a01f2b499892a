"""Backups: database and files at one moment, with a list of all that is in them; and back again."""
