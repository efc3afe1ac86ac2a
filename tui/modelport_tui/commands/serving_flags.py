"""Flags of `versions create` for a container of one's own and for explanations, named as gcloud names them."""

import argparse
from typing import TYPE_CHECKING

from modelport.errors import UsageError

from .pairs import new_labels

if TYPE_CHECKING:
    from modelport.platforms.bodies import Body

METHODS = {
    "integrated-gradients": ("integratedGradientsAttribution", "numIntegralSteps"),
    "sampled-shapley": ("sampledShapleyAttribution", "numPaths"),
    "xrai": ("xraiAttribution", "numIntegralSteps"),
}
"""Each method's field in the Version resource's `explanationConfig`, and the count that it takes."""
COUNTS = {"numPaths": "--num-paths", "numIntegralSteps": "--num-integral-steps"}
COUNT = 50
"""gcloud's default for both counts."""


def add_serving(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    box = parser.add_argument_group("a container of yours")
    box.add_argument("--image", help="its image, in Artifact Registry")
    box.add_argument("--command", metavar="WORD,…", help="what it runs, in place of its entry point")
    box.add_argument("--args", dest="container_args", metavar="WORD,…", help="the arguments of what it runs")
    box.add_argument("--env-vars", metavar="NAME=VALUE,…", help="its environment")
    box.add_argument("--ports", metavar="PORT,…", help="where it listens; the first one takes predictions")
    box.add_argument("--predict-route", metavar="PATH", help="the path that takes predictions")
    box.add_argument("--health-route", metavar="PATH", help="the path that says whether it is well")
    why = parser.add_argument_group("explanations")
    why.add_argument("--explanation-method", choices=tuple(METHODS), help="how the features' shares are found")
    why.add_argument("--num-paths", type=int, metavar="N", help=f"for sampled-shapley (default: {COUNT})")
    why.add_argument("--num-integral-steps", type=int, metavar="N", help=f"for the others (default: {COUNT})")


def add_to_body(args: argparse.Namespace, body: "Body") -> None:
    """Put what the flags say into a Version resource; raises UsageError where they do not go together."""
    container = _container(args)
    if container and not args.image and "container" not in body:
        raise UsageError("The container has no image.", fix="Name it with --image.")
    if container:
        body["container"] = {**_part(body, "container"), **container}
    given = {"predict": args.predict_route, "health": args.health_route}
    if routes := {name: path for name, path in given.items() if path}:
        body["routes"] = {**_part(body, "routes"), **routes}
    _explain(args, body)


def _explain(args: argparse.Namespace, body: "Body") -> None:
    given = {"numPaths": args.num_paths, "numIntegralSteps": args.num_integral_steps}
    field, count = METHODS.get(args.explanation_method, ("", ""))
    if stray := [flag for name, flag in COUNTS.items() if given[name] is not None and name != count]:
        raise UsageError(f"{stray[0]} is not for this method.", fix=f"Leave it out, or choose {_takers(stray[0])}.")
    if field:
        body["explanationConfig"] = {field: {count: COUNT if given[count] is None else given[count]}}


def _takers(flag: str) -> str:
    takers = [method for method, (_, count) in METHODS.items() if COUNTS[count] == flag]
    return "--explanation-method " + " or ".join(takers)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise UsageError(f"{text!r} is no port.", fix="Give a number from 1 to 65535, such as --ports 8080.")
    return int(text)


def _container(args: argparse.Namespace) -> "Body":
    given: Body = {
        "image": args.image,
        "command": args.command.split(",") if args.command else None,
        "args": args.container_args.split(",") if args.container_args else None,
        "env": [{"name": name, "value": value} for name, value in new_labels(args.env_vars).items()],
        "ports": [{"containerPort": _port(port)} for port in (args.ports or "").split(",") if port],
    }
    return {name: value for name, value in given.items() if value}


def _part(body: "Body", name: str) -> "Body":
    part = body.get(name)
    return part if isinstance(part, dict) else {}
