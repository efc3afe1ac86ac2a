"""XML documents: written from names and texts, and read without entities or document types."""

import re
from collections.abc import Sequence
from typing import TypeAlias
from xml.etree import ElementTree

from ...http.messages import HttpError, Response

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
"""Google's documents of multipart uploads are in the namespace of Amazon's."""
CONTENT_TYPE = "application/xml; charset=UTF-8"
Content: TypeAlias = "str | Sequence[tuple[str, Content]]"
"""A text, or elements by name in order."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_response(root: str, content: Content, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A document in Google's namespace."""
    element = element_of(root, content)
    element.set("xmlns", NAMESPACE)
    return Response(status, written(element), headers or {}, CONTENT_TYPE)


def written(element: ElementTree.Element) -> bytes:
    """The document with its declaration."""
    body: bytes = ElementTree.tostring(element, encoding="utf-8", xml_declaration=True)
    return body


def element_of(name: str, content: Content) -> ElementTree.Element:
    """An element with a text, or with others in it."""
    element = ElementTree.Element(name)
    if isinstance(content, str):
        element.text = printable(content)
    else:
        element.extend(element_of(*part) for part in content)
    return element


def printable(text: str) -> str:
    """`text` without what XML cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


class _PlainBuilder(ElementTree.TreeBuilder):
    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise malformed("it has a document type")


def parsed(body: bytes, root: str) -> ElementTree.Element:
    """The document's root, without namespaces; raises HttpError 400 for another root, and for what is no XML."""
    try:
        element = ElementTree.fromstring(body, ElementTree.XMLParser(target=_PlainBuilder()))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise malformed(str(error)) from error
    for each in element.iter():
        each.tag = each.tag.rpartition("}")[2]
    if element.tag != root:
        raise malformed(f"its root is {element.tag[:50]!r}, not {root}")
    return element


def malformed(reason: str) -> HttpError:
    """400 for a body that is not the document it should be."""
    return HttpError(400, "MalformedXML", f"The XML in the body cannot be used: {reason}.")
