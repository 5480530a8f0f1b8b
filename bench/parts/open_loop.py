"""Load from a process of its own: requests at a fixed pace, or as fast as answers come.

    python -m open_loop HOST PORT PLAN

PLAN is a JSON file: ``{"requests": [[path, cookie], ...], "seconds": .., "rate": .., "connections": ..,
"also_accepted": 302}`` with ``rate`` null for as fast as possible. Prints one JSON object. At a fixed pace a request counts
from the moment at which it was due, also when every connection was busy then: a slow server cannot
hide behind a patient client.
"""

import asyncio
import json
import sys
import time
from collections import deque
from http import HTTPStatus
from pathlib import Path
from typing import cast


class Caller(asyncio.Protocol):
    """One connection that is kept alive; it asks one thing at a time."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._buffer = bytearray()
        self._missing = 0
        self._due_at = 0.0
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take up work."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._load.take(self)

    def ask(self, request: bytes, due_at: float) -> None:
        """Send a request that was due at a moment."""
        self._due_at = due_at
        if self._transport is not None:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Collect an answer; when it is whole, note it and be free again."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        if not self._missing:
            head = bytes(self._buffer[:end]).lower()
            self._missing = -1  # in chunks, the last of them empty
            if b"content-length:" in head:
                length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
                self._missing = end + 4 + length
        is_whole = (
            self._buffer.endswith(b"\r\n0\r\n\r\n")
            if self._missing < 0
            else len(self._buffer) >= self._missing
        )
        if not is_whole:
            return
        status = int(self._buffer[9:12])
        self._buffer.clear()
        self._missing = 0
        self._load.note(self._due_at, status)
        self._load.take(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own
        """Count it, unless all is over."""
        if not self._load.is_over:
            self._load.lost += 1


class Load:
    """The queue of what is due, the idle connections, and the times of the answers."""

    def __init__(
        self, requests: list[bytes], rate: float | None, seconds: float, also: int
    ) -> None:
        self._requests = requests
        self._rate = rate
        self._also_accepted = also
        self._seconds = seconds
        self._due: deque[tuple[bytes, float]] = deque()
        self._idle: deque[Caller] = deque()
        self._position = 0
        self._until = float("inf")
        self.milliseconds: list[float] = []
        self.failures: dict[int, int] = {}
        self.lost = 0
        self.is_over = False

    def take(self, caller: Caller) -> None:
        """A connection is free."""
        if self._rate is None and time.perf_counter() < self._until:
            caller.ask(self._next(), time.perf_counter())
        elif self._due:
            caller.ask(*self._due.popleft())
        else:
            self._idle.append(caller)

    def note(self, due_at: float, status: int) -> None:
        """An answer is there."""
        if status not in {HTTPStatus.OK, self._also_accepted}:
            self.failures[status] = self.failures.get(status, 0) + 1
        self.milliseconds.append((time.perf_counter() - due_at) * 1000)

    async def run(self, host: str, port: int, connections: int) -> float:
        """Load for the time that was asked; the seconds it took."""
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        self._until = began + self._seconds
        for _ in range(connections):
            await loop.create_connection(lambda: Caller(self), host, port)
        if self._rate is not None:
            began = time.perf_counter()
            count = int(self._rate * self._seconds)
            for number in range(count):
                due_at = began + number / self._rate
                wait = due_at - time.perf_counter()
                if wait > 0:
                    await asyncio.sleep(wait)
                if self._idle:
                    self._idle.popleft().ask(self._next(), due_at)
                else:
                    self._due.append((self._next(), due_at))
            patience = time.perf_counter() + 10
            while len(self.milliseconds) < count and time.perf_counter() < patience:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            # What nobody has even asked by then counts as late as it is.
            now = time.perf_counter()
            self.milliseconds += [(now - due_at) * 1000 for _, due_at in self._due]
        else:
            await asyncio.sleep(self._seconds)
            while len(self._idle) < connections and not self.lost:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        self.is_over = True
        return time.perf_counter() - began

    def _next(self) -> bytes:
        request = self._requests[self._position % len(self._requests)]
        self._position += 1
        return request


def main() -> None:
    host, port, plan_path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    plan = json.loads(plan_path.read_text())
    requests = [
        (
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n"
            "Accept-Language: nl\r\nAccept: text/html\r\n\r\n"
        ).encode()
        for path, cookie in plan["requests"]
    ]
    load = Load(requests, plan["rate"], plan["seconds"], plan["also_accepted"])
    seconds = asyncio.run(load.run(host, port, plan["connections"]))
    answer = {
        "seconds": seconds,
        "milliseconds": [round(each, 2) for each in load.milliseconds],
        "failures": load.failures,
        "lost": load.lost,
        "processor_seconds": time.process_time(),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
