"""The flags of a container and of explanations, as fields of the Version resource."""

import pytest

from modelport.errors import UsageError
from modelport_tui.cli import build_parser
from modelport_tui.commands.creating import version_body

CREATE = ["versions", "create", "v1", "--model", "iris"]


def test_a_container_becomes_the_fields_of_the_resource() -> None:
    flags = ["--image", "r/i", "--command", "serve,now", "--args=-v", "--env-vars", "A=1", "--ports", "8080"]
    routes = ["--predict-route", "/p", "--health-route", "/h"]
    body = version_body(build_parser().parse_args([*CREATE, *flags, *routes]))
    assert body["container"] == {
        "image": "r/i", "command": ["serve", "now"], "args": ["-v"], "env": [{"name": "A", "value": "1"}],
        "ports": [{"containerPort": 8080}],
    }  # fmt: skip
    assert body["routes"] == {"predict": "/p", "health": "/h"}


@pytest.mark.parametrize(
    ("flags", "config"),
    [
        (["sampled-shapley", "--num-paths", "10"], {"sampledShapleyAttribution": {"numPaths": 10}}),
        (["integrated-gradients"], {"integratedGradientsAttribution": {"numIntegralSteps": 50}}),
        (["xrai", "--num-integral-steps", "7"], {"xraiAttribution": {"numIntegralSteps": 7}}),
    ],
)
def test_a_method_becomes_an_explanation_config(flags: list[str], config: object) -> None:
    body = version_body(build_parser().parse_args([*CREATE, "--explanation-method", *flags]))
    assert body["explanationConfig"] == config


def test_a_container_without_an_image_is_refused() -> None:
    with pytest.raises(UsageError, match="no image"):
        version_body(build_parser().parse_args([*CREATE, "--ports", "8080"]))
