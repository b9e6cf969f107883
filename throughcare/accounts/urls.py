"""The only addresses of signing in that exist: those of allauth that are not here are 404."""

from django.urls import path

from throughcare.accounts import views, views_sign_in

urlpatterns = [
    path("sign-in/", views_sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", views_sign_in.EnterCode.as_view(), name="mfa_authenticate"),
    path("sign-out/", views_sign_in.SignOut.as_view(), name="account_logout"),
    path("start/", views.FirstSignIn.as_view(), name="first_sign_in"),
    path("start/<str:code>/", views.FirstSignInLink.as_view(), name="first_sign_in_link"),
    path("demo/sign-in/", views.DemoSignIn.as_view(), name="demo_sign_in"),
    path("lock/", views.Lock.as_view(), name="lock"),
    path("stay-signed-in/", views.StaySignedIn.as_view(), name="stay_signed_in"),
    path("account/", views.Account.as_view(), name="account"),
    path("account/password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/again/", views_sign_in.Again.as_view(), name="account_reauthenticate"),
    path(
        "account/sign-out-everywhere/",
        views.SignOutEverywhere.as_view(),
        name="sign_out_everywhere",
    ),
    path(
        "account/second-step/",
        views_sign_in.SetUpSecondFactor.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "account/second-step/remove/",
        views_sign_in.RemoveSecondFactor.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/recovery-codes/",
        views_sign_in.RecoveryCodes.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        views_sign_in.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
