"""The command `mingjian`: one module per command, imported only when it is asked for."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import NoReturn

from mingjian.cli import _start  # isort: split

import click

import mingjian
from mingjian.errors import ArtifactError, IncompleteError, MingjianError, ServiceError, UsageError

COMMANDS = {
    "scan": "Examine packages: facts, 26 measures and 4 work requirements, findings with evidence.",
    "scan-policy": "Examine a privacy policy by itself: a file or an address.",
    "scan-run": "Examine what was recorded of apps while they ran: logs, dumps, call records.",
    "device": "A phone over adb: record sessions, set switches, test what the terminal itself does.",
    "scan-page": "Visit web pages in a browser and examine them.",
    "diff": "What a new version changed: findings, permissions, SDKs, entry points.",
    "facts": "What was seen in a package, unjudged, as JSON.",
    "disclose": "The lists an operator publishes: what is collected, shared, SDKs, permissions.",
    "sbom": "What a package is made of: SDKs, native libraries, hidden code (CycloneDX).",
    "verify": "Verify an APK's signatures as the platform would.",
    "explain": "Explain a measure, requirement, threshold or rule.",
    "up": "Serve the platform: database, web, worker and scheduler in one.",
    "backup": "Write the whole platform to one file.",
    "restore": "Put a backup back.",
    "doctor": "Look whether everything the platform needs is there.",
    "worker": "Do the platform's background jobs: one more worker.",
    "knowledge": "Knowledge of one's own: check it, import public SDK lists.",
}
LASTING = frozenset({"up", "worker"})
"""Commands that run on; the others end before garbage in cycles counts."""
EXIT_CODES = ((UsageError, 2), (ArtifactError, 3), (IncompleteError, 4), (ServiceError, 5))


class Lazy(click.Group):
    """Loads a command's module when it is called, so that `--version` costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in LASTING:
            gc.set_threshold(*_start.OWN)
        else:
            _start.keep_memory()
        module = importlib.import_module(f"mingjian.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"mingjian, version {mingjian.__version__}")
        ctx.exit()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
def group() -> None:
    """Mingjian 明鉴: examine mobile apps for the rights of their users (工信部信管函〔2023〕26号)."""


def main(argv: list[str] | None = None) -> NoReturn:
    """The console entry point: runs a command, turns typed errors into one line and an exit code."""
    try:
        code: object = group.main(args=argv, standalone_mode=False)  # what a command's `Exit` carried
        if "duckdb" not in sys.modules:  # which complains of what is left of it at the end
            gc.freeze()  # the process ends: the interpreter need not search a hundred thousand objects
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except MingjianError as error:
        click.echo(f"mingjian: {error}", err=True)
        sys.exit(next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    sys.exit(code if isinstance(code, int) else 0)
