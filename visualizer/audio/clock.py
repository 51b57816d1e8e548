"""When samples sounded, from a wobbly report of when they could be read: the lower edge of (time seen - time by count), as a slow line."""
from __future__ import annotations

from itertools import pairwise

BUCKET_S = 0.25
"""s; only the least late observation of each bucket is kept."""
WINDOW = 80
"""buckets, 20 s: long enough for parts per million, short enough to follow a warming crystal."""
SETTLE_S = 2.0
"""s after an anchor during which the clock may step; later it only creeps."""
GAP_S = 0.5
"""s without an observation after which the count is not trusted to continue."""
STEP_S = 0.02
"""s; a lower edge this far below the line is news, not drift, and the clock is anchored anew."""
LATE_S, LATE_BUCKETS = 0.008, 12
"""every observation of this many buckets this much above the line: samples were lost, not late."""
CREEP = 0.004
"""s per s, the quickest correction after SETTLE_S."""
DRIFT = 500e-6
"""the largest believable rate error of a sound card."""


class SampleClock:
    """Performance-counter time minus show time, free of jitter and drift. Feed it once per block."""

    def __init__(self) -> None:
        self.epoch = 0
        """+1 whenever anchored anew after the first time"""
        self.lost_s = 0.0
        """s of sound that never arrived, by the difference between the lines before and after each new anchor"""
        self.offset = float("nan")
        """s, performance counter minus show time, as believed now"""
        self._points: list[tuple[float, float]] = []
        self._shown = 0.0
        self._clear()

    def _clear(self) -> None:
        self._points.clear()
        self._base = self._slope = 0.0
        self._since = self._began = self._last_seen = self._bucket = float("nan")
        self._late = 0
        self._before: tuple[float, float] | None = None

    def anchor(self) -> None:
        """Start anew at the next observation: the stream was stopped, sought or opened again."""
        known = bool(self._points)
        self._clear()
        self.epoch += known

    def _begin(self, show_s: float, late: float) -> None:
        self._since = self._bucket = show_s
        self._began = show_s + late
        self._base = self.offset = late
        self._last_seen = show_s + late
        self._points.append((show_s, late))

    def observe(self, show_s: float, seen_s: float) -> float:
        """The block that ends at show_s (s) was seen at seen_s (s, performance counter, latency taken off). Returns the offset in s."""
        late = seen_s - show_s
        if seen_s - self._last_seen > GAP_S:
            self._again()
        self._last_seen = seen_s
        if not self._points:
            self._begin(show_s, late)
        elif show_s - self._bucket >= BUCKET_S:
            self._bucket = show_s
            self._close_bucket(show_s, late)
        elif late < self._points[-1][1]:
            self._points[-1] = (show_s, late)
        line = self._base + self._slope * show_s if len(self._points) > 1 else self._points[0][1]
        age = min(show_s - self._since, seen_s - self._began)   # a backlog that is read at once is no time passed
        if late < line - STEP_S and age > SETTLE_S:
            self._again(lost=False)
            return self.observe(show_s, seen_s)
        if age <= SETTLE_S:
            self.offset = min(p[1] for p in self._points)
            self._settle(age)
        else:
            limit = CREEP * max(0.0, show_s - self._shown)
            self.offset += min(max(line - self.offset, -limit), limit)
        self._shown = show_s
        return self.offset

    def _settle(self, age: float) -> None:
        """One second into a new anchor, say what the change cost."""
        if self._before is not None and age > SETTLE_S / 2:
            base, slope = self._before
            missing = self.offset - (base + slope * self._since)
            self.lost_s += missing if missing > LATE_S / 2 else 0.0
            self._before = None

    def _again(self, lost: bool = True) -> None:
        """Anchor anew; with `lost`, the step from the old line to the new one is counted."""
        before = (self._base, self._slope) if len(self._points) > 1 else ((self.offset, 0.0) if self._points else None)
        self.anchor()
        self._before = before if lost else None

    def _close_bucket(self, show_s: float, late: float) -> None:
        t, least = self._points[-1]
        above = len(self._points) > 1 and least > self._base + self._slope * t + LATE_S
        self._late = self._late + 1 if above and show_s - self._since > SETTLE_S else 0
        if self._late >= LATE_BUCKETS:
            self._again()
            self._begin(show_s, late)
            return
        self._base, self._slope = lower_line(self._points)
        self._points.append((show_s, late))
        del self._points[:-WINDOW]


def lower_line(points: list[tuple[float, float]]) -> tuple[float, float]:
    """(value at 0, slope) of the line below every point that lies closest to them all: the edge of the lower convex hull over their mean abscissa.

    points: (t, y), t growing. A slope beyond DRIFT is not believed, and with less than 4 s to look at none is.
    """
    least = min(y for _, y in points)
    if points[-1][0] - points[0][0] < 4.0:
        return least, 0.0
    hull: list[tuple[float, float]] = []
    for t, y in points:
        while len(hull) > 1 and (hull[-1][1] - hull[-2][1]) * (t - hull[-2][0]) >= (y - hull[-2][1]) * (hull[-1][0] - hull[-2][0]):
            hull.pop()
        hull.append((t, y))
    middle = sum(t for t, _ in points) / len(points)
    for (t0, y0), (t1, y1) in pairwise(hull):
        if t1 >= middle:
            slope = min(max((y1 - y0) / (t1 - t0), -DRIFT), DRIFT)
            return min(y - slope * t for t, y in points), slope
    return least, 0.0
