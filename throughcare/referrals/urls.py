"""Addresses of referrals and the directory. No name, number or birth date stands in one."""

from __future__ import annotations

from django.urls import path

from throughcare.referrals.views import directory, inbox, refer, sent

PERSON = "people/<str:ref>/"
ONE = f"{PERSON}referrals/<uuid:referral>/"
SENT = "referrals/<uuid:referral>/"
SERVICE = "services/<slug:slug>/"

urlpatterns = [
    path(f"{PERSON}referrals/", sent.PersonReferrals.as_view(), name="person_referrals"),
    path(f"{PERSON}referrals/new/", refer.Refer.as_view(), name="referral_new"),
    path(f"{PERSON}transfers/new/", refer.Transfer.as_view(), name="transfer_new"),
    path(f"{PERSON}transfers/ask/", refer.AskForTransfer.as_view(), name="transfer_ask"),
    path(f"{PERSON}signposts/new/", sent.GiveSignpost.as_view(), name="signpost_new"),
    path(ONE, sent.ShowReferral.as_view(), name="referral"),
    path(f"{ONE}seen/", sent.Seen.as_view(), name="referral_seen"),
    path(f"{ONE}sent/", sent.Sent.as_view(), name="referral_sent"),
    path(f"{ONE}letter/", sent.Letter.as_view(), name="referral_paper"),
    path(f"{ONE}withdraw/", sent.Withdraw.as_view(), name="referral_withdraw"),
    path(f"{ONE}answer/", sent.Answer.as_view(), name="referral_answer"),
    path(f"{ONE}heard/", sent.Heard.as_view(), name="referral_heard"),
    path("referrals/", inbox.Inbox.as_view(), name="referrals"),
    path(SENT, inbox.Opened.as_view(), name="referral_of"),
    path(f"{SENT}reply/", inbox.Reply.as_view(), name="referral_reply"),
    path(f"{SENT}acknowledge/", inbox.Acknowledge.as_view(), name="referral_acknowledge"),
    path(f"{SENT}came/", inbox.Came.as_view(), name="referral_came"),
    path(f"{SENT}first/", inbox.FirstAppointment.as_view(), name="referral_first"),
    path(f"{SENT}assign/", inbox.Assign.as_view(), name="referral_assign"),
    path(f"{SENT}end/", inbox.End.as_view(), name="referral_end"),
    path("services/", directory.Directory.as_view(), name="services"),
    path("services/export/", directory.Export.as_view(), name="services_export"),
    path("services/import/", directory.Import.as_view(), name="services_import"),
    path("services/new/", directory.Add.as_view(), name="service_new"),
    path(SERVICE, directory.Show.as_view(), name="service"),
    path(f"{SERVICE}change/", directory.Change.as_view(), name="service_change"),
    path(f"{SERVICE}checked/", directory.Checked.as_view(), name="service_checked"),
    path(f"{SERVICE}close/", directory.Close.as_view(), name="service_close"),
]
