"""The table in a browser: pages of one server on this machine, for players, the umpire and the workbench."""
