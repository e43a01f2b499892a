"""Run the campaign: ``python -m tests.campaign``; its line is its answer, 1 its word for a fault."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from .servers import Missing, Postgres, Redis, postgres_programs, redis_program

NOT_HERE = 2
POINTS = ("after_claim", "before_leaving", "after_leaving", "after_send", "after_mark", "in_relay")
SECRET = "the campaign's own secret, known to both sides"


def options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="tests.campaign", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20, help="of a worker with its children")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--prefork", type=int, default=1, help="how many of them have children")
    parser.add_argument("--flushes", type=int, default=2)
    parser.add_argument("--redis-restarts", type=int, default=1)
    parser.add_argument("--postgres-restarts", type=int, default=1)
    parser.add_argument("--double", type=float, default=0.3, help="share of hints sent 2-3 times")
    parser.add_argument(
        "--crash-share", type=float, default=0.02, help="self-kills a dossier, at each named point"
    )
    parser.add_argument("--later", type=float, default=0.05, help="share that 451 or 503 answers")
    parser.add_argument("--minor", type=float, default=0.3, help="share of steps not told by law")
    parser.add_argument("--clock-off", type=int, default=0, help="seconds, of the first worker")
    parser.add_argument("--waits", type=float, default=0.0, help="seconds between two steps")
    parser.add_argument("--patience", type=float, default=30, help="seconds without any progress")
    parser.add_argument("--fault", default="", help="a planted fault (tests/campaign/faults.py)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the folder with its logs")
    parser.add_argument("--points", default=",".join(POINTS), help="where self-kills happen")
    parser.add_argument("--lease", type=float, default=8, help="seconds a worker may hold a row")
    parser.add_argument("--prepare", type=Path, help="only make a migrated cluster there")
    parser.add_argument("--prepared", type=Path, help="a cluster that was prepared, to copy")
    return parser.parse_args()


def main() -> int:
    """Start the servers, run, and end everything that was started."""
    asked = options()
    try:
        postgres_programs()
        redis_program()
    except Missing as missing:
        print(f"The campaign cannot run: {missing}", file=sys.stderr)  # noqa: T201 - a command's answer
        return NOT_HERE
    folder = Path(tempfile.mkdtemp(prefix="ocop-campaign-"))
    folder.chmod(0o755)
    postgres, redis = Postgres(folder / "postgres"), Redis(folder / "redis")
    try:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="workflow_app.settings",
            DJANGO_ENV="development",
            DATABASE_URL=postgres.url,
            BROKER_URL=redis.url,
            GATEWAY_SECRET=SECRET,
            ZALO_GATEWAY_URL="",
        )
        redis.start()
        postgres.make(asked.prepared)
        from . import course  # reads the environment, which stands only now

        if asked.prepare is None:
            return course.run(asked, folder, postgres, redis)
        course.migrate()
        postgres.end(signal.SIGINT)
        shutil.copytree(postgres.folder, asked.prepare)
        return 0
    finally:
        redis.end(signal.SIGKILL)
        postgres.end(signal.SIGQUIT)
        if asked.keep:
            print(f"kept: {folder}", file=sys.stderr)  # noqa: T201 - a command's answer
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
