"""The customer area in the browser: pages that ask queries and call one operation each.

Guarantees: a page holds no rule; everything works without JavaScript.
"""
