from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from devices.messages import Delivered, Message
from devices.outbox import SUSPECT_AFTER, Entry, Outbox


def entry(loop: asyncio.AbstractEventLoop, name: str = "a") -> Entry:
    return Entry(Message(name), 0.0, 5.0, loop.create_future())


def send(outbox: Outbox, packet_id: int, now: float = 0.0, window: int = 20) -> Entry | None:
    chosen = outbox.next(window, now)
    if chosen is not None:
        outbox.sent(chosen, packet_id, now)
    return chosen


def test_entries_leave_in_the_order_they_came() -> None:
    loop = asyncio.new_event_loop()
    outbox, entries = Outbox(10), [entry(loop) for _ in range(3)]
    assert all(outbox.add(e) for e in entries)
    assert [send(outbox, i) for i in range(4)] == [*entries, None]
    loop.close()


def test_what_was_in_flight_goes_first_on_the_next_link() -> None:
    loop = asyncio.new_event_loop()
    outbox, entries = Outbox(10), [entry(loop) for _ in range(4)]
    for e in entries:
        outbox.add(e)
    for packet_id in (1, 2, 3):
        send(outbox, packet_id)
    outbox.acknowledged(2)
    assert outbox.recover() == 2
    again = [send(outbox, i) for i in (1, 2, 3)]
    assert again == [entries[0], entries[2], entries[3]]
    loop.close()


def test_what_was_answered_meanwhile_is_not_sent_again() -> None:
    loop = asyncio.new_event_loop()
    outbox, expired = Outbox(10), entry(loop)
    outbox.add(expired)
    send(outbox, 1)
    expired.answer.set_result(Delivered(0.0))
    outbox.give_up(expired)
    assert outbox.recover() == 0
    assert send(outbox, 1) is None
    loop.close()


def test_nothing_more_is_sent_while_the_window_is_full_or_the_broker_is_suspect() -> None:
    loop = asyncio.new_event_loop()
    outbox, entries = Outbox(10), [entry(loop) for _ in range(3)]
    for e in entries:
        outbox.add(e)
    send(outbox, 1, window=1)
    assert outbox.next(1, 0.0) is None
    assert outbox.next(2, SUSPECT_AFTER * 2) is None
    assert outbox.acknowledged(1) is entries[0]
    assert outbox.next(1, SUSPECT_AFTER * 2) is entries[1]
    loop.close()


STEPS = st.lists(st.sampled_from(["add", "send", "acknowledge", "give up", "recover"]), max_size=60)


@given(STEPS, st.integers(1, 5))
def test_it_never_holds_more_than_its_limit_nor_sends_what_was_given_up(steps: list[str], limit: int) -> None:
    loop = asyncio.new_event_loop()
    outbox, given_up, held, packet_ids = Outbox(limit), set(), list[Entry](), list[int]()
    for number, step in enumerate(steps):
        if step == "add" and outbox.add(fresh := entry(loop)):
            held.append(fresh)
        elif step == "send" and (chosen := send(outbox, number)) is not None:
            assert chosen not in given_up
            packet_ids.append(number)
        elif step == "acknowledge" and packet_ids:
            outbox.acknowledged(packet_ids.pop())
        elif step == "give up" and held:
            gone = held.pop()
            gone.answer.cancel()
            outbox.give_up(gone)
            given_up.add(gone)
        elif step == "recover":
            outbox.recover()
        assert len(outbox) <= limit
    loop.close()
