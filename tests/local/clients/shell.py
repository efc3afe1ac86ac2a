"""Google's command-line clients, where this machine has them."""

import shutil
import subprocess
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

DEADLINE = 120.0


@dataclass(frozen=True)
class Shell:
    """An environment to run commands in."""

    environment: Mapping[str, str]

    def run(self, *command: object) -> str:
        """Run a command that has to succeed; its standard output."""
        done = self._done(*command)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    def fail(self, *command: object) -> str:
        """Run a command that has to fail; what it writes to standard error."""
        done = self._done(*command)
        assert done.returncode != 0, f"{command}: {done.stdout}"
        return done.stderr

    def _done(self, *command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )


def installed(client: str) -> bool:
    """Whether a client is there; says so in pytest's summary where it is not."""
    if shutil.which(client):
        return True
    warnings.warn(f"{client} is not installed: only the recorded requests were replayed", UserWarning, stacklevel=2)
    return False
