"""The report to the court while it is written, and what is available locally, in versions."""

from throughcare.court_reports.models.provision import ProvisionList
from throughcare.court_reports.models.report import (
    ClinicalLine,
    CourtReport,
    ReportRecipient,
    ReportSection,
)

__all__ = ["ClinicalLine", "CourtReport", "ProvisionList", "ReportRecipient", "ReportSection"]
