"""An example of a value from the examples of its parts, so that none contradicts its schema."""

from typing import Any

Json = dict[str, Any]
_PREFIX = "#/components/schemas/"


def compose_example(schema: Json, schemas: Json) -> Any:
    """A value that the schema describes; ``schemas`` are the named ones."""
    if "$ref" in schema and "examples" not in schema:
        return compose_example(schemas[schema["$ref"].removeprefix(_PREFIX)], schemas)
    chosen = _find_stated(schema)
    if chosen:
        return chosen[0]
    if "anyOf" in schema:
        return compose_example(schema["anyOf"][0], schemas)
    if schema.get("type") == "array":
        return [compose_example(schema["items"], schemas)]
    return {
        name: compose_example(part, schemas) for name, part in schema.get("properties", {}).items()
    }


def _find_stated(schema: Json) -> list[Any]:
    """The values that the schema itself gives: examples, the members of an enumeration, a default."""
    if schema.get("examples"):
        return list(schema["examples"])
    if schema.get("enum"):
        return list(schema["enum"])
    return [schema["default"]] if "default" in schema and "anyOf" not in schema else []
