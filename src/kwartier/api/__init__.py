"""The REST API: the same queries and operations as the pages, as JSON.

Guarantees: OpenAPI 3.1; errors are RFC 9457 problems; personal tokens with scopes.
"""
