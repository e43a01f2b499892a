"""The campaign: real servers and workers that are killed, and what must be true afterwards."""
