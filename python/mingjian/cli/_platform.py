"""Options the platform's commands share."""

from __future__ import annotations

from collections.abc import Callable

import click

from mingjian.settings import override


def data_option(command: Callable[..., None]) -> Callable[..., None]:
    """Adds --data DIR, which wins over MINGJIAN_DATA."""

    def use(_: click.Context, __: click.Parameter, folder: str | None) -> None:
        if folder is not None:
            override("data", folder)

    return click.option(
        "--data",
        metavar="DIR",
        expose_value=False,
        callback=use,
        is_eager=True,
        help="The platform's folder: database, packages, keys. Default: the user's data folder.",
    )(command)
