"""The REST API: the same queries and operations as the pages, as JSON.

Words: a *caller* is the person behind a personal token; a *program* is one of the brand's own, behind
a service token; a *problem* is a refusal as RFC 9457 sends it; a *scope* is what a token may do, never
more than the role of its person allows.

Guarantees: cookies open nothing here; every answer is JSON, and every error a problem in the
language asked for; a request that is refused changed nothing; what belongs to somebody else is not
found; amounts are whole cents, energy watt-hours, days ISO 8601; the OpenAPI 3.1 document of the
door is committed (``docs/reference/openapi.json``) and a test holds it against the code.

Agents work through the office, not here: a token of an agent shows the agent's own accounts, if any.
What stands under ``office/`` is for programs alone; every call of theirs goes on the record.
"""
