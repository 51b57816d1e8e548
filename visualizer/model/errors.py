"""Every failure a user can meet. Each says where, what, what is allowed and what to do next, in one line, and carries its exit code."""
from __future__ import annotations

from collections.abc import Sequence

EXIT_OK, EXIT_USAGE, EXIT_NO_GL, EXIT_NO_AUDIO = 0, 2, 3, 4


class ConcordError(Exception):
    """The root. `exit_code` is what the process returns when this ends it (2 usage or config, 3 no usable GL, 4 no audio)."""

    exit_code = EXIT_USAGE


class UsageError(ConcordError):
    """A word on the command line that cannot be followed."""


class ConfigError(ConcordError):
    """One or more mistakes in configuration, all listed at once. `problems`: lines 'file: [dotted.key] = value: what is allowed'."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class InputError(ConcordError):
    """A sound file that cannot be read, or holds no sound."""

    exit_code = EXIT_NO_AUDIO


class DeviceError(ConcordError):
    """A sound device that cannot be opened. `candidates`: names that exist."""

    exit_code = EXIT_NO_AUDIO

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        self.candidates = tuple(candidates)
        names = "; names that exist: " + ", ".join(repr(name) for name in self.candidates) if self.candidates else ""
        super().__init__(message + names)


class OutputError(ConcordError):
    """A file that cannot be written where it was asked for."""


class GpuError(ConcordError):
    """No OpenGL 3.3 core context, or one that lacks something needed."""

    exit_code = EXIT_NO_GL


class ShaderError(ConcordError):
    """A shader that does not assemble, compile, link, or keep the contract. `where`: our own 'file:line'."""

    def __init__(self, where: str, message: str) -> None:
        self.where = where
        super().__init__(f"{where}: {message}")
