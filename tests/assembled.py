"""All parts of the daemon in this process, with a real broker and a painted world before its cameras."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from assistant.acting.timers import Timers
from assistant.assembly import Assembly
from assistant.config import load_config
from assistant.muted import MutedMark
from assistant.seeing.frames import Luma
from tests.daemon import HOME, PATIENCE
from tests.friend import Friend
from tests.seeing.videos import write

CAMERAS = """
cameras:
  - {name: door, source: ./door.mkv, area: hall}
"""


def painted_video(path: Path, pictures: Sequence[Luma], rate: float = 10) -> Path:
    """A video in which each grey is as it was painted."""
    shown = [np.repeat(luma[:, :, None], 3, axis=2) for luma in pictures]
    return write(path, shown, rate=rate, options={"crf": "0", "preset": "ultrafast"})


class Assembled:
    """A running `Assembly`, and a friend on its broker."""

    def __init__(self, assembly: Assembly, friend: Friend) -> None:
        self.assembly = assembly
        self.friend = friend

    async def sees(self, topic: str, payload: bytes | None = None, *, after: int = 0) -> bytes:
        """See `Friend.sees`; meanwhile the assembly goes on."""
        return await asyncio.to_thread(self.friend.sees, topic, payload, after=after)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - conditions of all sorts
                await asyncio.sleep(0.02)


@asynccontextmanager
async def assembled(
    folder: Path,
    port: int,
    more: str = CAMERAS,
    *,
    name: str = "test",
    hearing: str = "microphone: none",
    speak: bool = False,
    meanwhile: Callable[[MutedMark], None] = lambda mark: None,
) -> AsyncGenerator[Assembled, None]:
    """The parts of a configuration in ``folder``, live until the end of the block. ``meanwhile``: what
    happens when they are built but not live yet, as at a reload."""
    file = folder / f"{name}.yaml"
    home = HOME.format(port=port).replace("name: test", f"name: {name}")
    home = home.replace("microphone: none", hearing).replace("speak: false", f"speak: {str(speak).lower()}")
    file.write_text(home + more)
    mark = MutedMark(name, {"XDG_STATE_HOME": str(folder / "state")})
    assembly = Assembly(
        load_config(file), Timers(), port=None, recordings=(), on_alive=lambda: None, muted=mark
    )
    await assembly.prepare()
    meanwhile(mark)
    friend = Friend(port)
    try:
        await assembly.start()
        await assembly.house.linked(PATIENCE)
        yield Assembled(assembly, friend)
    finally:
        await assembly.stop()
        friend.close()
