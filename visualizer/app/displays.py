"""What each display needs, read from the user's file and kept while the show runs: a file that breaks changes nothing."""
from __future__ import annotations

import tomllib
from collections.abc import Sequence

from visualizer.config import displays_file, load_displays, save_displays, save_state
from visualizer.model import log
from visualizer.model.errors import ConfigError, OutputError, UsageError
from visualizer.model.files import keep_if_broken
from visualizer.model.settings import Schema, Value
from visualizer.output.lastmile import LastMile, problem
from visualizer.output.window import Display

TABLE = "display"
SCHEMA = Schema({TABLE: LastMile}, {})
LOOK_S = 1.0
"""s between two looks at the file"""


class DisplayBook:
    """Last miles by display name. `of` is what a display needs; `refresh` reads the file anew when it has changed."""

    def __init__(self) -> None:
        """ConfigError for mistakes in the file: before the window opens they are fatal."""
        self._stamp = _stamp()
        self._miles = _read()
        self._next = 0.0

    def names(self) -> tuple[str, ...]:
        """Displays that have settings of their own."""
        return tuple(sorted(self._miles))

    def of(self, name: str) -> LastMile:
        """What the display of that name needs; a plain copy when nothing is said of it."""
        return self._miles.get(name, LastMile())

    def put(self, name: str, mile: LastMile) -> None:
        """Use these from now on; not yet in the file."""
        self._miles[name] = mile

    def save(self) -> str:
        """Write the file and return its name; of one with a mistake a copy is kept. OutputError when that cannot be done."""
        try:
            keep_if_broken(displays_file(), lambda _: _read())
        except OSError as error:
            raise OutputError(f"{displays_file()}: has a mistake, and no copy of it can be kept ({error.strerror}); put it right, then save again") from error
        path = save_displays(SCHEMA, TABLE, {name: _values(mile) for name, mile in self._miles.items()})
        self._stamp = _stamp()
        return str(path)

    def refresh(self, now: float) -> None:
        """Once a second: a file that has changed and is right replaces what is in use; one that is wrong is told and changes nothing. now: s."""
        if now < self._next:
            return
        self._next = now + LOOK_S
        if (stamp := _stamp()) == self._stamp:
            return
        self._stamp = stamp
        try:
            self._miles = _read()
            log.get().info("displays: %s is read anew", displays_file().name)
        except ConfigError as error:
            log.get().warning("displays: the last good settings stay: %s", error)


def remember_display(display: Display) -> None:
    """The next show begins there when nobody names another."""
    save_state({"display": display.name, "display_x": display.position[0], "display_y": display.position[1]})


def changed(mile: LastMile, words: Sequence[str]) -> LastMile:
    """`mile` with KEY=VALUE words laid over it. UsageError names the word, the keys that exist, or what is allowed."""
    values = _values(mile)
    for word in words:
        name, equals, text = word.partition("=")
        key = f"{TABLE}.{name.strip()}"
        if not equals or key not in SCHEMA:
            raise UsageError(f"{word}: give KEY=VALUE, as rotate=180 or top_left=0.02,0.97; keys: {', '.join(e.key.split('.')[1] for e in SCHEMA)}")
        try:
            values[key] = SCHEMA[key].check(_parsed(text.strip(), SCHEMA[key].default))
        except ValueError as error:
            raise UsageError(f"{word}: {error}") from error
    new: LastMile = SCHEMA.build(LastMile, TABLE, values)
    if wrong := problem(new):
        raise UsageError(f"{' '.join(words)}: {wrong}")
    return new


def told(mile: LastMile) -> list[str]:
    """KEY=VALUE of what is not as it comes."""
    return [f"{key.split('.')[1]}={','.join(map(str, v)) if isinstance(v, tuple) else v}" for key, v in _values(mile).items() if v != SCHEMA[key].default]


def _parsed(text: str, default: Value) -> object:
    if isinstance(default, str):
        return text
    try:
        return tomllib.loads(f"v = [{text.strip('[]')}]" if isinstance(default, tuple) else f"v = {text}")["v"]
    except (ValueError, RecursionError):
        return text


def _values(mile: LastMile) -> dict[str, Value]:
    return {e.key: getattr(mile, e.key.split(".")[1]) for e in SCHEMA}


def _stamp() -> tuple[int, int]:
    try:
        found = displays_file().stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_size


def _read() -> dict[str, LastMile]:
    miles: dict[str, LastMile] = {}
    wrong: list[str] = []
    for name, values in load_displays(SCHEMA, TABLE).items():
        miles[name] = SCHEMA.build(LastMile, TABLE, values)
        if what := problem(miles[name]):
            wrong.append(f"{displays_file()}: {name!r}: {what}")
    if wrong:
        raise ConfigError(wrong)
    return miles
