"""Options may stand before the command or after it."""

import pytest

from modelport_tui.cli import main
from modelport_tui.commands.before import after_command


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("--target local versions list", "versions list --target local"),
        ("--project=p --yes deploy m.joblib", "deploy m.joblib --project=p --yes"),
        ("--region global deploy -- m.joblib", "deploy --region global -- m.joblib"),
        ("versions list --target local", "versions list --target local"),
        ("--help", "--help"),
        ("--target local", "--target local"),
    ],
)
def test_options_before_the_command_are_read_as_after_it(given: str, read: str) -> None:
    assert " ".join(after_command(given.split())) == read


def test_a_wrong_value_before_the_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--target", "moon", "versions", "list"])
    assert stopped.value.code == 2
    assert "invalid choice: 'moon'" in capsys.readouterr().err
