"""Step 5: framework, runtime and Python, and custom code where it is allowed."""

from ...catalog import frameworks, runtimes
from ...preflight.libraries import needed
from ..draft import CUSTOM_ROUTINE, Draft
from ..fields import Answer, Choice, Field, Kind, Source, Step
from .endpoint import is_global
from .there import as_there


def _has_no_container(draft: Draft) -> bool:
    """Whether the platform loads the model with libraries of its own."""
    return not any(key.startswith("version.container.") for key in draft.unasked)


def _frameworks(draft: Draft) -> tuple[Choice, ...]:
    known = tuple(
        Choice(one.api, one.label, "looks for " + " or ".join(one.files)) for one in frameworks.all_frameworks()
    )
    unavailable = "" if is_global(draft) else "on the global endpoint only"
    note = "your own class loads the model and predicts"
    return (*known, Choice(CUSTOM_ROUTINE, "Custom prediction routine", note, unavailable=unavailable))


def _framework(draft: Draft) -> Answer:
    artifact = draft.seen.artifact
    if draft.is_told("artifact.prediction_class"):
        return Answer(CUSTOM_ROUTINE, Source.SUGGESTED, "a prediction class is given")
    if artifact and artifact.framework:
        return Answer(artifact.framework, Source.DETECTED, artifact.found)
    if draft.text("artifact.prediction_class") and is_global(draft):
        return Answer(CUSTOM_ROUTINE, Source.SUGGESTED, "a prediction class is given")
    return Answer("")


def _runtimes(draft: Draft) -> tuple[Choice, ...]:
    framework = draft.text("artifact.framework")
    return tuple(Choice(r.version, r.version, _contents(r, framework)) for r in runtimes.all_runtimes())


def _contents(runtime: runtimes.Runtime, framework: str) -> str:
    library = runtime.library(framework)
    return f"{frameworks.label(framework)} {library}" if library else f"TensorFlow {runtime.tensorflow}"


def _runtime(draft: Draft) -> Answer:
    if there := as_there(draft, "runtimeVersion"):
        return there
    framework, artifact = draft.text("artifact.framework"), draft.seen.artifact
    newest = runtimes.newest()
    wanted = needed(artifact) if artifact and framework == artifact.framework else {}
    if wanted:
        matching = runtimes.with_libraries(wanted)
        name = " and ".join(f"{frameworks.label(one)} {runtimes.minor(version)}" for one, version in wanted.items())
        if matching:
            return Answer(matching[0].version, Source.SUGGESTED, f"the newest with {name}")
        return Answer(newest.version, Source.SUGGESTED, f"the newest; no runtime has {name}")
    return Answer(newest.version, Source.SUGGESTED, "the newest")


def _pythons(draft: Draft) -> tuple[Choice, ...]:
    runtime = runtimes.find(draft.text("version.runtime_version"))
    return tuple(Choice(python, python) for python in (runtime.python if runtime else ()))


def _python(draft: Draft) -> Answer:
    there = as_there(draft, "pythonVersion")
    if there and not draft.is_told("version.runtime_version"):
        return there
    choices = [choice.value for choice in _pythons(draft)]
    if not choices:
        return Answer("")
    if len(choices) == 1:
        return Answer(choices[0], Source.ONLY_CHOICE, f"runtime {draft.text('version.runtime_version')} has no other")
    return Answer(choices[-1], Source.SUGGESTED, "the newest of the runtime")


def _is_routine(draft: Draft) -> bool:
    return is_global(draft) and draft.text("artifact.framework") == CUSTOM_ROUTINE


def _may_have_packages(draft: Draft) -> bool:
    return is_global(draft) and draft.text("artifact.framework") in (frameworks.SCIKIT_LEARN, CUSTOM_ROUTINE)


FRAMEWORK = Step(
    "framework",
    "Framework",
    "The libraries that load the model and answer predictions.",
    (
        Field(
            "artifact.framework",
            "Framework",
            Kind.CHOICE,
            "The library that saved the model; it decides how instances are read and what an answer looks like.",
            "Keep what was detected.",
            flag="--framework",
            default=_framework,
            follows="artifact.source",
            choices=_frameworks,
            closed=True,
            applies=_has_no_container,
            required=True,
        ),
        Field(
            "version.runtime_version",
            "Runtime version",
            Kind.CHOICE,
            "A fixed set of library versions. The model should have been saved with the same ones.",
            "Keep the suggestion: it is the closest to what saved your model.",
            flag="--runtime-version",
            default=_runtime,
            choices=_runtimes,
            applies=_has_no_container,
            required=True,
        ),
        Field(
            "version.python_version",
            "Python version",
            Kind.CHOICE,
            "The Python of the nodes; the runtime version decides what there is.",
            "Keep the newest.",
            flag="--python-version",
            default=_python,
            choices=_pythons,
            applies=_has_no_container,
            required=True,
        ),
        Field(
            "artifact.packages",
            "Packages",
            Kind.LINES,
            "Source distributions with your own code (.tar.gz, local or gs://), separated by commas.",
            "Leave it empty unless the model needs classes of your own.",
            flag="--package-uris",
            default=lambda _draft: Answer(()),
            applies=_may_have_packages,
            placeholder="optional: ./dist/my_code-0.1.tar.gz",
        ),
        Field(
            "artifact.prediction_class",
            "Prediction class",
            Kind.TEXT,
            "module.Class in one of the packages, with from_path(model_dir) and predict(instances, **kwargs).",
            "Take the framework that saved the model instead: then no class is needed.",
            flag="--prediction-class",
            applies=_is_routine,
            required=True,
            placeholder="my_code.Predictor",
        ),
        Field(
            "version.service_account",
            "Service account",
            Kind.TEXT,
            "The account the prediction class runs as when it calls other Google services.",
            "Leave it empty: the platform's own agent is used.",
            flag="--service-account",
            applies=_is_routine,
            placeholder="optional: name@project.iam.gserviceaccount.com",
        ),
    ),
    decides=("version",),
)
