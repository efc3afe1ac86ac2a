"""Several uploads at once, told as one stream of events."""

import threading
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from queue import Empty, SimpleQueue

from modelport.errors import ArtifactError
from modelport.events import BytesMoved, Event, Retried

from .context import Context, Stopped, clock
from .order import UPLOAD
from .staging import Upload

THREADS = 8
TICK_SECONDS = 0.1


class Progress:
    """Bytes that have arrived, by file; safe to use from several threads."""

    def __init__(self, uploads: tuple[Upload, ...]) -> None:
        self._lock = threading.Lock()
        self._done = dict.fromkeys((upload.path for upload in uploads), 0)
        self._latest = uploads[0].path
        self._began = clock()
        self.total = sum(size_of(Path(upload.path)) for upload in uploads)

    def reached(self, path: str, done: int) -> None:
        """A file has come to `done` bytes."""
        with self._lock:
            self._done[path] = done
            self._latest = path

    def event(self) -> BytesMoved:
        """How far all of it is."""
        with self._lock:
            done, latest = sum(self._done.values()), self._latest
        return BytesMoved(UPLOAD, done, self.total, Path(latest).name, clock() - self._began)


def transfer(context: Context, uploads: tuple[Upload, ...]) -> Generator[Event, None, int]:
    """Uploads the files and answers the bytes moved; the first failure stops the others and is raised."""
    progress, retries = Progress(uploads), SimpleQueue[Retried]()
    stop = threading.Event()
    generations = _generations(context, uploads)
    pool = ThreadPoolExecutor(min(THREADS, len(uploads)), "upload")
    try:
        pending = {
            pool.submit(_send, context, upload, generations.get(upload.uri, 0), progress, retries, stop)
            for upload in uploads
        }
        yield from _follow(context, pending, progress, retries)
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
    yield progress.event()
    return progress.total


def _follow(
    context: Context, pending: "set[Future[None]]", progress: Progress, retries: SimpleQueue[Retried]
) -> Generator[Event, None, None]:
    count, reported = len(pending), -1
    while pending:
        done, pending = wait(pending, TICK_SECONDS, FIRST_COMPLETED)
        context.partly = f"{count - len(pending)} of {count} files uploaded"
        for future in done:
            future.result()
        context.check()
        yield from _drained(retries)
        event = progress.event()
        if event.done != reported:
            reported = event.done
            yield event


def _drained(retries: SimpleQueue[Retried]) -> Generator[Event, None, None]:
    while True:
        try:
            yield retries.get_nowait()
        except Empty:
            return


def _generations(context: Context, uploads: tuple[Upload, ...]) -> dict[str, int]:
    """The generations of the objects that are about to be replaced."""
    found: dict[str, int] = {}
    for upload in uploads:
        if each := context.storage.find_object(upload.bucket, upload.name):
            found[upload.uri] = each.generation
    return found


def _send(
    context: Context,
    upload: Upload,
    generation: int,
    progress: Progress,
    retries: SimpleQueue[Retried],
    stop: threading.Event,
) -> None:
    from modelport.platforms.reading import CountingReader

    def check() -> None:
        if stop.is_set() or context.cancel.is_set():
            raise Stopped

    check()
    path = Path(upload.path)
    try:
        reader = CountingReader(path, lambda done: progress.reached(upload.path, done), check)
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        sent = context.storage.upload(reader, upload.bucket, upload.name, generation, _reporter(upload, retries))
    finally:
        reader.close()
    progress.reached(upload.path, sent.size)


def _reporter(upload: Upload, retries: SimpleQueue[Retried]) -> Callable[[Exception], None]:
    attempts = 0

    def report(error: Exception) -> None:
        nonlocal attempts
        attempts += 1
        retries.put(Retried(UPLOAD, f"{Path(upload.path).name}: {error}", attempts, 0.5))

    return report


def size_of(path: Path) -> int:
    """A file's size in bytes; raises ArtifactError."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> ArtifactError:
    """The error for a local file that cannot be read."""
    return ArtifactError(
        f"Cannot read {path}.",
        why=error.strerror or str(error),
        fix="Make the file readable, then run it again.",
    )
