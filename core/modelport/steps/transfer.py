"""Several uploads at once, told as one stream of events."""

import threading
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from modelport.errors import ArtifactError, PlatformError
from modelport.events import BytesMoved, Event, Retried

from .context import Context, Stopped, clock
from .order import UPLOAD
from .staging import Upload

THREADS = 8
TICK_SECONDS = 0.1


class Progress:
    """Bytes that have arrived, by file; safe to use from several threads.

    Where a file stands when it is first heard of is what had been sent of it before.
    """

    def __init__(self, uploads: tuple[Upload, ...]) -> None:
        self._lock = threading.Lock()
        self._done: dict[str, int] = {}
        self._kept: dict[str, int] = {}
        self._latest = uploads[0].path
        self._began = clock()
        self.total = sum(size_of(Path(upload.path)) for upload in uploads)

    def reached(self, upload: Upload, done: int) -> None:
        """A file has come to `done` bytes."""
        with self._lock:
            self._kept[upload.uri] = min(done, self._kept.get(upload.uri, done))
            self._done[upload.uri] = done
            self._latest = upload.path

    def event(self) -> BytesMoved:
        """How far all of it is."""
        with self._lock:
            done, kept, latest = sum(self._done.values()), sum(self._kept.values()), self._latest
        return BytesMoved(UPLOAD, done, self.total, Path(latest).name, clock() - self._began, kept)

    @property
    def kept(self) -> int:
        """Bytes of these files that were there before."""
        with self._lock:
            return sum(self._kept.values())


def transfer(
    context: Context, uploads: tuple[Upload, ...], generations: dict[str, int]
) -> Generator[Event, None, Progress]:
    """Uploads the files and answers how far they came; the first failure stops the others and is raised.

    `generations` has those of the objects that are replaced, by URI.
    """
    transfers = _Transfers(context, uploads, generations)
    pool = ThreadPoolExecutor(min(THREADS, len(uploads)), "upload")
    try:
        pending = {pool.submit(transfers.send, upload) for upload in uploads}
        yield from transfers.follow(pending)
    finally:
        transfers.stop.set()
        pool.shutdown(cancel_futures=True)
    return transfers.progress


class _Transfers:
    """The uploads of one step: `send` runs in the pool's threads, `follow` in the run's."""

    def __init__(self, context: Context, uploads: tuple[Upload, ...], generations: dict[str, int]) -> None:
        self.progress = Progress(uploads)
        self.stop = threading.Event()
        self._context = context
        self._storage = context.storage
        self._generations = generations
        self._retries = SimpleQueue[Retried]()

    def send(self, upload: Upload) -> None:
        """Uploads one file; raises Stopped, ArtifactError or PlatformError."""
        from modelport.platforms.reading import CountingReader

        self._check()
        path = Path(upload.path)
        try:
            reader = CountingReader(path, lambda done: self.progress.reached(upload, done), self._check)
        except OSError as error:
            raise unreadable(path, error) from error
        try:
            generation = self._generations.get(upload.uri, 0)
            sent = self._storage.upload(reader, upload.bucket, upload.name, generation, partial(self._report, upload))
            reader.check_unchanged()
        finally:
            reader.close()
        self.progress.reached(upload, sent.size)

    def follow(self, pending: set[Future[None]]) -> Generator[Event, None, None]:
        """Tells progress and retries until all files are there, at most ten times a second."""
        count, sent, reported = len(pending), 0, -1
        while pending:
            done, pending = wait(pending, TICK_SECONDS, FIRST_COMPLETED)
            sent += sum(future.exception() is None for future in done)
            self._context.partly = f"{sent} of {count} files uploaded"
            for future in done:
                future.result()
            self._context.check()
            yield from self._retried()
            event = self.progress.event()
            if event.done != reported:
                reported = event.done
                yield event

    def _check(self) -> None:
        if self.stop.is_set() or self._context.cancel.is_set():
            raise Stopped

    def _retried(self) -> Generator[Event, None, None]:
        while True:
            try:
                yield self._retries.get_nowait()
            except Empty:
                return

    def _report(self, upload: Upload, error: PlatformError, attempt: int, delay: float) -> None:
        self._retries.put(Retried(UPLOAD, f"{Path(upload.path).name}: {error.why}", attempt, delay))


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
