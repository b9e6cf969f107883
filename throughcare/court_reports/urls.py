"""Addresses of reports to the court. ``number`` is that of the version: R1, R2 …"""

from __future__ import annotations

from django.urls import path

from throughcare.court_reports.views import issue, provision, readers, reports, writing

PERSON = "people/<str:ref>/reports/"
ONE = f"{PERSON}<int:number>/"

LOCAL = "settings/provision/"

urlpatterns = [
    path(LOCAL, provision.ShowProvision.as_view(), name="settings_provision"),
    path(f"{LOCAL}add/", provision.AddLine.as_view(), name="settings_provision_add"),
    path(f"{LOCAL}file/", provision.TakeFileIn.as_view(), name="settings_provision_file"),
    path(
        f"{LOCAL}list.toml", provision.DownloadProvision.as_view(), name="settings_provision_toml"
    ),
    path(f"{LOCAL}<uuid:id>/", provision.ChangeLine.as_view(), name="settings_provision_line"),
    path(PERSON, reports.Reports.as_view(), name="person_reports"),
    path(f"{PERSON}new/", reports.BeginReport.as_view(), name="report_new"),
    path(ONE, writing.WriteReport.as_view(), name="report"),
    path(f"{ONE}parts/<str:key>/", writing.WritePart.as_view(), name="report_part"),
    path(f"{ONE}facts/", writing.WriteFacts.as_view(), name="report_facts"),
    path(f"{ONE}draft.pdf", writing.DraftPdf.as_view(), name="report_draft_pdf"),
    path(f"{ONE}readers/new/", readers.AddReader.as_view(), name="report_reader_new"),
    path(f"{ONE}readers/account/", readers.AddAccount.as_view(), name="report_account_new"),
    path(f"{ONE}readers/<uuid:reader>/", readers.ChangeReader.as_view(), name="report_reader"),
    path(f"{ONE}clinical/new/", readers.ChangeLine.as_view(), name="report_line_new"),
    path(f"{ONE}clinical/<uuid:line>/", readers.ChangeLine.as_view(), name="report_line"),
    path(f"{ONE}issue/", issue.IssueReport.as_view(), name="report_issue"),
    path(f"{ONE}issued/", issue.ReportIssued.as_view(), name="report_issued"),
    path(f"{ONE}correct/", issue.CorrectReport.as_view(), name="report_correct"),
    path(f"{ONE}give-up/", issue.GiveUp.as_view(), name="report_give_up"),
]
