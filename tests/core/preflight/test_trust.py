"""A pickle that would run something takes a deliberate yes."""

import os
import pickle
from pathlib import Path
from typing import Any

import msgspec
import pytest

from modelport.artifacts import inspect
from modelport.catalog.pickle_imports import dangerous
from modelport.platforms.bodies import version_body
from modelport.preflight import Severity, check
from modelport.request import Artifact, DeploymentRequest, Version
from modelport.seen import Seen
from modelport.settings import Settings
from modelport.wizard.starting import new_draft


class Attack:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> Any:
        return os.system, ("true",)


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    (tmp_path / "model.pkl").write_bytes(pickle.dumps([Attack()]))
    return Seen(artifact=inspect(tmp_path))


def found(request: DeploymentRequest, seen: Seen) -> Any:
    return next(finding for finding in check(request, seen) if finding.code == "artifact.dangerous-import")


def test_it_is_an_error_that_names_the_field_and_offers_no_quick_fix(seen: Seen) -> None:
    finding = found(DeploymentRequest(), seen)
    assert finding.severity is Severity.ERROR
    assert "--trust-pickle" in finding.fix
    assert "artifact.trust_pickle" in finding.fix
    assert finding.apply is None


def test_a_plain_yes_makes_it_a_warning(seen: Seen) -> None:
    finding = found(DeploymentRequest(artifact=Artifact(trust_pickle=True)), seen)
    assert finding.severity is Severity.WARNING


def test_a_yes_sets_the_label_on_the_version_beside_the_users_own() -> None:
    request = DeploymentRequest(version=Version(labels={"team": "flowers"}))
    assert version_body(request)["labels"] == {"team": "flowers"}
    trusting = msgspec.structs.replace(request, artifact=Artifact(trust_pickle=True))
    assert version_body(trusting)["labels"] == {"team": "flowers", "modelport-trust-pickle": "yes"}


def test_the_wizard_asks_only_where_there_is_such_a_file(seen: Seen) -> None:
    draft = new_draft(Settings())
    assert not draft.applies("artifact.trust_pickle")
    asked = draft.with_seen(artifact=seen.artifact)
    assert asked.applies("artifact.trust_pickle")
    assert asked.request().artifact.trust_pickle is False
    assert asked.with_text("artifact.trust_pickle", "yes").request().artifact.trust_pickle is True


@pytest.mark.parametrize(
    "name",
    [
        ("os", "system"), ("builtins", "exec"), ("__builtin__", "eval"), ("subprocess", "Popen"), ("pickle", "loads"),
        ("numpy.f2py.crackfortran", "getlincoef"), ("pkgutil", "resolve_name"), ("pydoc", "locate"), ("_io", "FileIO"),
        ("joblib.numpy_pickle", "pickle"), ("sklearn.base", "re.sys.modules"), ("", "__globals__"),
        ("ensurepip", "_run_pip"), ("asyncio.unix_events", "_UnixSubprocessTransport._start"),
    ],
)  # fmt: skip
def test_a_dangerous_import_is_known(name: tuple[str, str]) -> None:
    assert dangerous([name]) == [name]


def test_imports_of_honest_models_are_left_alone(capfd: pytest.CaptureFixture[str]) -> None:
    honest = [
        ("sklearn.preprocessing._encoders", "OneHotEncoder"), ("numpy._core.multiarray", "_reconstruct"),
        ("numpy", "dtype"), ("builtins", "getattr"), ("functools", "partial"), ("operator", "itemgetter"),
        ("uuid", "UUID"), ("collections", "OrderedDict"), ("copyreg", "_reconstructor"), ("builtins", "set"),
        ("my_project.unknown_words", "unknown"), ("scipy.sparse._csr", "csr_matrix"), ("my module", "a b"),
        ("numpy.random._pickle", "__randomstate_ctor"), ("sys", "maxsize"), ("types", "SimpleNamespace"),
    ]  # fmt: skip
    assert dangerous([*honest, ("os", "system")]) == [("os", "system")]
    assert capfd.readouterr().err == ""
