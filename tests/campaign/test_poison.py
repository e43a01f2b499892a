"""What nobody can read in the broker: it holds up nothing, or is cured by emptying the broker."""

import json

import pytest

from tests.campaign.house import MAILS, SOON, House, once, people
from tests.campaign.servers import wait_until

pytestmark = pytest.mark.postgres


def envelope(body: str, task: str, kind: str = "application/json") -> str:
    """Return a message as the broker keeps it."""
    properties = {
        "correlation_id": "1",
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": "mail"},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": "poison",
    }
    headers = {"lang": "py", "task": task, "id": "1", "root_id": "1", "argsrepr": "", "retries": 0}
    return json.dumps(
        {
            "body": body,
            "content-encoding": "utf-8",
            "content-type": kind,
            "headers": headers,
            "properties": properties,
        }
    )


POISON = {
    "a body that is no JSON": envelope("Z2FyYmFnZQ==", "notifications.tasks.deliver"),
    "an unknown task": envelope("W1tdLCB7fSwge31d", "notifications.tasks.nobody"),
    "no arguments": envelope("W1tdLCB7fSwge31d", "notifications.tasks.deliver"),
    "a pickle": envelope("gASVAAAAAAAAAA==", "notifications.tasks.deliver", "application/x-pickle"),
    "no headers": '{"body": "", "properties": {}}',
}


@pytest.mark.parametrize("poison", POISON.values(), ids=list(POISON))
def test_a_poisoned_message_holds_up_nothing(house: House, poison: str) -> None:
    house.redis.ask("LPUSH", "mail", poison)
    worker = house.fleet.add_worker()
    house.fleet.add_beat()
    assert house.is_heard(), house.fleet.says()
    house.redis.ask("LPUSH", "mail", poison)

    people(3).work()

    assert house.arrives(3 * MAILS), house.fleet.says()
    assert once(house.mail)
    assert worker.is_alive(), house.fleet.says()


def test_garbage_ends_a_worker_and_the_one_in_its_place_goes_on(house: House) -> None:
    house.redis.ask("LPUSH", "mail", "garbage")
    house.fleet.add_worker()
    house.fleet.add_beat()
    house.fleet.watch()

    people(3).work()

    assert house.arrives(3 * MAILS), house.fleet.says()
    assert once(house.mail)


def test_what_ends_every_worker_is_cured_by_emptying_the_broker(house: House) -> None:
    # Celery looks for a word in what it takes for a dict, and an empty body is none
    house.redis.ask("LPUSH", "mail", envelope("", "notifications.tasks.deliver"))
    house.fleet.add_worker()
    house.fleet.add_beat()
    house.fleet.watch()
    people(3).work()
    assert wait_until(lambda: house.fleet.restarts > 1, SOON), house.fleet.says()

    house.redis.ask("FLUSHALL")

    assert house.arrives(3 * MAILS), house.fleet.says()
    assert once(house.mail)
