"""Each rule finds what it is for, and nothing in a request that would deploy."""

from dataclasses import replace

import msgspec
import pytest

from modelport import preflight
from modelport.artifacts.report import ArtifactFile, ArtifactReport
from modelport.preflight import Severity
from modelport.request import DeploymentRequest
from modelport.seen import BucketSeen, ModelSeen, Seen
from modelport.settings import Setting, Settings

GOOD = {
    "target": {"platform": "local", "project": "my-project"},
    "bucket": {"name": "my-project-aiplatform", "location": "us-central1"},
    "artifact": {"source": "./model.joblib", "framework": "SCIKIT_LEARN"},
    "model": {"name": "iris"},
    "version": {
        "name": "v1",
        "runtime_version": "2.11",
        "python_version": "3.7",
        "machine_type": "n1-standard-2",
    },
    "scaling": {"min_nodes": 1, "max_nodes": 3},
}
REPORT = ArtifactReport(
    "./model.joblib",
    ".",
    (ArtifactFile("model.joblib", 900),),
    framework="SCIKIT_LEARN",
    model_file="model.joblib",
    library_version="1.0.2",
)


def request(**changes: object) -> DeploymentRequest:
    """The good request with answers changed, as `model__region="us-west1"`."""
    content = msgspec.json.decode(msgspec.json.encode(GOOD))
    for path, value in changes.items():
        *parts, last = path.split("__")
        place = content
        for part in parts:
            place = place.setdefault(part, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return msgspec.convert(content, DeploymentRequest)


def codes(one: DeploymentRequest, seen: Seen | None = None) -> dict[str, Severity]:
    """The findings by their code."""
    return {finding.code: finding.severity for finding in preflight.check(one, seen or Seen(artifact=REPORT))}


def test_a_request_that_would_deploy_has_no_finding() -> None:
    assert codes(request()) == {}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("R01", {"model__name": "my-iris"}),
        ("R01", {"version__name": "1st"}),
        ("R02", {"version__machine_type": "mls1-c1-m2"}),
        ("R04", {"model__endpoint": "global", "model__region": "us-west1"}),
        ("R05", {"artifact__prediction_class": "a.B", "model__endpoint": "global"}),
        ("R06", {"artifact__packages": ["a.tar.gz"]}),
        ("R07", {"version__container": {"image": "us-central1-docker.pkg.dev/p/r/i"}}),
        ("R09", {"version__container": {"image": "docker.io/x"}}),
        ("R10", {"version__service_account": "a@b.iam.gserviceaccount.com"}),
        ("R11", {"version__routes": {"predict": "/p"}}),
        ("R12", {"version__accelerator": {"type": "NVIDIA_TESLA_T4"}}),
        ("R13", {"artifact__framework": "TENSORFLOW", "version__accelerator": {"type": "NVIDIA_TESLA_T4", "count": 3}}),
        ("R15", {"scaling__mode": "manual", "scaling__nodes": 2}),
        ("R16", {"scaling__min_nodes": 0}),
        ("R17", {"scaling__min_nodes": 3, "scaling__max_nodes": 2}),
        ("R18", {"scaling__targets": {"GPU_DUTY_CYCLE": 50}}),
        ("R18", {"scaling__targets": {"CPU_USAGE": 150}}),
        ("R19", {"version__python_version": "2.7"}),
        ("R20", {"version__explanation": {"method": "xrai"}}),
        ("R24", {"bucket__location": "us-east1"}),
        ("R28", {"model__labels": {"Team": "x"}}),
        ("R28", {"model__labels": {"team": "Ä"}}),
        ("R30", {"target__platform": "ai-platform"}),
        ("bucket.form", {"bucket__name": "My_Bucket"}),
        ("bucket.form", {"bucket__name": "goog-bucket"}),
        ("project.form", {"target__project": "My Project"}),
        ("machine.unknown", {"version__machine_type": "mls1-c4-m4"}),
        ("runtime.unknown", {"version__runtime_version": "2.0"}),
        ("framework.differs", {"artifact__framework": "XGBOOST"}),
    ],
)
def test_what_the_platform_would_refuse_is_an_error(code: str, changes: dict[str, object]) -> None:
    assert codes(request(**changes)).get(code) is Severity.ERROR


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("R22", {"model__console_logging": True}),
        ("R25", {"bucket__project": "other-project"}),
        ("R26", {"after__batch_prediction": True}),
        ("R29", {"target__platform": "ai-platform", "scaling__max_nodes": 41}),
    ],
)
def test_what_would_surprise_is_a_warning(code: str, changes: dict[str, object]) -> None:
    assert codes(request(**changes)).get(code) is Severity.WARNING


def test_an_accelerator_that_a_region_lacks_is_a_warning() -> None:
    found = codes(
        request(
            artifact__framework="TENSORFLOW",
            version__accelerator={"type": "NVIDIA_TESLA_V100"},
            model__region="europe-west2",
            bucket__location="europe-west2",
        )
    )
    assert found["R14"] is Severity.WARNING


def test_an_overridden_endpoint_is_taken_for_alive() -> None:
    settings = Settings(ai_platform_endpoint=Setting("http://127.0.0.1:1", "MODELPORT_AI_PLATFORM_ENDPOINT"))
    assert "R30" not in codes(request(target__platform="ai-platform"), Seen(settings=settings, artifact=REPORT))


def test_another_library_version_is_a_warning_here_and_an_error_there() -> None:
    seen = Seen(artifact=replace(REPORT, library_version="1.9.1"))
    assert codes(request(), seen)["library.differs"] is Severity.WARNING
    assert codes(request(target__platform="ai-platform"), seen)["library.differs"] is Severity.ERROR


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("bucket.taken", Seen(bucket_state="taken")),
        ("bucket.foreign", Seen(bucket_state="foreign")),
        ("R24", Seen(buckets=(BucketSeen("my-project-aiplatform", "us", "multi-region"),))),
        ("version.failed", Seen(models=(ModelSeen("iris", {"v1": "FAILED"}),))),
        ("R23", Seen(artifact=ArtifactReport("x", "x", tuple(ArtifactFile(f"f{i}", 1) for i in range(1001))))),
        ("R23", Seen(artifact=ArtifactReport("x", "x", (ArtifactFile("model.joblib", 11 * 2**30),)))),
    ],
)
def test_what_was_seen_outside_counts_too(code: str, seen: Seen) -> None:
    assert codes(request(), seen).get(code) is Severity.ERROR


def test_every_finding_says_what_to_do() -> None:
    names = {"model__name": "a-b", "version__machine_type": "x", "bucket__name": "X"}
    broken = request(**names, scaling__min_nodes=0, scaling__max_nodes=0)
    assert all(finding.message and finding.fix and finding.field for finding in preflight.check(broken, Seen()))
