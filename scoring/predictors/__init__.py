"""Predictors of reoffending that may be worked out from what is typed, with their versions.

Most are recorded, not computed (see ``named.py``): their inputs or coefficients are not ours.
"""
