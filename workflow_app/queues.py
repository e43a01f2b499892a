"""How hints are carried: the broker, its queues, and what runs when.

Loaded by Celery alone; the pages need no broker and never wait for one.
"""

from celery.schedules import crontab
from django.conf import settings
from kombu import Exchange, Queue

from workflow_app.environment import VAR

BROKER = settings.ENV.broker_url
EMBEDDED = not BROKER
FOLDER = VAR / "queue"

broker_url = BROKER or "filesystem://"
if EMBEDDED:
    # files of one machine stand in for a server; work waits in the database, not in them
    for name in ("messages", "control"):
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
    broker_transport_options = {
        "data_folder_in": str(FOLDER / "messages"),
        "data_folder_out": str(FOLDER / "messages"),
        "control_folder": str(FOLDER / "control"),
        "polling_interval": 0.2,
    }
else:
    broker_transport_options = {
        "visibility_timeout": 600,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "retry_on_timeout": True,
        "health_check_interval": 25,
    }
visibility_timeout = 600

task_acks_late = True
task_reject_on_worker_lost = True
task_acks_on_failure_or_timeout = True
worker_prefetch_multiplier = 1
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
task_time_limit = 120  # below the lease of an outbox row, far below the visibility timeout
task_soft_time_limit = 90
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
worker_cancel_long_running_tasks_on_connection_loss = True
worker_soft_shutdown_timeout = 60
worker_hijack_root_logger = False
worker_send_task_events = False
# no eta, no countdown, no expiry: all three trust the clock of whoever sent or reads the message
task_default_queue = "sweeps"
task_queues = tuple(
    Queue(name, Exchange(name), routing_key=name)  # apart: mail that is slow holds up no sweep
    for name in ("sweeps", "mail")
)
task_routes = {"notifications.tasks.deliver": {"queue": "mail"}}
timezone = settings.TIME_ZONE
enable_utc = True

beat_schedule_filename = str(VAR / "beat-schedule")
beat_schedule = {
    "relay": {"task": "notifications.tasks.relay_outbox", "schedule": 5.0},
    "remind": {
        "task": "notifications.tasks.remind",
        "schedule": crontab(minute="5", hour="7-17"),
    },
    "lapse": {"task": "notifications.tasks.lapse", "schedule": crontab(minute="10", hour="0,6")},
    "figures": {
        "task": "notifications.tasks.sum_up_figures",
        "schedule": crontab(minute="*/5"),
    },
    "files": {
        "task": "notifications.tasks.check_files",
        "schedule": crontab(minute="*/5", hour="1-4"),
    },
    "let_go": {
        "task": "notifications.tasks.let_go_of_old",
        "schedule": crontab(minute="40", hour="2"),
    },
    # also when nothing happened: a missing hour is a sign of its own
    "head": {"task": "notifications.tasks.publish_head", "schedule": crontab(minute="17")},
    "duties": {"task": "notifications.tasks.begin_duties", "schedule": crontab(minute="*/10")},
}
