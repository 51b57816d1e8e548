"""Words on the command line -> config and command. stdout carries results only; everything said to people goes to stderr."""
from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from visualizer import __version__
from visualizer.control.keyboard import help_text
from visualizer.model import log
from visualizer.model.errors import ConcordError, UsageError
from visualizer.model.paths import reached, user_config

from .group import ConcordGroup, InputWord

TIERS = ("auto", "S", "A", "B", "C")
PRESETS = ("concert", "club", "ambient")


@click.group(cls=ConcordGroup, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
@click.version_option(__version__, prog_name="concord")
@click.option("--config", "config_file", metavar="FILE", help="A config file instead of your own.")
@click.option("--set", "sets", metavar="KEY=VALUE", multiple=True, help="One setting, as crowd.size=4000; several times.")
@click.option("-v", "--verbose", is_flag=True, help="Say more on stderr.")
@click.pass_context
def cli(ctx: click.Context, config_file: str | None, sets: tuple[str, ...], verbose: bool) -> None:
    """Sound in, a theatre out."""
    log.setup("stage", verbose)
    ctx.obj = {"config": config_file, "sets": sets}


def _config(ctx: click.Context, flags: dict[str, object] | None = None) -> Any:
    """The Config: defaults, the preset, the user's file, --set, then the command's own flags."""
    from visualizer.app.schema import schema
    from visualizer.config import load, with_preset

    known = schema()
    given: dict[str, object] = {}
    for item in ctx.obj["sets"]:
        key, equals, value = item.partition("=")
        if not equals:
            raise click.BadParameter(f"{item!r} is not KEY=VALUE, as crowd.size=4000", param_hint="--set")
        given[key.strip()] = _set_value(value, known[key.strip()].default if key.strip() in known else None)
    given.update({k: v for k, v in (flags or {}).items() if v is not None})
    own = user_config() / "config.toml"
    with reached(own, UsageError, "make it readable, or name another with --config"):
        files = [Path(ctx.obj["config"])] if ctx.obj["config"] else [own] if own.is_file() else []
    if preset := ctx.obj.get("preset"):
        given["show.preset"] = preset
    config = load(known, with_preset(files, given), given)   # its values go below the user's own file, however it was named
    for notice in config.notices:
        log.get().warning("%s", notice)
    return config


def _set_value(text: str, default: object) -> object:
    """The VALUE of --set, read as TOML; as it stands where it is no TOML, or where a word is wanted and a number was typed, as in window.display=2."""
    import tomllib

    try:
        value: object = tomllib.loads(f"v = {text}")["v"]
    except (ValueError, RecursionError):
        return text
    return text.strip() if isinstance(default, str) and not isinstance(value, str) else value


def _keep_preset(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    """For _config, which every command that takes it calls."""
    ctx.obj["preset"] = value


def _shared(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Options that several commands take."""
    known = {
        "look": click.option("--look", default="", metavar="NAME", help="A look, see `concord looks`."),
        "quality": click.option("--quality", type=click.Choice(TIERS), default="auto",
                                help="How much of the picture; auto: by the machine when live, A for films and stills."),
        "seed": click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, help="Another seed is another house."),
        "channels": click.option("--channels", default=None, metavar="1,2", help="Channels to listen to, from 1."),
        "preset": click.option("--preset", type=click.Choice(PRESETS), default=None, expose_value=False, callback=_keep_preset,
                               help="What kind of evening it is: how the acts follow the music."),
        "size": click.option("--size", default=None, metavar="WxH", help="Picture size in pixels."),
        "title": click.option("--title", default=None, metavar="FILE.png", help="A title or logo, PNG with alpha, that the spotlight finds."),
    }

    def add(f: Callable[..., None]) -> Callable[..., None]:
        for name in reversed(names):
            f = known[name](f)
        return f

    return add


@cli.command(epilog="\b\n" + help_text().replace("\n\n", "\n\n\b\n"))
@click.argument("source", metavar="[INPUT]", required=False)
@click.option("--input", "input_", metavar="INPUT", help="auto (what this machine plays), mic, overture, a device's name, or a file.")
@click.option("--fullscreen", is_flag=True, help="On the whole display.")
@click.option("--display", "displays", multiple=True, metavar="NAME|N", help="Which display, by name or number; several times: the same picture on each.")
@click.option("--mute", is_flag=True, default=None, help="Play files without sound.")
@click.option("--loop", is_flag=True, help="Begin again at the end.")
@click.option("--seconds", type=float, default=None, help="Leave after so many seconds.")
@click.option("--desk/--no-desk", default=None, help="Serve the desk, a page for a browser on this machine.")
@click.option("--desk-lan", is_flag=True, help="The desk may be opened from other machines, with its token.")
@click.option("--link/--no-link", default=None, help="Follow an Ableton Link session; never moves it.")
@click.option("--headless", is_flag=True, help="No window: the picture is seen on the desk alone.")
@_shared("look", "title", "preset", "quality", "channels", "seed")
@click.pass_context
def show(ctx: click.Context, source: str | None, input_: str | None, fullscreen: bool, displays: tuple[str, ...], mute: bool | None, loop: bool,
         seconds: float | None, desk: bool | None, desk_lan: bool, link: bool | None, headless: bool, look: str, title: str | None, quality: str,
         channels: str | None, seed: int) -> None:
    """The live show in a window; without a display, a video."""
    from visualizer.app.common import build_house, positive
    from visualizer.app.hands import HandsOptions
    from visualizer.app.show import ShowOptions, show_or_film

    positive("--seconds", seconds)
    if source is not None and input_ is not None:
        raise UsageError(f"{source}, --input {input_}: name one input, not two")
    house = build_house(_config(ctx, {"audio.channels": channels, "audio.mute": mute, "window.display": displays[0] if displays else None,
                                   "window.clones": ",".join(displays[1:]) or None, "title.file": title}), look, seed)
    spec = _spec(house, source if source is not None else input_, loop=loop)
    show_or_film(house, spec, ShowOptions(quality, fullscreen, False, seconds, HandsOptions(desk, desk_lan, link), headless))


@cli.command()
@click.option("--seconds", type=float, default=None, help="Leave after so many seconds.")
@_shared("look", "preset", "quality", "seed")
@click.pass_context
def screensaver(ctx: click.Context, seconds: float | None, look: str, quality: str, seed: int) -> None:
    """Fullscreen and silent, the overture over and over; any real input ends it."""
    from visualizer.app.common import build_house, positive
    from visualizer.app.show import ShowOptions, show_or_film

    positive("--seconds", seconds)
    house = build_house(_config(ctx, {"audio.mute": True}), look, seed)
    show_or_film(house, _spec(house, "overture", loop=True), ShowOptions(quality, True, True, seconds))


@cli.command()
@click.argument("source", metavar="INPUT", type=InputWord())
@click.option("-o", "--output", required=True, metavar="OUT", help="The video: .mp4, .mov or .mkv.")
@click.option("--fps", default="60", help="Frames a second.")
@click.option("--start", type=float, default=0.0, metavar="S", help="Begin at this second.")
@click.option("--seconds", type=float, default=None, metavar="S", help="Render so many seconds.")
@_shared("size", "look", "title", "preset", "quality", "channels", "seed")
@click.pass_context
def render(ctx: click.Context, source: str, output: str, fps: str, start: float, seconds: float | None, size: str | None, look: str, title: str | None,
           quality: str, channels: str | None, seed: int) -> None:
    """The show of a file as a video with sound."""
    from visualizer.app.common import build_house, parse_size, positive
    from visualizer.app.film import FilmPlan, parse_fps, render_film

    positive("--seconds", seconds)
    positive("--start", start, zero=True)
    house = build_house(_config(ctx, {"audio.channels": channels, "title.file": title}), look, seed)
    plan = FilmPlan(Path(output), parse_size(size or "1920x1080"), parse_fps(fps), start, seconds, "A" if quality == "auto" else quality)
    click.echo(render_film(house, replace(_spec(house, source), live=False), plan))


@cli.command()
@click.argument("source", metavar="INPUT", type=InputWord())
@click.option("--at", required=True, metavar="S[,S...]", help="Moments in seconds; several make a contact sheet.")
@click.option("-o", "--output", required=True, metavar="OUT.png")
@click.option("--macro", is_flag=True, help="The instrument from close by.")
@_shared("size", "look", "title", "preset", "quality", "channels", "seed")
@click.pass_context
def still(ctx: click.Context, source: str, at: str, output: str, macro: bool, size: str | None, look: str, title: str | None, quality: str,
          channels: str | None, seed: int) -> None:
    """One moment of the show as a picture, or several on a sheet."""
    from visualizer.app.common import build_house, parse_size, parse_times
    from visualizer.app.still import render_stills

    house = build_house(_config(ctx, {"audio.channels": channels, "title.file": title}), look, seed)
    spec = replace(_spec(house, source), live=False)
    click.echo(render_stills(house, spec, parse_times(at), Path(output), parse_size(size or "1920x1080"), "A" if quality == "auto" else quality, macro))


@cli.command()
@click.argument("source", metavar="INPUT", required=False)
@click.option("--json", "out", metavar="OUT", help="Hear the whole file and write what was heard; - is stdout.")
@click.option("--crowd", metavar="OUT.png", help="Draw coherence, order and everybody's phase over the whole file.")
@click.option("--seconds", type=float, default=None, help="Stop after so many seconds.")
@_shared("preset", "channels", "seed")
@click.pass_context
def listen(ctx: click.Context, source: str | None, out: str | None, crowd: str | None, seconds: float | None, channels: str | None,
           seed: int) -> None:
    """What is heard, as live meters, as JSON, or as a picture of the crowd; no stage."""
    from visualizer.app.common import build_house, need_file, positive
    from visualizer.app.listen import listen_json, listen_live
    from visualizer.app.portrait import draw_crowd

    positive("--seconds", seconds)
    house = build_house(_config(ctx, {"audio.channels": channels}), seed=seed)
    spec = _spec(house, source)
    if out is None and crowd is None:
        listen_live(house, spec, seconds)
        return
    spec = replace(spec, seconds=seconds, live=False)
    need_file(spec)
    if out is not None:
        listen_json(house, spec, out)
    if crowd is not None:
        click.echo(draw_crowd(house, spec, Path(crowd)), err=out == "-")   # where the JSON goes, nothing else does


@cli.command()
@click.option("-o", "--output", required=True, metavar="OUT", help="The sound file: .flac, .wav, .aiff, .ogg, .mp3 ...")
def overture(output: str) -> None:
    """The built-in piece as a sound file, 48 kHz stereo."""
    from visualizer.app.export import export_overture

    click.echo(export_overture(Path(output)))


@cli.command()
def devices() -> None:
    """Inputs and outputs of sound, and displays."""
    from visualizer.audio import list_inputs, list_outputs
    from visualizer.output.window import displays

    for i in list_inputs():
        click.echo(f"input\t{i.name}\t{i.label}\t{i.channels} ch\t{'monitor' if i.is_monitor else 'line'}{chr(9) + 'default' if i.is_default else ''}")
    for o in list_outputs():
        click.echo(f"output\t{o.name}\t{o.label}\t{o.channels} ch{chr(9) + 'default' if o.is_default else ''}")
    for d in displays():
        click.echo(f"display\t{d.index}\t{d.name}\t{d.size[0]}x{d.size[1]}")


@cli.command("displays")
@click.argument("name", required=False)
@click.argument("words", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--reset", is_flag=True, help="Forget what was set for this display.")
def displays_(name: str | None, words: tuple[str, ...], reset: bool) -> None:
    """Displays, and what each needs: flip, rotate, corner pin, masks, overscan, gamma, black_lift, peak.

    concord displays EPSON rotate=180 mask_top=0.03   sets it for the display of that name; a show that runs follows at once.
    In the show, Ctrl+T shows the test card, and there the arrows move the corners.
    """
    from visualizer.app.displays import DisplayBook, changed, told
    from visualizer.output.lastmile import LastMile
    from visualizer.output.window import choose_display, displays, has_display

    book = DisplayBook()
    if name is None:
        here = {d.name: d for d in displays()}
        for each in sorted({*here, *book.names()}):
            place = f"{here[each].index}\t{here[each].size[0]}x{here[each].size[1]}" if each in here else "-\tnot here"
            click.echo("\t".join([each, place, *told(book.of(each))]))
        return
    found = choose_display(name) if has_display() and name not in book.names() else None
    name = found.name if found is not None else name
    book.put(name, LastMile() if reset else changed(book.of(name), words))
    book.save()
    click.echo("\t".join([name, *(told(book.of(name)) or ["as it comes"])]))


@cli.command()
@click.option("--no-pictures", is_flag=True, help="Draw none: a list only.")
@click.option("--calmly", is_flag=True, hidden=True, help="At the lowest priority, beside a show that runs.")
def looks(no_pictures: bool, calmly: bool) -> None:
    """Looks, favourites first, each with a small picture: on a terminal in its own colours, elsewhere as the name of a file.

    Elsewhere a line is: name, "favourite" or "-", what it says of itself, its file, its picture ("-" for none). The desk shows the same pictures.
    """
    from visualizer.app.looklist import be_calm, list_with_pictures

    if calmly:
        be_calm()
    for line in list_with_pictures(not no_pictures, sys.stdout.isatty(), calmly):
        click.echo(line)


@cli.command()
def osc() -> None:
    """Every OSC address with its types, range and meaning."""
    from visualizer.app.schema import schema
    from visualizer.config import list_looks
    from visualizer.control.address import Addresses
    from visualizer.control.osc.paths import listing

    addresses = Addresses(schema())
    addresses.name(sorted(list_looks()))
    for path, types, allowed, help_ in listing(addresses):
        click.echo(f"{path}\t{types}\t{allowed}\t{help_}")


@cli.command()
@click.option("--print", "print_", is_flag=True, help="Every setting with its default, unit, range and help, as TOML.")
@click.option("--check", metavar="FILE", help="List every mistake in FILE.")
@click.option("--write-blocks", is_flag=True, hidden=True, help="Write the generated files (shader blocks, configs/default.toml).")
@click.pass_context
def config(ctx: click.Context, print_: bool, check: str | None, write_blocks: bool) -> None:
    """Settings: what there is, and whether a file is right."""
    from visualizer.app.schema import schema
    from visualizer.config import check_file, default_text
    from visualizer.model.paths import shipped
    from visualizer.render.generate import write

    if write_blocks:
        (shipped("configs") / "default.toml").write_text(default_text(schema()), "utf-8")
        write(shipped("shaders"))
    elif check:
        found = check_file(schema(), Path(check))
        click.echo(f"{check}: fine, {len(found.sources)} settings")
    elif print_:
        click.echo(default_text(schema()), nl=False)
    else:
        current = _config(ctx)
        for key, source in current.sources.items():
            click.echo(f"{key} = {current.values[key]!r}\t{source}")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """What is here, what is missing, and how to get it."""
    from visualizer.app.doctor import examine, text, usable

    report = examine()
    click.echo(json.dumps(report, indent=2) if as_json else text(report))
    ctx.exit(usable(report))


def _spec(house: Any, text: str | None, loop: bool = False) -> Any:
    """The InputSpec of what was named, or of the config."""
    from visualizer.audio import parse_input

    audio = house.audio
    return parse_input(text if text is not None else audio.input, channels=audio.channels, loop=loop, mute=audio.mute, output=audio.output,
                       output_latency_s=audio.output_latency_ms / 1000.0)


def _terminate(signum: int, frame: object) -> None:
    """A polite end unwinds like any other: half files are removed, children leave, memory is freed."""
    raise SystemExit(128 + signum)


def main() -> None:
    """The console script."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        cli(standalone_mode=True)
    except ConcordError as error:   # raised while options are read
        print(f"concord: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from error
