"""Addresses of the tablet and of the person's own pages, and of what staff do with them."""

from django.urls import path

from throughcare.my.views import giving, pages, sign_in, staff, tablet, tablet_ends

OF_PERSON = "people/<str:ref>/"
ONE = f"{OF_PERSON}tablet/<uuid:handover>/"
T = "t/<slug:code>/"

urlpatterns = [
    # The tablet.
    path(T, tablet.Tablet.as_view(), name="tablet"),
    path(f"{T}<int:q>/", tablet.TabletQuestion.as_view(), name="tablet_question"),
    path(f"{T}<int:q>/told/", tablet.TabletTold.as_view(), name="tablet_told"),
    path(f"{T}check/", tablet_ends.TabletCheck.as_view(), name="tablet_check"),
    path(f"{T}stop/", tablet_ends.TabletStop.as_view(), name="tablet_stop"),
    path(f"{T}end/", tablet_ends.TabletEnd.as_view(), name="tablet_end"),
    # The person's own pages.
    path("my/", pages.Home.as_view(), name="my_home"),
    path("my/sign-in/", sign_in.SignIn.as_view(), name="my_sign_in"),
    path("my/code/", sign_in.Code.as_view(), name="my_code"),
    path("my/leave/", pages.Leave.as_view(), name="my_leave"),
    path("my/sign-out/", pages.SignOut.as_view(), name="my_sign_out"),
    path("my/pages/", pages.TurnTo.as_view(), name="my_pages"),
    path("my/language/", pages.Language.as_view(), name="my_language"),
    path("my/appointments/", pages.Appointments.as_view(), name="my_appointments"),
    path("my/roadmap/", pages.Roadmap.as_view(), name="my_roadmap"),
    path("my/questions/", pages.Questions.as_view(), name="my_questions"),
    path("my/sharing/", pages.Sharing.as_view(), name="my_sharing"),
    path("my/sharing/looked/", pages.Looked.as_view(), name="my_looked"),
    path("my/say/", pages.Say.as_view(), name="my_say"),
    # Staff.
    path(f"{OF_PERSON}tablet/", staff.HandOver.as_view(), name="tablet_hand_over"),
    path(f"{OF_PERSON}tablet/charge/", staff.TakeCharge.as_view(), name="tablet_charge"),
    path(ONE, staff.OneTablet.as_view(), name="tablet_one"),
    path(f"{ONE}help/", staff.AnswerHelp.as_view(), name="tablet_help"),
    path(f"{OF_PERSON}own-pages/", giving.OwnPages.as_view(), name="own_pages"),
    path(f"{OF_PERSON}own-pages/close/", giving.CloseOwnPages.as_view(), name="own_pages_close"),
    path(f"{OF_PERSON}own-pages/code/", giving.ReadOutCode.as_view(), name="own_pages_code"),
    path(f"{OF_PERSON}said/<uuid:said>/", giving.ReadSaid.as_view(), name="said"),
    path("settings/tablet/", staff.SettingsTablet.as_view(), name="settings_tablet"),
]
