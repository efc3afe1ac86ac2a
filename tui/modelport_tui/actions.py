"""Every action a person can take: one registry for keys, footer, help page and command palette."""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """`name` is the screen's `action_…`; `places` are the screens that have it; a hidden one is not in the footer.

    One that `changes` something is out of reach in a read-only session.
    """

    name: str
    key: str
    label: str
    help: str
    places: tuple[str, ...]
    hidden: bool = False
    priority: bool = False
    changes: bool = False


WRITE = ("browse",)
BROWSE = (*WRITE, "browse-read-only")
OPERATIONS = ("operations", "operations-read-only")
MODELS = ("models", "models-read-only")
TABLES = (*OPERATIONS, *MODELS)

ACTIONS: tuple[Action, ...] = (
    Action("accept", "enter", "next", "Accept the step and go on", ("wizard",)),
    Action("cancel_run", "ctrl+c", "cancel", "Stop here; says what exists and how to go on", ("run",), priority=True),
    Action("send", "enter", "send", "Send the instances and show the predictions", ("done",)),
    Action("deploy", "d", "deploy", "Deploy a model", ("home",)),
    Action("browse", "b", "browse versions", "Look at versions and operate them", ("home",)),
    Action("back", "escape", "back", "Go back a step; every answer is kept", ("wizard",)),
    Action("leave", "escape", "back", "Back to the answers, once the run has ended", ("run",)),
    Action("show_run", "escape", "steps and log", "The run's steps and the nodes' log again", ("done",)),
    Action("previous", "shift+tab", "previous field", "The field before; on the first one, go back", ("wizard",), True),
    Action("apply_fix", "ctrl+f", "apply fix", "Put the answer that mends a finding into its field", ("wizard",),
           priority=True),
    Action("toggle_log", "l", "log", "Show or hide the nodes' log", ("run",)),
    Action("copy", "ctrl+y", "copy", "Copy the predict command", ("done",)),
    Action("browse", "ctrl+b", "browse versions", "Look at versions and operate them", ("done",), priority=True),
    Action("another", "ctrl+n", "deploy another", "Start the wizard again", ("done",)),
    Action("help", "f1", "help", "What is on this screen, and every key",
           ("wizard", "run", "done", "home", *BROWSE, *TABLES)),
    Action("help", "?", "help", "What this page shows", (*BROWSE, *TABLES), True),
    Action("try_model", "ctrl+t", "try it here", "Predict with the model on this machine, before deploying it",
           ("wizard",), priority=True),
    Action("try_model", "f2", "try it here", "The same, where a browser has taken ctrl+t", ("wizard",), True, True),
    Action("equivalent", "ctrl+e", "equivalent", "The gcloud, gsutil, REST, Python and YAML that do the same",
           ("wizard", "run"), priority=True),
    Action("copy_equivalent", "ctrl+y", "copy", "Copy the equivalent in the open tab", ("wizard",),
           priority=True),
    Action("save_request", "ctrl+s", "save", "Save the request as a YAML file", ("wizard",), priority=True),
    Action("reset_field", "ctrl+r", "suggestion", "Put the suggested value back into this field", ("wizard",), True),
    Action("filter", "/", "filter", "Show only what fits: words, !not, field:value", (*BROWSE, *TABLES), priority=True),
    Action("inspect", "enter", "inspect", "Show the version under the cursor; again: the next tab", BROWSE),
    Action("mark", "space", "mark", "Mark the version, for comparing", BROWSE),
    Action("compare", "c", "compare", "Compare two marked versions, or the marked one with this one", BROWSE),
    Action("test", "t", "test", "Send instances, once or many times", BROWSE),
    Action("set_default", "s", "default", "Make it the version that answers for its model", WRITE, changes=True),
    Action("roll_back", "z", "roll back", "Go back to the default before the last change", WRITE, True, changes=True),
    Action("update", "u", "update", "Change description, labels, nodes and request logging", WRITE, changes=True),
    Action("new_from", "n", "new", "Deploy a new version, filled in with its values", WRITE, changes=True),
    Action("delete", "d", "delete", "Delete it, by typing its name", WRITE, changes=True),
    Action("command", ":", "command", "Type a command: op, project NAME, region R", BROWSE, True, True),
    Action("command", ":", "command", "Type a command: v, project NAME, region R", TABLES, priority=True),
    Action("operations", "O", "operations", "Show the operations of every endpoint", (*BROWSE, *MODELS), True),
    Action("models", "M", "models", "Show the models of every endpoint", (*BROWSE, *OPERATIONS), True),
    Action("show_versions", "enter", "versions", "Show the model's versions", MODELS),
    Action("delete_model", "d", "delete", "Delete a model without versions, by typing its name", ("models",),
           changes=True),
    Action("inspect_operation", "enter", "inspect", "Show the operation under the cursor", OPERATIONS),
    Action("cancel_operation", "x", "cancel", "End an operation that runs", ("operations",), changes=True),
    Action("sort", "o", "sort", "Sort by a column; the same one again turns the order round", BROWSE, True),
    Action("show_log", "l", "log", "Show its nodes' log", BROWSE, True),
    Action("follow", "p", "pause the log", "Pause the log, or follow it", BROWSE, True),
    Action("filter_log", "f", "filter the log", "Show only the log's lines with these words", BROWSE, True),
    Action("wrap_log", "w", "wrap the log", "Wrap the log's long lines, or cut them and scroll", BROWSE, True),
    Action("save_log", "S", "save the log", "Write the whole log of the platform into a file", BROWSE, True),
    Action("tab(-1)", "[", "tab before", "The tab before", BROWSE, True),
    Action("tab(1)", "]", "next tab", "The next tab", BROWSE, True),
    Action("copy_row", "y", "copy", "Copy it as JSON by the terminal; the JSON tab shows the same", BROWSE, True),
    Action("copy_cell", "Y", "copy a cell", "Choose one of its columns, and copy what stands there", BROWSE, True),
    Action("export", "x", "export", "Write this row, the marked ones or the list as CSV, JSON or YAML", BROWSE, True),
    Action("refresh", "r", "refresh", "Look again now", (*BROWSE, *TABLES), True),
    Action("unmark", "ctrl+u", "unmark", "Take every mark away", BROWSE, True),
    Action("leave_browser", "escape", "back", "Close the pane, then the filter, then the browser", BROWSE, True),
    Action("leave_table", "escape", "back", "Back to the versions", TABLES),
    Action("quit_wizard", "ctrl+q", "quit", "Quit; what was typed is kept", ("wizard", "done", "home"), priority=True),
    Action("quit_browser", "ctrl+q", "quit", "Quit", (*BROWSE, *TABLES), True, True),
    Action("quit_browser", "ctrl+c", "quit", "Quit", (*BROWSE, *TABLES), True, True),
    Action("quit_wizard", "ctrl+c", "quit", "Quit; what was typed is kept", ("wizard", "done", "home"), True, True),
    Action("quit_run", "ctrl+q", "quit", "Stop the run if it goes on, and quit", ("run",), priority=True),
)  # fmt: skip


def actions_of(place: str) -> tuple[Action, ...]:
    """The actions of one screen, in the footer's order."""
    return tuple(action for action in ACTIONS if place in action.places)


def bindings_of(place: str) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """The key bindings of one screen."""
    return [
        Binding(
            action.key,
            action.name,
            action.label,
            show=not action.hidden,
            priority=action.priority,
            tooltip=action.help,
            id=f"{place}.{action.name}.{action.key}",
        )
        for action in actions_of(place)
    ]
