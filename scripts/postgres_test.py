"""Run pytest on the PostgreSQL server of TEST_DATABASE_URL; the arguments go to pytest.

Where no server answers, it says so and is content, so that a laptop needs none; in CI it fails.
"""

import os
import sys
from urllib.parse import urlsplit

import psycopg2


def main() -> None:
    """Become pytest, or explain why not."""
    url = os.environ["TEST_DATABASE_URL"]
    try:
        # the server's own database: the tests' one is made by the tests
        server = urlsplit(url)._replace(path="/postgres").geturl()
        psycopg2.connect(server, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        print(f"PostgreSQL tests SKIPPED, no server at TEST_DATABASE_URL: {error}")  # noqa: T201 - a command's answer
        sys.exit(1 if os.environ.get("CI") else 0)
    python = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    os.execve(sys.executable, python, {**os.environ, "DATABASE_URL": url})  # noqa: S606 - our own command


if __name__ == "__main__":
    main()
