"""The writers. One door for state: :func:`processes.services.move.move`."""
