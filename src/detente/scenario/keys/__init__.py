"""The keys of the scenario language: each is described once, by a field of one of these models.

The models read a file's tree, note what is wrong with it, and are what the records of a scenario are built from.
"""
