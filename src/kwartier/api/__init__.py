"""The REST API: the same queries and operations as the pages, as JSON.

Words: a *caller* is the person behind a personal token; a *program* is one of the brand's own, behind
a service token; an *agent* has a token of their own for a working day; a *problem* is a refusal as RFC 9457 sends it; a *scope* is what a token may do, never
more than the role of its person allows.

Guarantees: cookies open nothing here; every answer is JSON, and every error a problem in the
language asked for; a request that is refused changed nothing; what belongs to somebody else is not
found; amounts are whole cents, energy watt-hours, days ISO 8601; the OpenAPI 3.1 document of the
door is committed (``docs/reference/openapi.json``) and a test holds it against the code.

What stands under ``office/`` is for programs, each call of which goes on the record, and for agents, who
see and do there what they see and do on the pages of the office. A customer's token opens none of it.
"""
