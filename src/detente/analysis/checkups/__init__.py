"""What `doctor.py` looks for, one module for each part of a crisis: a function each from what is solved to findings."""
