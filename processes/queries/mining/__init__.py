"""The history as process mining reads it: event logs in two standard formats, and our own replay."""
