"""Work on many files: begun alone, and shared among all cores once it takes long."""

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from cassette_cli.errors import CassetteError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

PATIENCE = 0.2
"""After how many seconds others are asked to help; starting them takes a fifth of that."""
_MOST_WORKERS = 8
"""Each may need the memory of a large file."""
_AHEAD = 3
"""How many items wait for each worker, so that none is idle and not all results are held."""


def in_order(
    alone: Callable[[T], R],
    shared: Callable[[T], R],
    items: Iterable[T],
    *,
    patience: float | None = None,
) -> Iterator[R]:
    """Yield what functions make of items, in the order of these.

    Args:
        alone: makes it in this process.
        shared: makes the same in another one, and of a kind that can be pickled, as the items are.
        items: asked for one by one, a few ahead of what is yielded.
        patience: for how many seconds this process works alone, `PATIENCE` if nothing is said. Only
            where processes can be forked without harm, which is on Linux, are there others.

    Raises:
        CassetteError: one of the other processes was killed.
    """
    todo = iter(items)
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    for item in todo:
        yield alone(item)
        if time.monotonic() >= end:
            break
    waiting = list(islice(todo, 2))
    todo = chain(waiting, todo)
    count = min(_cores(), _MOST_WORKERS)
    if len(waiting) > 1 and count > 1 and (workers := _forked(count, shared)) is not None:
        yield from _shared(workers, todo, count * _AHEAD)
    else:
        yield from map(alone, todo)


def _cores() -> int:
    """Return how many processes can run at once that are forked from this one."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


class _Worker:
    """What one of the other processes does: its work is there from the start, and never sent."""

    work: Callable[[Any], Any]

    @classmethod
    def begin(cls, work: Callable[[T], R]) -> None:
        """Take on the work, which ends with the run."""
        import signal
        from threading import Thread

        # The run is interrupted, and asks for no more: one that ended on its own while it answers
        # would leave half an answer, of which the run awaits the rest.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with suppress(RuntimeError):  # there may be no more threads
            Thread(target=cls.end_with_the_run, daemon=True).start()
        cls.work = staticmethod(work)

    @staticmethod
    def end_with_the_run() -> None:
        """Wait for the run to be killed: nobody else would tell who waits for more of its items."""
        from multiprocessing import parent_process

        run = parent_process()
        assert run is not None
        run.join()
        os._exit(1)

    @classmethod
    def do(cls, item: object) -> Any:  # noqa: ANN401 - whoever asks knows what it is
        """Return what the work makes of an item."""
        return cls.work(item)

    @staticmethod
    def is_there() -> bool:
        """Return that there is one."""
        return True


def _forked(count: int, work: Callable[[T], R]) -> "ProcessPoolExecutor | None":
    """Return processes that go on from here; `None` where the system gives none."""
    from concurrent.futures import ProcessPoolExecutor  # loaded where it pays
    from multiprocessing import active_children, get_context

    # There may be no semaphores, or no more processes or threads.
    with suppress(ImportError, OSError, RuntimeError):
        workers = ProcessPoolExecutor(count, get_context("fork"), _Worker.begin, (work,))
        workers.submit(_Worker.is_there).result()
        return workers
    for begun in active_children():  # some of them; the end of the run would wait for these
        begun.kill()
        begun.join()
    return None


def _shared(workers: "ProcessPoolExecutor", items: Iterable[T], ahead: int) -> Iterator[R]:
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(workers.submit(_Worker.do, item))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        words = "cannot go on: a process that worked on some of the files was killed"
        raise CassetteError(words, hint="there may be too little memory") from error
    finally:
        workers.shutdown(cancel_futures=True)
