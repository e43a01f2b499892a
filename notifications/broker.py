"""What the broker holds: how many hints wait in each queue."""

from typing import Any


def lengths(app: Any) -> dict[str, int]:
    """Return how many messages wait in each queue."""
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        return {
            queue: channel.queue_declare(queue=queue, passive=True).message_count
            for queue in app.amqp.queues
        }
