"""How the command line reads its words before any command runs: `show` where none is named, what was meant, and errors of ours as one line."""
from __future__ import annotations

import shlex
from typing import Any

import click

from visualizer.model import log
from visualizer.model.errors import ConcordError


class InputWord(click.types.StringParamType):
    """INPUT where it has to be something with an end."""

    name = "input"

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """What may stand there."""
        return "Name a sound file (or a video with sound), or: overture"


def names_input(word: str) -> bool:
    """Whether a word that is no command is something to listen to."""
    from visualizer.audio import parse_input

    try:
        return parse_input(word).kind != "device"
    except ConcordError:   # it looks like a path, and nothing is there
        return True


class ConcordGroup(click.Group):
    """`concord` alone is `concord show`; errors of ours are one clear line and their own exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` in front when no command is named."""
        takes = {o: not getattr(p, "is_flag", False) for p in self.params for o in p.opts}
        rest = iter(args)
        meant = ""
        for word in rest:
            if word not in takes and word.split("=")[0] not in takes:
                after = [word, *rest]
                meant = shlex.join(["concord", *args[:len(args) - len(after)], "show", *after])
                break
            if takes.get(word):
                next(rest, None)   # its value
        else:
            if not {"-h", "--help", "--version"} & set(args):
                args = [*args, "show"]
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            shows = self.commands["show"].params
            if any(error.option_name in (*p.opts, *p.secondary_opts) for p in shows):
                raise click.UsageError(f"No such option: {error.option_name}; did you mean: {meant}", ctx) from error
            raise

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; for a word that is an input, how to show it."""
        if args[0] not in self.commands and not ctx.resilient_parsing and names_input(args[0]):
            raise click.UsageError(f"No such command {args[0]!r}; did you mean: {shlex.join(['concord', 'show', *args])}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and turn ConcordError into its line and code."""
        try:
            return super().invoke(ctx)
        except ConcordError as error:
            log.get().debug("ended: %s", error)
            for line in str(error).splitlines():
                click.echo(f"concord: {line}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("concord: interrupted", err=True)
            ctx.exit(130)
