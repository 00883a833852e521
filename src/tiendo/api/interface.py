"""The interface for programs: its operations, and the description of them."""

from functools import cache
from typing import Any

from django.urls import URLPattern
from django.utils import translation
from ninja import NinjaAPI

from tiendo.api.endpoints import figures, obstacles, records, reports
from tiendo.api.endpoints.door import Bodies, Token, answer_refusals, opened
from tiendo.api.problems import TITLES
from tiendo.api.schemas.written import Problem

api = NinjaAPI(
    title="Tiến Độ",
    version="1",
    description=(
        "Figures for reading and reports for writing, for the systems of units. Moments bear a zone, days are "
        "ISO 8601, percentages are texts with two decimals. What is refused is answered as application/problem+json."
    ),
    urls_namespace="operations",
    openapi_url=None,
    docs_url=None,
    auth=Token(),
    parser=Bodies(),
)
answer_refusals(api)
api.add_router("", records.router)
api.add_router("", figures.router)
api.add_router("", reports.router)
api.add_router("", obstacles.router)


@cache
def description() -> dict[str, Any]:
    """The interface in OpenAPI 3.1. Made once per process."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    made["components"]["schemas"] |= _shapes(Problem)
    for methods in made["paths"].values():
        for operation in methods.values():
            _narrow(operation)
    return made


def _narrow(operation: dict[str, Any]) -> None:
    """What the types can't say: when a refusal comes, that a parameter is never nothing, which fields a form has."""
    with translation.override("en"):
        for code, answer in operation["responses"].items():
            if code in TITLES:
                answer["description"] = str(TITLES[code][1])
    for parameter in operation["parameters"]:
        kinds = parameter["schema"].pop("anyOf", [])
        for kind in kinds:
            if kind != {"type": "null"}:
                parameter["schema"] |= kind
    form = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data")
    if form:
        form["schema"]["additionalProperties"] = False


def _shapes(schema: type[Problem]) -> dict[str, Any]:
    whole = schema.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**whole.pop("$defs", {}), schema.__name__: whole}


def operations() -> list[URLPattern]:
    """The addresses of the operations, each behind the interface's door."""
    found = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = opened(pattern.callback, _asked_of(str(pattern.pattern)))
            found.append(pattern)
    return found


def _asked_of(route: str) -> frozenset[str]:
    """The names that the address of a route may carry in its query."""
    path = "/api/v1/" + route.replace("<", "{").replace(">", "}")
    return frozenset(
        parameter["name"]
        for operation in description()["paths"][path].values()
        for parameter in operation["parameters"]
        if parameter["in"] == "query"
    )
