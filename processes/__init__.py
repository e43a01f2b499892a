"""The law and the facts: the heart of the house. See README.md beside this file."""
