"""`python -m scripts.bench.uploading DIRECTORY BUCKET PREFIX`: what the upload step of a deployment does, by itself."""

import sys
import threading
import time
from pathlib import Path

from modelport.platforms.session import open_session
from modelport.request import DeploymentRequest, Target
from modelport.steps.context import Context
from modelport.steps.staging import Upload
from modelport.steps.transfer import transfer

from .platform import PROJECT, REGION


def main(directory: str, bucket: str, prefix: str) -> None:
    """Uploads every file of the directory, and prints the seconds that the step took.

    The client is made before: in a deployment the step that looks at the bucket has done so.
    """
    root = Path(directory)
    files = sorted(path for path in root.rglob("*") if path.is_file())
    uploads = tuple(Upload(str(path), f"gs://{bucket}/{prefix}/{path.relative_to(root)}") for path in files)
    session = open_session(Target("local", PROJECT), REGION)
    context = Context(DeploymentRequest(), None, threading.Event(), session)
    context.storage.find_bucket(bucket)
    started = time.perf_counter()
    for _ in transfer(context, uploads, {}):
        pass
    sys.stdout.write(str(time.perf_counter() - started))
    context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
