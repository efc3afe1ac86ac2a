"""The version resource: created here, waited for in the next step."""

from modelport import own_commands as own
from modelport.catalog.hints import explain
from modelport.errors import AlreadyExists, VersionFailed
from modelport.platforms.bodies import Body, version_body
from modelport.platforms.serving import Resource, explained

from .context import Context, Outcome, Work

LATER = {"name", "description", "labels", "autoScaling", "manualScaling"}
"""Fields that may be changed on a version, and so may differ."""


def look(context: Context) -> Outcome | None:
    """The version, if it was made from the same request; raises where it failed, or is another one."""
    found = context.serving.find_version(context.request.version_path)
    if found is None:
        return None
    name = context.request.version.name
    if found.get("state") == "FAILED":
        raise failed(context, found)
    if different := differences(version_body(context.request, context.report), found):
        raise _another(name, different)
    is_ready = found.get("state") == "READY"
    detail = "it serves" if is_ready else "it is being created"
    kept = _kept(version_body(context.request, context.report), found)
    return Outcome("exists", f"{detail}{kept}", f"the version {name}" if is_ready else _creating(name))


def do(context: Context) -> Work:
    """Asks the platform to create it."""
    yield from ()
    request = context.request
    operation = context.serving.create_version(request.model_path, version_body(request, context.report))
    context.operation = operation.name
    return Outcome("created", operation.name, _creating(request.version.name))


def _creating(name: str) -> str:
    return f"the version {name}, which the platform goes on creating"


def _kept(wanted: Body, found: Resource) -> str:
    """What a version could have changed, and is left alone."""
    differ = [key for key in sorted(LATER - {"name"}) if key in wanted and not _holds(found.get(key), wanted[key])]
    return f"; left as they are: {', '.join(differ)} (modelport versions update)" if differ else ""


def _holds(found: object, wanted: object) -> bool:
    """Whether what is there has everything wanted; a platform adds defaults."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_holds(found.get(key), value) for key, value in wanted.items())
    return _plain(found) == _plain(wanted)


def differences(wanted: Body, found: Resource) -> tuple[str, ...]:
    """The settings that differ, as `machineType: n1-standard-2, not n1-standard-4`."""
    return tuple(
        f"{key}: {found.get(key, 'none')}, not {value}"
        for key, value in wanted.items()
        if key not in LATER and _plain(found.get(key)) != _plain(value)
    )


def _plain(value: object) -> object:
    """Numbers as text (int64 travels so) and directories without their last slash."""
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case str():
            return value.rstrip("/") if value.startswith("gs://") else value
        case None:
            return None
    return str(value)


def failed(context: Context, found: Resource) -> VersionFailed:
    """What to say about a version that did not come up."""
    request, message = context.request, str(found.get("errorMessage") or "The platform gave no reason.")
    context.partly = f"the version {request.version.name}, which FAILED"
    why, fix = explained(message, explain(message, "create_version"))
    way_out = "Then delete the failed version, which keeps its name, or choose another version name."
    return VersionFailed(
        f"The version {request.version.name} of {request.model.name} could not be brought up.",
        why=why,
        fix=f"{fix or 'Look at the log.'} {way_out}",
        command=own.on_model(request, "versions", "delete", request.version.name),
        raw=message,
    )


def _another(name: str, different: tuple[str, ...]) -> AlreadyExists:
    return AlreadyExists(
        f"The version {name} exists, with other settings.",
        why="; ".join(different),
        fix=f"Choose another version name (--version {name}_2): these settings cannot be changed on a version.",
    )
