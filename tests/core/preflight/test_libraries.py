"""The libraries that saved the model against the runtime's: each rule hit, and clean beside it."""

from dataclasses import replace

import pytest

from modelport import preflight
from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.preflight import Severity
from modelport.request import Artifact, Container, DeploymentRequest, Target, Version
from modelport.seen import Seen
from modelport.settings import Setting, Settings

PICKLE = ArtifactReport(
    "m",
    "m",
    (ArtifactFile("model.joblib", 900),),
    framework="SCIKIT_LEARN",
    model_file="model.joblib",
    library_versions=(("scikit-learn", "1.0.2"),),
    file_format="joblib",
    pickle_protocol=4,
)
BOOSTER = replace(
    PICKLE,
    framework="XGBOOST",
    model_file="model.bst",
    library_versions=(("xgboost", "1.6.2"),),
    library_version="1.6.2",
    file_format="UBJSON",
    pickle_protocol=None,
    base_score="5E-1",
)
SAVED_MODEL = replace(
    BOOSTER, framework="TENSORFLOW", library_versions=(("tensorflow", "2.11.0"),), file_format="SavedModel"
)
ALIVE = Settings(ai_platform_endpoint=Setting("http://127.0.0.1:1", "MODELPORT_AI_PLATFORM_ENDPOINT"))
CODES = ("library.", "xgboost.", "numpy.", "pickle.", "memory.")


def codes(report: ArtifactReport, runtime: str = "2.11", python: str = "", **parts: object) -> dict[str, Severity]:
    """The findings about libraries and memory on a platform like Google's, by their code."""
    found = preflight.check(_request(report, runtime, python, **parts), Seen(settings=ALIVE, artifact=report))
    return {finding.code: finding.severity for finding in found if finding.code.startswith(CODES)}


def _request(report: ArtifactReport, runtime: str, python: str, **parts: object) -> DeploymentRequest:
    version = Version(runtime_version=runtime, python_version=python, machine_type="n1-standard-2")
    values = {
        "target": Target("ai-platform", "my-project"),
        "artifact": Artifact("m", report.framework),  # type: ignore[arg-type]
        "version": version,
    } | parts
    return DeploymentRequest(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "report",
    [
        PICKLE,
        BOOSTER,
        SAVED_MODEL,
        replace(PICKLE, library_versions=(("scikit-learn", "1.0"),)),
        replace(PICKLE, library_versions=(("scikit-learn", "1.0.2"), ("xgboost", "1.6.0"))),
        replace(PICKLE, modules=("numpy.core.multiarray",)),
        replace(BOOSTER, library_versions=(("xgboost", "1.0.2"),)),
        replace(BOOSTER, file_format="binf", library_versions=()),
        replace(BOOSTER, file_format="JSON"),
        replace(SAVED_MODEL, library_versions=(("tensorflow", "1.15.0"),)),
        replace(SAVED_MODEL, library_versions=()),
    ],
)
def test_what_the_runtime_reads_has_no_finding(report: ArtifactReport) -> None:
    assert codes(report) == {}


@pytest.mark.parametrize(
    ("code", "report", "runtime"),
    [
        ("library.differs", replace(PICKLE, library_versions=(("scikit-learn", "1.9.1"),)), "2.11"),
        ("library.differs", replace(PICKLE, library_versions=(("scikit-learn", "0.24.2"),)), "2.11"),
        (
            "library.differs",
            replace(PICKLE, library_versions=(("scikit-learn", "1.0.2"), ("xgboost", "1.7.6"))),
            "2.11",
        ),
        ("numpy.newer", replace(PICKLE, modules=("numpy._core.multiarray",)), "2.11"),
        ("pickle.protocol", replace(PICKLE, pickle_protocol=5), "2.11"),
        ("xgboost.base-score", replace(BOOSTER, base_score="[5.36E1]"), "2.11"),
        ("xgboost.base-score", replace(BOOSTER, base_score="[5E-1,5E-1,4E-1]"), "2.11"),
        ("xgboost.base-score", replace(PICKLE, library_versions=(("xgboost", "3.2.0"),), base_score="[1E0]"), "2.11"),
        ("xgboost.format", BOOSTER, "2.8"),
        ("xgboost.format", replace(BOOSTER, file_format="JSON"), "2.1"),
    ],
)
def test_what_the_runtime_cannot_load_or_would_misread_is_an_error(
    code: str, report: ArtifactReport, runtime: str
) -> None:
    assert codes(report, runtime).get(code) is Severity.ERROR


@pytest.mark.parametrize(
    "report",
    [
        replace(BOOSTER, library_versions=(("xgboost", "3.2.0"),), base_score="[5E-1,5E-1]"),
        replace(BOOSTER, library_versions=(("xgboost", "2.0.3"),), file_format="binf"),
        replace(SAVED_MODEL, library_versions=(("tensorflow", "2.21.0"),)),
    ],
)
def test_a_newer_file_that_may_well_be_read_is_a_warning(report: ArtifactReport) -> None:
    assert codes(report) == {"library.differs": Severity.WARNING}


def test_a_protocol_is_measured_by_the_chosen_python() -> None:
    three = replace(PICKLE, library_versions=(), pickle_protocol=3)
    assert codes(three, "1.15", "2.7") == {"pickle.protocol": Severity.ERROR}
    assert codes(three, "1.15", "3.7") == {}
    found = preflight.check(_request(three, "1.15", "2.7"), Seen(settings=ALIVE, artifact=three))
    assert ("version.python_version", "3.7") in [finding.apply for finding in found]


def test_the_runtime_that_matches_is_offered_as_the_answer() -> None:
    report = replace(PICKLE, library_versions=(("scikit-learn", "0.24.1"),))
    found = preflight.check(_request(report, "2.11", ""), Seen(settings=ALIVE, artifact=report))
    differs = next(finding for finding in found if finding.code == "library.differs")
    assert differs.apply == ("version.runtime_version", "2.6")


def test_the_embedded_platform_gets_one_warning_for_all_that_differs_from_the_runtime() -> None:
    modern = replace(
        PICKLE, library_versions=(("scikit-learn", "1.9.1"),), modules=("numpy._core.numeric",), pickle_protocol=5
    )
    assert codes(modern, target=Target("local", "my-project")) == {"library.differs": Severity.WARNING}


def test_a_prediction_class_may_bring_its_own_libraries() -> None:
    newer = replace(PICKLE, library_versions=(("scikit-learn", "1.9.1"),))
    routine = Artifact("m", "", ("a.tar.gz",), "a.B")
    assert codes(newer, artifact=routine) == {"library.differs": Severity.WARNING}


def test_a_container_serves_with_what_it_has() -> None:
    newer = replace(PICKLE, library_versions=(("scikit-learn", "1.9.1"),))
    assert codes(newer, version=Version(container=Container("us-central1-docker.pkg.dev/p/r/i"))) == {}


def test_a_compressed_model_counts_with_its_size_once_loaded() -> None:
    assert codes(replace(PICKLE, loaded_bytes=5 * 10**9)) == {"memory.tight": Severity.WARNING}
    assert codes(replace(PICKLE, loaded_bytes=9 * 10**9)) == {"memory.exceeded": Severity.ERROR}
    here = codes(replace(PICKLE, loaded_bytes=9 * 10**9), target=Target("local", "my-project"))
    assert here == {"memory.tight": Severity.WARNING, "library.installed": Severity.WARNING}
