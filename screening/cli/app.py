"""The command group. Results go to stdout, progress and problems to stderr.

Exit codes: 0 success; 2 problems that the user can fix, all reported at once without a
traceback; 1 a bug; 130 interrupted.
"""

from __future__ import annotations

import gc
import io
import sys
from typing import NoReturn

import click

from screening.cli.assumptions_command import assumptions
from screening.cli.backtest_command import backtest
from screening.cli.check_command import check
from screening.cli.climate_command import climate
from screening.cli.compare_command import compare
from screening.cli.console import echo
from screening.cli.explain_command import explain
from screening.cli.fields_command import fields
from screening.cli.figures_command import figures
from screening.cli.init_command import init
from screening.cli.layers_command import layers
from screening.cli.run_command import run
from screening.cli.scenarios_command import scenarios
from screening.cli.schema_command import schema
from screening.cli.weights_command import weights
from screening.errors import ScreeningError
from screening.version import __version__

_GC_THRESHOLD = 10_000
"""New objects between searches for reference cycles. Nearly all objects of a run live until
its end: with Python's default of 700 the searches take a fifteenth of a small run."""


def main() -> NoReturn:
    """Run the command line and exit with the code of the module's docstring."""
    gc.set_threshold(_GC_THRESHOLD)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names that its encoding lacks
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(prog_name="screening", standalone_mode=False)
    except ScreeningError as error:
        for problem in error.problems:
            echo(f"error: {problem}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        echo("interrupted; existing outputs were not changed", err=True)
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has closed it
        sys.stdout = None
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="screening")
def cli() -> None:
    """Screen bitcoin mines for conversion to AI data centers."""


for _command in (
    run,
    check,
    explain,
    compare,
    scenarios,
    weights,
    figures,
    backtest,
    climate,
    fields,
    assumptions,
    layers,
    init,
    schema,
):
    cli.add_command(_command)
