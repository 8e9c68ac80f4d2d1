"""Beam search for the sentence of a grammar that CTC posteriors fit best, frame by frame.

Token passing (Young et al. 1989) over a `PhoneGraph`, exact in CTC's rule that within a word a phone
said twice has a blank between. Each node holds two scores: its phone was the last output, or a blank after
it. In a tree a node has one parent, so nothing is merged but where words end; there every way in
is kept as a link, and the links make the lattice that N-best lists are read from.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.hearing.phone_graph import PhoneGraph
from assistant.hearing.phones import BLANK

BEAM = 25.0  # nats below the best token that are followed; 14 lost 6 of 79 right coffee orders
# Nats for words that meet in the same phone and share it, as in fast speech ("hall light"), where CTC asks
# for a blank between. Small: it only decides between words that fit alike ("bus stop", "bus top").
SHARED = -1.0
MOST = 4_000  # nodes followed at most; a home of 1,000 devices keeps fewer within the beam
MAX_LINKS = 400_000  # of one utterance; beyond it only the best word ends of a frame are kept
_NEVER = np.float32(-1e30)
# Of the backward search: (minus the score, link, score after it, words and marks after it, bonus, last link).
_Ahead = tuple[float, int, float, tuple[str, ...], tuple[tuple[int, float], ...], float, int]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Path:
    """A sentence: its words, the frame after each word's last, the log score to there, and in all.

    ``bonus``: the part of the score that is the grammar's, not the sound's (rare words). ``state``: of
    the grammar, where the sentence has come to.
    """

    words: tuple[str, ...]
    ends: tuple[int, ...]
    scores: tuple[float, ...]
    score: float
    final: bool
    bonus: float = 0.0
    state: int = 0


@dataclass
class _Links:
    """Word ends: where a word ended, after which link, into which state, with which score."""

    before: list[Ints]
    word: list[Ints]
    target: list[Ints]
    score: list[Floats]
    bonus: list[Floats]
    frame: list[int]
    first: list[int]
    count: int = 0


class CtcSearch:
    """Feed log probabilities, ask for the best sentences. One utterance at a time."""

    def __init__(self, graph: PhoneGraph, *, beam: float = BEAM, most: int = MOST) -> None:
        self._graph = graph
        self._beam = np.float32(beam)
        self._most = most
        self._voiced = np.full(graph.nodes, _NEVER, np.float32)
        self._silent = np.full(graph.nodes, _NEVER, np.float32)
        self._link_voiced = np.zeros(graph.nodes, np.int32)
        self._link_silent = np.zeros(graph.nodes, np.int32)
        self._entry = np.full(graph.states, _NEVER, np.float32)
        self._entry_link = np.zeros(graph.states, np.int32)
        self._entry_phone = np.zeros(graph.states, np.int32)
        self._active = np.zeros(0, np.int32)
        self._entered = np.zeros(0, np.int32)
        self.reset()

    def reset(self) -> None:
        """Begin another utterance."""
        self._voiced[self._active] = self._silent[self._active] = _NEVER
        self._entry[self._entered] = _NEVER
        self._active = np.zeros(0, np.int32)
        self._entered = np.zeros(1, np.int32)
        self._entry[0], self._entry_link[0], self._entry_phone[0] = 0.0, -1, -1
        self._waited = np.float32(0.0)  # score of having heard nothing but blanks so far
        self._links = _Links([], [], [], [], [], [], [])
        self.frames = 0
        self.followed = 0  # nodes looked at so far: what the search costs, without a clock
        self.best = 0.0

    def feed(self, logs: Floats) -> None:
        """Take on [frames, 40] natural log probabilities."""
        for row in logs:
            self._step(row)

    def _step(self, row: Floats) -> None:
        graph, active = self._graph, self._active
        voiced, silent = self._voiced[active], self._silent[active]
        either = np.maximum(voiced, silent)
        parents = np.concatenate([active, self._entered])
        blocked = np.concatenate([graph.phone[active], self._entry_phone[self._entered]])
        any_way = np.concatenate([either, self._entry[self._entered]])
        after_blank = np.concatenate([silent, self._entry[self._entered] + np.float32(SHARED)])
        better = np.where(silent > voiced, self._link_silent[active], self._link_voiced[active])
        link_any = np.concatenate([better, self._entry_link[self._entered]])
        link_blank = np.concatenate([self._link_silent[active], self._entry_link[self._entered]])
        # The tokens that stay where they are.
        new_silent = either + row[BLANK]
        new_voiced = voiced + row[graph.phone[active]]
        self._silent[active], self._link_silent[active] = new_silent, better
        self._voiced[active] = new_voiced
        # The tokens that go on to the next phone.
        first = graph.child_at[parents]
        counts = graph.child_at[parents + 1] - first
        source = np.repeat(np.arange(len(parents), dtype=np.int32), counts)
        offsets = np.arange(len(source), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
        kids = graph.child[first[source] + offsets]
        phones = graph.phone[kids]
        same = phones == blocked[source]
        score = np.where(same, after_blank[source], any_way[source]) + row[phones]
        self._waited += row[BLANK]
        best = max(
            score.max(initial=_NEVER),
            new_silent.max(initial=_NEVER),
            new_voiced.max(initial=_NEVER),
            self._waited,
        )
        floor = best - self._beam
        good = score > floor
        kids, score = kids[good], score[good]
        link = np.where(same, link_blank[source], link_any[source])[good]
        wins = score > self._voiced[kids]
        won = kids[wins]
        self._voiced[won], self._link_voiced[won] = score[wins], link[wins]
        self._keep(np.concatenate([active, won]), floor)
        self.best = float(best)
        self.frames += 1
        self.followed += len(self._active)
        self._end_words(floor)

    def _keep(self, nodes: Ints, floor: np.float32) -> None:
        """Go on with the nodes within the beam, the best if they are too many."""
        nodes = np.unique(nodes)
        score = np.maximum(self._voiced[nodes], self._silent[nodes])
        if len(nodes) > self._most:
            floor = max(floor, np.partition(score, -self._most)[-self._most])
        kept = score >= floor
        dropped = nodes[~kept]
        self._voiced[dropped] = self._silent[dropped] = _NEVER
        self._active = nodes[kept]

    def _end_words(self, floor: np.float32) -> None:
        graph, active = self._graph, self._active
        self._entry[self._entered] = _NEVER
        ending = active[graph.word_at[active + 1] > graph.word_at[active]]
        first = graph.word_at[ending]
        counts = graph.word_at[ending + 1] - first
        source = np.repeat(np.arange(len(ending), dtype=np.int32), counts)
        offsets = np.arange(len(source), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
        arcs = first[source] + offsets
        nodes = ending[source]
        voiced, silent = self._voiced[nodes], self._silent[nodes]
        score = np.maximum(voiced, silent) + graph.bonus[arcs]
        good = score > floor
        arcs, nodes, score = arcs[good], nodes[good], score[good]
        by_voice = (voiced >= silent)[good]
        before = np.where(by_voice, self._link_voiced[nodes], self._link_silent[nodes])
        order = np.argsort(score, kind="stable")  # the best way into a state is written last
        arcs, nodes, score, before, by_voice = (
            arcs[order],
            nodes[order],
            score[order],
            before[order],
            by_voice[order],
        )
        target = graph.target[arcs]
        links = self._links
        number = np.arange(links.count, links.count + len(arcs), dtype=np.int32)
        self._entry[target], self._entry_link[target] = score, number
        self._entry_phone[target] = np.where(by_voice, graph.phone[nodes], -1)
        entered = np.unique(target)
        if self._waited > floor:
            entered = np.union1d(entered, np.zeros(1, np.int32))
            if self._waited > self._entry[0]:
                self._entry[0], self._entry_link[0], self._entry_phone[0] = self._waited, -1, -1
        self._entered = entered.astype(np.int32)
        for kept, now in ((links.before, before), (links.word, graph.word[arcs]), (links.target, target)):
            kept.append(now.astype(np.int32))
        links.score.append(score.astype(np.float32))
        links.bonus.append(graph.bonus[arcs])
        links.frame.append(self.frames)
        links.first.append(links.count)
        links.count += len(arcs)

    def paths(self, most: int = 1, *, final: bool = True) -> list[Path]:
        """The best sentences that end at this frame, different in their words, best first.

        ``final`` False: also sentences that are not whole yet, up to their last whole word.
        """
        links, graph = self._links, self._graph
        if not links.count or not len(links.score[-1]):
            return []
        before, word = np.concatenate(links.before), np.concatenate(links.word)
        target, score = np.concatenate(links.target), np.concatenate(links.score)
        bonus = np.concatenate(links.bonus)
        begun = np.array(links.first)
        ends = range(links.first[-1], links.count)
        heap: list[_Ahead] = [
            (-float(score[i]), i, 0.0, (), (), 0.0, i) for i in ends if graph.final[target[i]] or not final
        ]
        heapq.heapify(heap)
        found: dict[tuple[str, ...], Path] = {}
        looks = 0
        while heap and len(found) < most and looks < 200 * most + 2_000:
            looks += 1
            total, at, later, words, marks, given, last = heapq.heappop(heap)
            given += float(bonus[at])
            spoken = (graph.words[word[at]], *words)
            frame = links.frame[int(np.searchsorted(begun, at, side="right")) - 1]
            marked = ((frame, later), *marks)
            if before[at] < 0:
                if spoken not in found:
                    scores = tuple(-total - after for _, after in marked)
                    ended, state = tuple(end for end, _ in marked), int(target[last])
                    whole = bool(graph.final[state])
                    found[spoken] = Path(spoken, ended, scores, -total, whole, given, state)
                continue
            # Every way into the state this word began in: what an N-best list may choose instead.
            came = int(before[at])
            step = later + float(score[at]) - float(score[came])
            row = int(np.searchsorted(begun, came, side="right")) - 1
            until = links.first[row + 1] if row + 1 < len(links.first) else links.count
            for other in range(links.first[row], until):
                if target[other] == target[came]:
                    heapq.heappush(
                        heap, (-(float(score[other]) + step), other, step, spoken, marked, given, last)
                    )
        return list(found.values())
