"""What may be loaded before the first frame, seen in fresh interpreters."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"google.cloud", "googleapiclient", "google.auth", "requests", "sklearn", "numpy", "joblib", "xgboost",
         "tensorflow", "modelport_local", "httptools"}  # fmt: skip
SCREENS = {"textual", "rich", "questionary", "prompt_toolkit"}

HELP = """
import contextlib, io, sys
from modelport_tui.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main({argv!r})
print("\\n".join(sys.modules))
"""

FIRST_FRAME = """
import asyncio, sys
from modelport.settings import Settings
from modelport.wizard.starting import new_draft
from modelport.wizard import lookups
lookups.LOOKUPS = ()  # they run in threads after the first frame
from modelport_tui.app import ModelportApp
async def first_frame():
    async with ModelportApp(new_draft(Settings())).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert pilot.app.screen.query("StepForm")
asyncio.run(first_frame())
print("\\n".join(sys.modules))
"""


def loaded(code: str, home: Path) -> set[str]:
    """The modules that a fresh interpreter has after running `code`."""
    environment = {"MODELPORT_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home), "TERM": "xterm-256color"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["deploy", "--help"], ["local", "--help"], ["runs"]])
def test_help_and_lists_load_neither_screens_nor_clouds(argv: list[str], tmp_path: Path) -> None:
    assert not loaded(HELP.format(argv=argv), tmp_path) & (HEAVY | SCREENS)


@pytest.mark.parametrize(
    ("argv", "unneeded"),
    [
        (["--version"], {"modelport.preflight", "modelport.request", "modelport_tui.commands.deploy"}),
        (["versions", "list", "--help"], {"modelport.preflight", "modelport_tui.commands.deploy"}),
        (["runs"], {"modelport.preflight", "modelport.artifacts.inspection", "modelport_tui.commands.deploy"}),
    ],
)
def test_a_command_loads_neither_other_commands_nor_what_they_need(
    argv: list[str], unneeded: set[str], tmp_path: Path
) -> None:
    modules = loaded(HELP.format(argv=argv), tmp_path)
    assert "modelport_tui.cli" in modules
    assert not modules & unneeded


def test_the_form_of_a_report_comes_without_the_readers_of_files(tmp_path: Path) -> None:
    modules = loaded("import sys, modelport.artifacts.report; print('\\n'.join(sys.modules))", tmp_path)
    assert "modelport.artifacts.report" in modules
    assert "modelport.artifacts.inspection" not in modules
    reading = loaded("import sys; from modelport.artifacts import inspect; print('\\n'.join(sys.modules))", tmp_path)
    assert "modelport.artifacts.inspection" in reading


def test_the_first_frame_loads_no_cloud_no_library_and_no_server(tmp_path: Path) -> None:
    modules = loaded(FIRST_FRAME, tmp_path)
    assert "textual" in modules
    assert not modules & (HEAVY | {"questionary"})
