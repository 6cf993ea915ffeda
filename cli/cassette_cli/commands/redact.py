"""`cassette redact`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias, cast

import typer

from cassette_cli.commands.options import (
    DEFAULT_MAX_BODY,
    AsJson,
    ColourOption,
    MaxBody,
    StdinName,
)
from cassette_cli.commands.redact_files import Files
from cassette_cli.commands.run import Run
from cassette_cli.commands.target import Target, chosen, go_on_unread_for
from cassette_cli.document.configuration import (
    LEVELS,
    REQUESTS,
    STYLES,
    Configuration,
    RedactSettings,
    configuration,
    option,
)
from cassette_cli.document.sources import is_standard_input
from cassette_cli.errors import CassetteError, ExitCode
from cassette_cli.operations.redact.run import Outcome
from cassette_cli.operations.redact.settings import all_rules, prepared
from cassette_cli.render.json_output import json_text
from cassette_cli.render.line import Line
from cassette_cli.render.output import Colour, print_lines
from cassette_cli.render.redact import Report, replay_lines, rule_lines

Words: TypeAlias = list[str] | None
Flag: TypeAlias = bool

AddressesOrNone = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ADDRESS...",
        help="A file, a folder, `-`, or `REV:PATH`; `#2` or `#0,3-5` picks interactions.",
        show_default=False,
    ),
]
Check = Annotated[
    Flag, typer.Option("--check", help="Write nothing; exit 1 if there is something to redact.")
]
Diff = Annotated[Flag, typer.Option("--diff", help="Write nothing; print what would change.")]
Stdout = Annotated[
    Flag, typer.Option("--stdout", help="Print the redacted file instead of writing it.")
]
StagedFlag = Annotated[
    Flag, typer.Option("--staged", help="Redact what is staged in git, as a commit takes it.")
]
SkipUnknown = Annotated[
    Flag, typer.Option("--skip-unknown", help="Pass over named files that are no cassettes.")
]
LevelWord = Annotated[
    str,
    typer.Option(
        "--level", metavar="|".join(LEVELS),
        help="How much goes: `strict` adds request ids, IP addresses, phone numbers and user "
        "names; `headers` looks at headers only.",
    ),
]  # fmt: skip
RequestsWord = Annotated[
    str,
    typer.Option(
        "--requests", metavar="|".join(REQUESTS),
        help="What goes of requests where the recorder compares them: `all` takes out all that is "
        "found, and prints what to tell the recorder.",
    ),
]  # fmt: skip
StyleWord = Annotated[
    str,
    typer.Option(
        "--style", metavar="|".join(STYLES),
        help="How placeholders look: `REDACTED` with an id and `X` to the end of the value, "
        "`REDACTED` alone, `<RULE_1>`, or `REDACTED` with an id.",
    ),
]  # fmt: skip
Only = Annotated[
    Words,
    typer.Option(
        "--only", metavar="RULE",
        help="Ask only this rule, or kind of rules: secret, account, personal, technical. All "
        "options with RULE, NAME or POINTER take several with commas, or stand several times.",
    ),
]  # fmt: skip
Skip = Annotated[
    Words, typer.Option("--skip", metavar="RULE", help="Leave out a rule or kind of rules.")
]
Pattern = Annotated[
    Words,
    typer.Option(
        "--pattern", metavar="NAME=REGEX",
        help="A rule of your own; if the expression has a group `secret`, that is what goes. May "
        "stand several times.",
    ),
]  # fmt: skip
HeaderName = Annotated[
    Words, typer.Option("--header", metavar="NAME", help="A header whose value goes.")
]
Pointer = Annotated[
    Words,
    typer.Option(
        "--pointer", metavar="POINTER",
        help="A place whose value goes, as `/response/body/data/*/name`; `show --json` has them.",
    ),
]  # fmt: skip
ValueEnv = Annotated[
    Words,
    typer.Option(
        "--value-env", metavar="NAME",
        help="A variable of the environment whose value goes, wherever it stands.",
    ),
]  # fmt: skip
_OPTIONS = {
    "only": "--only", "skip": "--skip", "headers": "--header", "pointers": "--pointer",
    "values": "--value-env",
}  # fmt: skip
"""What gives which setting of the project on the command line."""
ListRules = Annotated[Flag, typer.Option("--rules", help="List the rules and end.")]


def redact(  # noqa: PLR0913 - one parameter an option
    addresses: AddressesOrNone = None,
    *,
    check: Check = False,
    diff: Diff = False,
    stdout: Stdout = False,
    staged: StagedFlag = False,
    skip_unknown: SkipUnknown = False,
    level: LevelWord = "",
    requests: RequestsWord = "",
    style: StyleWord = "",
    only: Only = None,
    skip: Skip = None,
    pattern: Pattern = None,
    header: HeaderName = None,
    pointer: Pointer = None,
    value_env: ValueEnv = None,
    rules: ListRules = False,
    as_json: AsJson = False,
    max_body: MaxBody = DEFAULT_MAX_BODY,
    stdin_name: StdinName = "-",
    color: ColourOption = Colour.AUTO,
) -> None:
    """Take out what must not be published, in place.

    Keys, tokens, cookies, signed URLs, account ids, e-mail addresses and home paths are found in
    headers, URLs and bodies, through compression, base64 and the fragments of streams. What stands
    there afterwards is as long as it was, so nothing else moves, and the cassette still replays.

    Settings stand in [tool.cassette.redact] of pyproject.toml; options win.

    Exits with 1 where something was kept in place, or with --check where there is something to do.
    """
    if rules:
        print_lines(rule_lines(all_rules()), color, wrap=False)
        return
    if not addresses and not staged:
        raise typer.BadParameter("name files or folders, or take what is --staged")
    words = {"level": level, "requests": requests, "style": style}
    lists = {
        "only": only, "skip": skip, "headers": header, "pointers": pointer, "values": value_env,
    }  # fmt: skip
    configured = configuration(Path.cwd())
    settings = _settings(configured, words, lists, pattern or [])
    other = Target.STDOUT if stdout else None
    target = chosen(check=check, diff=diff, other=other, option="--stdout")
    go_on_unread_for(target, addresses or [])
    run = Run(color, stdin_name)
    verified = target is not Target.NOTHING
    wanted = frozenset(",".join(value_env or []).split(","))
    files = Files(run, prepared(settings, verified=verified, wanted=wanted), target)
    found = (
        files.staged(addresses or [])
        if staged
        else files.named(addresses or [], others=skip_unknown)
    )
    apart = any(map(is_standard_input, addresses or []))
    report = _reported(files, found, as_json=as_json, apart=apart)
    run.end(ExitCode.FOUND if report.kept or (report.taken and check) else ExitCode.CLEAN)


def _reported(files: Files, found: Iterator[Outcome], *, as_json: bool, apart: bool) -> Report:
    """Print what was found, as it is found; return the sum of it.

    Args:
        files: the files.
        found: what becomes of them.
        as_json: whether to print JSON.
        apart: whether standard output is taken by a redacted file.
    """
    report = Report(files.placeholders, written=files.target is Target.FILES)
    apart = (apart and files.target is Target.FILES) or files.target in {Target.STDOUT, Target.DIFF}
    to = sys.stderr if apart else sys.stdout
    if as_json:
        for outcome in found:
            report.count(outcome)
            to.write(json_text(report.as_json(outcome, files.since(outcome))) + "\n")
        return report
    print_lines(_lines(files, found, report), files.colour, to=to, wrap=False)
    return report


def _lines(files: Files, found: Iterator[Outcome], report: Report) -> Iterator[Line]:
    for outcome in found:
        yield from report.lines(outcome, files.since(outcome))
    yield from report.summary(files.failures)
    if files.rematched:
        yield from replay_lines(files.rematched, written=files.target is Target.FILES)


def _settings(
    configured: Configuration,
    words: dict[str, str],
    lists: dict[str, Words],
    patterns: list[str],
) -> Configuration:
    """Return the configured settings with those of the command line over them."""
    choices = {"level": LEVELS, "requests": REQUESTS, "style": STYLES}
    words = {name: word for name, word in words.items() if word}
    for name, word in words.items():
        if word not in choices[name]:
            raise CassetteError(
                f"--{name} {word}: there is no such {name}",
                hint=f"choose from {', '.join(choices[name])}",
            )
    made: dict[str, object] = dict(words)
    for name, given in lists.items():
        if given:
            before = () if name == "only" else getattr(configured.redact, name)
            items = [part for one in given for part in one.split(",")]
            made[name] = (*before, *_checked(name, _OPTIONS[name], items))
    if patterns:
        made["patterns"] = {**configured.redact.patterns, **dict(map(_pattern, patterns))}
    redact_settings: RedactSettings = configured.redact._replace(**made)  # type: ignore[arg-type]
    return configured._replace(redact=redact_settings)


def _checked(name: str, word: str, items: Sequence[str]) -> tuple[str, ...]:
    """Return the values of an option.

    Raises:
        CassetteError: one of them is not what it should be.
    """
    return cast("tuple[str, ...]", option(name, word, list(items)))


def _pattern(words: str) -> tuple[str, str]:
    name, equals, expression = words.partition("=")
    if not equals or not name or not expression:
        # The words are not quoted: they may be the secret itself.
        raise CassetteError("--pattern: a name and an expression are wanted: NAME=REGEX")
    option("patterns", "--pattern", {f"--pattern {name}": expression})
    return name, expression
