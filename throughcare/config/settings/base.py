"""Settings that hold everywhere. Each environment imports these and changes as little as it can."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from throughcare.config import databases, postgres_home

PACKAGE = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ.get("THROUGHCARE_ENVIRONMENT", "development")

SERVICE_NAME = os.environ.get("THROUGHCARE_SERVICE_NAME", "Throughcare")
SECRET_KEY = databases.secret("django_secret_key")
CONTEXT_KEY = databases.secret("context_key")
DRAFT_KEY = databases.secret("draft_key")
# Keys that still open drafts while a new one takes over: hex, with commas.
DRAFT_KEY_FALLBACKS = [
    key for key in os.environ.get("THROUGHCARE_DRAFT_KEY_FALLBACKS", "").split(",") if key
]
# Signs the seals of the audit log when THROUGHCARE_SEAL_KEY does not (audit/seals.py).
SEAL_KEY_FILE = str(postgres_home.home() / "seal.key")
# Wording under the site's own licence and rules that its clinical lead signed (scoring/site.py).
INSTRUMENTS_FOLDER = str(postgres_home.home() / "instruments")

DEBUG = False
ALLOWED_HOSTS = [
    host for host in os.environ.get("THROUGHCARE_HOSTS", "127.0.0.1,localhost").split(",") if host
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "throughcare.core",
    "throughcare.design",
    "throughcare.audit",
    "throughcare.accounts",
    "throughcare.agencies",
    "throughcare.people",
    "throughcare.sharing",
    "throughcare.messages",
    "throughcare.signatures",
    "throughcare.pathways",
    "throughcare.appointments",
    "throughcare.instruments",
    "throughcare.predictors",
    "throughcare.documents",
    "throughcare.referrals",
    "throughcare.screening",
    "throughcare.assessments",
    "throughcare.court",
    "throughcare.court_reports",
    "throughcare.orders",
    "throughcare.enforcement",
    "throughcare.treatment",
    "throughcare.suitability",
    "throughcare.support",
    "throughcare.plans",
    "throughcare.today",
    "throughcare.my",
    "throughcare.exchange",
    "throughcare.config",
]

MIDDLEWARE = [
    # First what puts headers on every answer, static files and errors among them.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "throughcare.config.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "throughcare.accounts.middleware.SessionRulesMiddleware",
    # Innermost: one transaction, one signed access context, view and rendering, audit, commit.
    "throughcare.core.middleware.TransactionMiddleware",
]

ROOT_URLCONF = "throughcare.config.urls"
WSGI_APPLICATION = "throughcare.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "throughcare.design.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "throughcare.config.shell.shell",
            ],
        },
    },
]

# One database; which login is chosen by the process (architecture decision 2 and 4).
DATABASES = {"default": databases.settings_for(os.environ.get("THROUGHCARE_DATABASE_LOGIN", "web"))}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static_built"
STATICFILES_DIRS: list[str] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Sign-in -------------------------------------------------------------------------------
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["throughcare.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "throughcare.accounts.passwords.EasyToGuessValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "throughcare.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
# Source: security.md §6 "Brute force". One address may be a whole agency behind one router.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/15m/key,40/15m/ip",
    "reauthenticate": "10/m/user",
}
# How many proxies of ours stand in front: the address of the caller is counted from the end.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("THROUGHCARE_PROXY_COUNT", "0"))
# A proof of who one is holds this long for what matters (grants, break-glass, merges).
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "throughcare.accounts.adapter.MFAAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Phones and servers disagree by seconds: the code before and the one after count too.
MFA_TOTP_TOLERANCE = 1
SECOND_FACTOR_REQUIRED = True
SIGN_IN_LINK_DAYS = 7
# How long a screen may be quiet is each user's own setting: User.idle_minutes, 15 at first.
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Longer than the absolute end, so that our own rule ends it: it keeps what was typed first.
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS + 14 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "throughcare.config.errors.csrf_failure"

# Shared by all web processes: a limit that each counts for itself is none.
CACHES = {"default": {"BACKEND": "throughcare.accounts.cache.DatabaseCache"}}

# --- Headers -------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # data: is for the picture that an authenticator app scans, made by the server.
        "img-src": [SELF, "data:"],
        "font-src": [NONE],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Who to ask, shown on the help page and in /.well-known/security.txt.
SERVICE_CONTACT = os.environ.get("THROUGHCARE_CONTACT", "")
SECURITY_CONTACT = os.environ.get("THROUGHCARE_SECURITY_CONTACT", "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- Clinical approval (architecture decision 5) ---------------------------------------------
# Versions of question sets that a named clinical lead has signed for this site, as
# "custody/1=Dr A. Lead, 1 December 2026; …".
APPROVED_QUESTION_SETS = {
    name.strip(): by.strip()
    for name, _, by in (
        entry.partition("=")
        for entry in os.environ.get("THROUGHCARE_APPROVED_QUESTION_SETS", "").split(";")
    )
    if name.strip() and by.strip()
}
LIVE_USE_NEEDS_APPROVAL = False

# --- Periods and limits: each a setting because no national figure is verified ------------------
BREAK_GLASS_HOURS = 4
BREAK_GLASS_REVIEW_WORKING_DAYS = 3
UNLINKED_ENTRY_DAYS = 30
DRAFT_DAYS = 30
CUSTODY_LINK_DAYS = 2
SEARCHES_PER_MINUTE = 60
SAFETY_PROMPT_MINUTES = 15
TREATMENT_CHASE_DAYS = 7
SCREEN_WITHIN_MINUTES = 60
ADVICE_CHECK_MINUTES = 120
APPROPRIATE_ADULT_MINUTES = 60
ASSESS_WITHIN_MINUTES = 120
# How many working days a service has to say yes or no to a referral, by how soon it is needed,
# and how often each entry of the directory is looked at. Ours, without a source: questions.md.
REFERRAL_REPLY_WORKING_DAYS = {"routine": 3, "soon": 2, "urgent": 1}
DIRECTORY_CHECK_DAYS = 90
FIRST_APPOINTMENT_MINUTES = 30
ASSESSMENT_FINISH_MINUTES = 1440
# None: no clock of ours runs on somebody else's answer.
TRIAGE_ANSWER_MINUTES = None
COURT_SITS_AT = "10:00"
DOCUMENT_ARRIVED_HOURS = 24
REPORT_DRAFT_HOURS = 24
# Where secure email goes here, as ends of addresses; with none, the sender says it is secure.
SECURE_EMAIL_DOMAINS = os.environ.get("THROUGHCARE_SECURE_EMAIL", "").split()
# Court (throughcare/court/rules.py says what each means).
COURT_SCREEN_EVERYBODY = False
COURT_LINK_DAYS_BEFORE = 2
COURT_LINK_DAYS_AFTER = 7
COURT_OUTCOME_MINUTES = 120
COURT_NEXT_DAY_DAYS = 1
COURT_REQUEST_MINUTES = 30
COURT_LIST_UNDO_HOURS = 24
# Words of court/terms.toml known only generally, offered here: "disposal/hospital_order", …
COURT_TERMS_ON: tuple[str, ...] = ()

# --- A person's own pages and the tablet (my/rules.py) ------------------------------------------
TABLET_IDLE_MINUTES = 30
TABLET_CHARGE_MINUTES = 60
OWN_PAGES_IDLE_MINUTES = 15
OWN_PAGES_ABSOLUTE_MINUTES = 60
# Questions without a safety item wait so long on the person's own pages.
OWN_QUESTIONS_DAYS = 7
OWN_CODE_MINUTES = 10
OWN_CODE_BY_HAND_MINUTES = 30
# The person sees who opened their record in an emergency after so many days (security.md §2.2).
OWN_PAGES_EMERGENCY_DAYS = 28
# Where "Leave this page now" goes: anything that says nothing of us.
LEAVE_PAGE_TO = "https://www.bbc.co.uk/weather"
# Telephone lines on the person's pages: (words, number, when).
CRISIS_LINES = (
    ("Call 999", "999", "If you or someone else is in danger now."),
    ("Call 111, then press 2", "111", "Day or night. Mental health help."),
)
# The Welsh of the person's pages is shown once somebody who speaks it signed it: who, and when.
WELSH_CHECKED_BY = os.environ.get("THROUGHCARE_WELSH_CHECKED_BY", "")

# --- Suitability before sentence (suitability/rules.py) -----------------------------------------
# How many days before sentence Today says that willingness is missing.
SUITABILITY_WILLINGNESS_NOTICE_DAYS = 7

# --- Orders of the court (orders/rules.py, orders/terms.toml) -----------------------------------
# Days before a review hearing, or the last day of an order, that it comes on the list of work.
ORDER_REVIEW_NOTICE_DAYS = 14
ORDER_END_NOTICE_DAYS = 28
# Words of orders/terms.toml known only generally, offered here: "order_end/early_2026", …
ORDER_TERMS_ON: tuple[str, ...] = tuple(os.environ.get("THROUGHCARE_ORDER_TERMS_ON", "").split())
# From which day an order may end early, as the site's legal lead has read it: orders/early.py, as
# JSON: {"from": "2026-05-22", "rule": "whose", "source": "what was read, when", "after_days": 0}.
ORDER_EARLY_END = os.environ.get("THROUGHCARE_ORDER_EARLY_END", "")

# --- Attendance, warnings, updates for the court (enforcement/rules.py, enforcement/law.toml) -----
# Kinds of order for which the legal lead of the site has confirmed the rule on warnings.
ENFORCEMENT_LAW_ON: tuple[str, ...] = ()
# Hours within which a warning or a referral follows a decision; before which an asker is reminded.
ENFORCEMENT_STEP_HOURS = 24
UPDATE_REMINDER_HOURS = 24
# For how many days a missed appointment waits on the officer's Today.
ENFORCEMENT_SHOWN_DAYS = 60

# --- Texts to people (messages/; docs/how-to/text-people.md) --------------------------------------
NOTIFY_KEY = os.environ.get("THROUGHCARE_NOTIFY_KEY", "")
NOTIFY_TEMPLATE = os.environ.get("THROUGHCARE_NOTIFY_TEMPLATE", "")
NOTIFY_URL = os.environ.get("THROUGHCARE_NOTIFY_URL", "https://api.notifications.service.gov.uk")
# Texts go out between these times of the day, but for what somebody asks for at that moment.
TEXTS_BETWEEN = tuple(os.environ.get("THROUGHCARE_TEXTS_BETWEEN", "08:00-20:00").split("-"))
# The number to ring that texts give; without one they say "please tell us".
TEXTS_RING = os.environ.get("THROUGHCARE_TEXTS_RING", "")
# Words at the end of each text. Empty: whoever else sees the telephone learns nothing.
TEXTS_SIGNED = os.environ.get("THROUGHCARE_TEXTS_SIGNED", "")
# Who checked the Welsh words, and when; with none, texts go out in English.
TEXTS_WELSH_CHECKED_BY = os.environ.get("THROUGHCARE_TEXTS_WELSH_CHECKED_BY", "")
# Reminders go this many hours before an appointment; 0: none.
REMINDER_HOURS = int(os.environ.get("THROUGHCARE_REMINDER_HOURS", "24"))

# --- Support and the joint plan (support/rules.py, plans/rules.py) --------------------------------
# Days until the first step of a need that the person chose; an urgent one stands on today's list.
SUPPORT_FIRST_STEP_DAYS = 7
# How many drivers a person works on at once, where their pathway does not say (services.md C32).
PLAN_DRIVERS_AT_MOST = 3

# --- What is available locally (court_reports/provision.py) -------------------------------------
LOCAL_PROVISION_FILE = os.environ.get("THROUGHCARE_PROVISION", "")

# Codes of assessments/lists/triage-1.toml that the legal lead of the site has confirmed, where the
# list says that we have not read their source (status G), as "s37 s48".
CONFIRMED_LAW = tuple(os.environ.get("THROUGHCARE_CONFIRMED_LAW", "").split())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"level": "WARNING"}},
}
TEST_CLOCK_ALLOWED = False
DEMONSTRATION = False
