"""What the broker holds: how many hints wait in each queue."""

from typing import Any

from kombu.exceptions import KombuError


def lengths(app: Any) -> dict[str, int | str]:
    """Return how many messages wait in each queue; where the broker cannot say, why."""
    try:
        with app.connection_for_read() as connection:
            channel = connection.default_channel
            return {
                name: queue(channel).queue_declare().message_count
                for name, queue in app.amqp.queues.items()
            }
    except (KombuError, OSError) as error:
        return {"broker": f"{type(error).__name__}: {error}"}
