"""Cluster: the workers of a Dask scheduler, who are given lots of work and hand back the results in order."""

from __future__ import annotations

import gc
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from index.draft import Rejected
from index.work import ClusterError
from qa_bot.errors import QABotError

if TYPE_CHECKING:
    from distributed import Client, Future

#: Seconds to wait for the scheduler, for a first worker, and for a worker when all are gone.
_CONNECT, _FIRST, _GONE = 10, 30, 60
#: How often, in seconds, to look whether there are workers while waiting for their results.
_LOOK = 5
#: Times that a task is run again after an error. (Workers that die are counted by the scheduler.)
_RETRIES = 2
#: What differs from Dask's own settings. A lot with one large article in it is no mistake to warn of; a local
#: cluster gives up a process that does not come back within 15 seconds, which on a busy machine is soon.
_CONFIGURATION = {
    "distributed.admin.large-graph-warning-threshold": "200MB",
    "distributed.deploy.lost-worker-timeout": "5 minutes",
}
#: What to say when the scheduler is gone.
_LOST = "the connection to the Dask scheduler was lost; run it again to go on"

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")
_Kept = TypeVar("_Kept")


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler listens at ``address``, such as "tcp://10.0.0.1:8786".

    "local:4" starts four worker processes on this machine, for as long as the block lasts.
    Raises ClusterError when there is no such cluster or it has no worker.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError("--dask needs the package distributed: pip install -e '.[dask]'") from error
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(_CONFIGURATION))
        target: Any = address
        if (workers := local_workers(address)) is not None:
            # Its log is for operators of clusters; here, what matters is raised.
            local = LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
            )
            target = stack.enter_context(local)
        try:
            gc.collect()  # a client that failed, if collected while the next is made, waits for its lock for ever
            client = stack.enter_context(Client(target, timeout=_CONNECT))
        except (OSError, ValueError, TypeError) as error:  # TypeError: an address tls://… without certificates
            raise ClusterError(f"cannot reach a Dask scheduler at {address}: {error}") from error
        try:
            client.wait_for_workers(1, timeout=_FIRST)
        except TimeoutError as error:
            raise ClusterError(
                f"the Dask scheduler at {address} has no worker: start one with  python -m dask worker {address}"
            ) from error
        yield Cluster(client)


def local_workers(address: str) -> int | None:
    """The number of workers that "local:4" asks for, None if the address is that of a scheduler.

    Raises ValueError for a number that is none.
    """
    kind, _, number = address.partition(":")
    if kind != "local":
        return None
    workers = int(number) if number.isdecimal() else 0 if number else os.cpu_count() or 1
    if workers < 1:
        raise ValueError(f"{number!r} is no number of worker processes")
    return workers


@dataclass(frozen=True)
class Lot(Generic[_Part, _Result, _Kept]):
    """Work for one worker: ``task(parts)`` is run there, ``kept`` stays here until the results are back.

    The task gives one result for each part. A lot without parts is sent nowhere.
    """

    task: Callable[[list[_Part]], list[_Result]]
    parts: list[_Part]
    kept: _Kept


class Cluster:
    """Runs tasks on the workers, a bounded number at a time, and hands back their results in order."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._flying: set[Future[Any]] = set()
        self._last_seen = time.monotonic()

    def run(
        self, lots: Iterable[Lot[_Part, _Result, _Kept]], priority: int = 0
    ) -> Iterator[tuple[Lot[_Part, _Result, _Kept], list[_Result | Rejected]]]:
        """Each lot with its results, in the order of the lots; Rejected for a part that kills workers.

        Lots are taken as there is room for them. Raises ClusterError when the cluster is lost,
        and what a task raises again when it is tried again.
        """
        waiting: deque[tuple[Lot[_Part, _Result, _Kept], Future[Any] | None]] = deque()
        for lot in lots:
            waiting.append((lot, self._submit(lot.task, lot.parts, priority) if lot.parts else None))
            while len(waiting) > self._most():
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    def _most(self) -> int:
        """How many lots may be under way: two for each thread there is, so that none has to wait for work."""
        return 2 * max(1, self._info()["total_threads"])

    def _info(self) -> dict[str, Any]:
        try:
            return self._client.scheduler_info(n_workers=0)
        except (OSError, CancelledError) as error:
            raise ClusterError(_LOST) from error

    def _submit(self, task: Callable[[list[_Part]], list[_Result]], parts: list[_Part], priority: int) -> Future[Any]:
        future = self._client.submit(task, parts, retries=_RETRIES, priority=priority, pure=False)
        self._flying.add(future)
        return future

    def _finish(
        self, lot: Lot[_Part, _Result, _Kept], future: Future[Any] | None
    ) -> tuple[Lot[_Part, _Result, _Kept], list[_Result | Rejected]]:
        results = self._result(future) if future is not None else []
        if isinstance(results, Rejected):
            results = [self._alone(lot.task, part) for part in lot.parts]
        return lot, results

    def _alone(self, task: Callable[[list[_Part]], list[_Result]], part: _Part) -> _Result | Rejected:
        """The result for one part, while nothing else is under way that could be what kills workers."""
        for future in self._flying:
            self._wait(future)
        result = self._result(self._submit(task, [part], priority=1))
        return result if isinstance(result, Rejected) else result[0]

    def _result(self, future: Future[Any]) -> Any:
        """The task's result, or Rejected when the workers that ran it died, one after the other."""
        from distributed import KilledWorker

        try:
            while True:
                self._wait(future)
                try:
                    return future.result(timeout=_GONE)
                except TimeoutError:  # the worker died with the result, which is being made again
                    if future.status == "error":
                        raise
        except KilledWorker as error:
            return Rejected(f"{error.allowed_failures + 1} worker processes died while working on it")
        except CancelledError as error:
            raise ClusterError(_LOST) from error
        except QABotError:
            raise
        except Exception as error:
            raise ClusterError(_failure(error)) from error
        finally:
            self._flying.discard(future)

    def _wait(self, future: Future[Any]) -> None:
        """Until the task is done in some way. Raises ClusterError when there are no workers any more."""
        from distributed import wait

        while not future.done():
            try:
                wait(future, timeout=_LOOK)
            except CancelledError:
                return
            except TimeoutError:
                now = time.monotonic()
                if self._info()["n_workers"]:
                    self._last_seen = now
                elif now - self._last_seen > _GONE:
                    raise ClusterError("all Dask workers are gone; start some and run it again to go on") from None
            else:
                self._last_seen = time.monotonic()


def _failure(error: Exception) -> str:
    """What to tell of an error that is not one of ours."""
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, ModuleNotFoundError | AttributeError):
        return (
            f"scheduler or workers lack this program or have another version ({cause}): start them from a checkout "
            "like this one, in an environment with the same packages"
        )
    return f"a worker cannot do its part: {type(cause).__name__}: {cause}"
