"""The ways out: each takes a parcel and says what became of it."""
