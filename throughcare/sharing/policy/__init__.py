"""The access policy: said once in `cells.csv`, compiled here, enforced twice elsewhere.

Nothing in this package knows Django or a database, so that the command line, the tests and
an auditor's own script can all ask it the same questions. Deny is the absence of a row.
"""

from throughcare.sharing.policy.compiler import PolicyFaults, load
from throughcare.sharing.policy.decisions import Decision, Policy

__all__ = ["Decision", "Policy", "PolicyFaults", "load"]
