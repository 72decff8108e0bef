"""A server for assistants: Détente's tasks as tools of the Model Context Protocol.

Whoever speaks the protocol can have a draft checked, solved, played and explained. Détente itself calls no model, and
reads nothing outside one folder. The protocol's library is an extra of the package (`detente[assistants]`), which only
`server` imports.
"""
