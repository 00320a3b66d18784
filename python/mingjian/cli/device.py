"""`mingjian device …`: one module per command, imported only when it is asked for."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "record": "Run a plan on a connected device and keep what it shows.",
    "import": "Records of a run (dumps, logs, call records) as one file of events.",
    "timeline": "What happened in a run, in time's order.",
    "control": "Close or open self-start, linked start and permissions of an app; undo it.",
    "test": "Test a terminal with the probe: what it stops, records and shows.",
}


class Lazy(click.Group):
    """Loads a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"mingjian.cli.device_{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("device", cls=Lazy)
def command() -> None:
    """A phone over adb: record sessions, set switches, test what the terminal itself does."""
