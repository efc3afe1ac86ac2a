"""From a path to a report: list, choose, read, and say what is wrong."""

from dataclasses import replace
from pathlib import Path

from modelport.catalog import limits
from modelport.user_paths import expanded

from ..errors import ArtifactError
from .bystanders import with_bystanders
from .misplaced import misplaced
from .problems import error, info, warning
from .reading import Reading
from .report import ArtifactProblem, ArtifactReport
from .selection import Selection, known_names, read_model_file, select
from .tree import ArtifactTree, LocalTree

# Names under which a reader of the platform accepts each format; joblib also reads plain pickles.
_NAMES_OF_FORMAT = {"pickle": ("model.pkl", "model.joblib"), "joblib": ("model.joblib",)}
_CONTENT_FOR = {
    "model.joblib": "what joblib.dump writes",
    "model.pkl": "a pickle",
    "model.bst": "XGBoost's own format",
}


def inspect(source: str | Path) -> ArtifactReport:
    """Look at a file or directory on disk; raises ArtifactError where it is missing, empty or unreadable."""
    path = _found_at(str(source))
    if path.is_dir():
        tree = LocalTree(path)
        report = with_bystanders(_with_skipped(inspect_tree(tree, str(source)), tree))
        return _with_directory_above(report, path)
    if not path.is_file():
        raise ArtifactError(f"{source} is neither a file nor a directory.", fix="Give the model's file or directory.")
    if path.name in ("saved_model.pb", "saved_model.pbtxt"):
        return inspect_tree(LocalTree(path.parent), str(source))
    return _inspect_file(LocalTree(path.parent, only=path.name), path.name, str(source))


def _found_at(source: str) -> Path:
    path = expanded(source)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise misplaced(source) from None
    except OSError as reason:
        raise _unreadable(source, reason) from reason
    return path


def inspect_tree(tree: ArtifactTree, source: str) -> ArtifactReport:
    """Look at a directory of any kind; raises ArtifactError where it is empty or cannot be read."""
    if not tree.files():
        raise ArtifactError(
            f"{source} is empty.",
            why="There is no file in it or below it.",
            fix="Save the model there first, or give another directory.",
        )
    try:
        return _report(select(tree), source, tree.root)
    except OSError as reason:
        raise _unreadable(source, reason) from reason


def _inspect_file(tree: LocalTree, name: str, source: str) -> ArtifactReport:
    try:
        return _report(Selection(tree, "", name, read_model_file(tree, name)), source, tree.root)
    except OSError as reason:
        raise _unreadable(source, reason) from reason


def _report(selection: Selection, source: str, base: str) -> ArtifactReport:
    reading, name = selection.reading, selection.model_file
    staged_as, naming = _staging(reading, name, is_in_bucket=source.startswith("gs://"))
    report = ArtifactReport(
        source=source,
        root=selection.tree.root,
        files=selection.tree.files(),
        framework=reading.framework,
        model_file=name,
        found=_found(selection, base),
        library_version=reading.library_version,
        model_class=reading.model_class,
        modules=reading.modules,
        imports=reading.imports,
        changes=reading.changes,
        feature_count=reading.feature_count,
        feature_names=reading.feature_names,
        signatures=reading.signatures,
        problems=(*selection.problems, *reading.problems, *naming),
        sample_instances=reading.sample_instances,
        staged_as=staged_as,
        library_versions=reading.library_versions,
        file_format=reading.file_format,
        pickle_protocol=reading.pickle_protocol,
        loaded_bytes=reading.loaded_bytes,
        base_score=reading.base_score,
        booster_format=reading.booster_format,
        gives_classes=reading.gives_classes,
    )
    return replace(report, problems=(*report.problems, *_of_files(report)))


def _staging(
    reading: Reading, name: str, *, is_in_bucket: bool
) -> tuple[tuple[tuple[str, str], ...], tuple[ArtifactProblem, ...]]:
    """How a file with another name than the platform's is staged; an object in a bucket stays as it is."""
    right = reading.right_name
    if not right or name in _NAMES_OF_FORMAT.get(reading.file_format, (right,)):
        return (), ()
    code, message = "file-name", f"The platform looks for {right}, not {name}."
    if name in known_names():
        code, message = "wrong-loader", f"{name} is {_CONTENT_FOR[right]}, and the platform opens it as something else."
    if is_in_bucket:
        return (), (error(code, message, f"Copy the object to the name {right}, in a directory of its own."),)
    fix = f"Nothing needs to be done: it is staged as {right}, and your file keeps its name."
    say = info if code == "file-name" else warning
    return ((name, right),), (say(code, message, fix),)


def _found(selection: Selection, base: str) -> str:
    if not selection.reading.summary:
        return ""
    directory = base.rstrip("/").rpartition("/")[2]
    is_saved_model = selection.model_file.startswith("saved_model.")
    is_named = directory not in (".", "..") and (selection.inside or is_saved_model)
    parts = [directory] if is_named else []
    parts += [part for part in (selection.inside, "" if is_saved_model else selection.model_file) if part]
    label = "/".join(part for part in parts if part) or selection.model_file
    newest = f" (newest of {selection.siblings})" if selection.siblings > 1 else ""
    return f"{label}{newest}: {selection.reading.summary}"


def _of_files(report: ArtifactReport) -> list[ArtifactProblem]:
    problems: list[ArtifactProblem] = []
    at_most = limits.limit("model_dir_max_files")
    if len(report.files) > at_most:
        message = f"There are {len(report.files):,} files below {report.root}; the platform takes at most {at_most:,}."
        fix = "Give a directory that holds only the model. Hidden files and __pycache__ count as well."
        problems.append(error("too-many-files", message, fix))
    if odd := [file.path for file in report.files if "\n" in file.path or "\r" in file.path or not _is_utf8(file.path)]:
        message = f"{odd[0]!r} can't be the name of an object: it has a line break, or isn't UTF-8."
        problems.append(error("object-name", message, "Rename the file."))
    return problems


def _is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _with_skipped(report: ArtifactReport, tree: LocalTree) -> ArtifactReport:
    if not tree.skipped:
        return report
    shown = ", ".join(tree.skipped[:3]) + (", …" if len(tree.skipped) > 3 else "")
    message = f"{len(tree.skipped)} entries are no files and are left out: {shown}."
    fix = "Replace broken links, sockets and pipes by files if the model needs them."
    return replace(report, problems=(*report.problems, warning("not-files", message, fix)))


def _with_directory_above(report: ArtifactReport, path: Path) -> ArtifactReport:
    """Where no model was recognised, the directory above may be that of a SavedModel: `variables/` was given."""
    above = path.parent
    if report.framework or path.name not in ("variables", "assets") or not (above / "saved_model.pb").is_file():
        return report
    message = f"{path.name}/ is a part of the SavedModel in {above}."
    found = error("nothing-recognised", message, f"Give {above} as the source.")
    return replace(report, problems=(replace(found, better_source=str(above)),))


def _unreadable(source: str, reason: OSError) -> ArtifactError:
    return ArtifactError(
        f"{source} cannot be read.", why=reason.strerror or str(reason), fix="Check that you may read it."
    )
