"""The design system: tokens, components, icons, charts, and the words and formats of a page.

Words: a *theme* is a brand's small token file turned into CSS custom properties; a *figure* is a
finding, a picture drawn on the server, a table and its downloads; a *state* is how a value is known
(seven, each with its own shape); the *ball* says who has to do something.

Guarantees: every page works without JavaScript and without inline styles or scripts; no value enters
a page or a chart unescaped; text contrast of every theme is measured before it ships; formats come
from Babel with an explicit locale; nothing here reads the clock or the database.
"""
