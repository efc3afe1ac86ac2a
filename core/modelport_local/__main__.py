"""`python -m modelport_local --home DIR [--port N]`: run the embedded platform in the foreground."""

import argparse
import asyncio
import logging
import os
import resource
import sys
from pathlib import Path

from .home import Home, StartError, open_home
from .serve import Config, serve

_LOG_LIMIT = 5 * 1024 * 1024


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 after a requested stop, 1 where the home cannot be used, 3 port taken, 4 home taken."""
    parser = argparse.ArgumentParser(prog="python -m modelport_local", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="directory of the platform's data")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: the last one, or a free one)")
    given = parser.parse_args(argv)
    os.umask(0o077)
    _allow_many_files()
    try:
        _log_to(open_home(given.home))
        _run(Config(given.home, given.port))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return error.code
    except OSError as error:
        sys.stderr.write(f"The platform cannot start: {error}.\n")
        return 1
    return 0


def _run(config: Config) -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(config))
    else:
        uvloop.run(serve(config))


def _log_to(home: Home) -> None:
    if home.log.exists() and home.log.stat().st_size > _LOG_LIMIT:
        home.log.replace(home.log.with_suffix(".log.1"))
    logging.basicConfig(filename=home.log, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")


def _allow_many_files() -> None:
    """Each client, node and file is a descriptor, and the usual soft limit is low."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    sys.exit(main())
