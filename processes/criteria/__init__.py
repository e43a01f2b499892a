"""Criteria sets: what they are, how a file of one is read, what marks under one come to. Pure."""
