"""Every address asks who you are, unless this table says that it is open."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

OPEN, SIGNED_IN, AUDITOR = "open", "signed in", "auditor"
ACCESS = {
    "": SIGNED_IN,
    "inbox/": SIGNED_IN,
    "inbox/bulk/": SIGNED_IN,
    "inbox/claim/": SIGNED_IN,
    "inbox/release/": SIGNED_IN,
    "inbox/take-over/": SIGNED_IN,
    "inbox/transfer/<str:stage>/<int:pk>/": SIGNED_IN,
    "inbox/watch/": SIGNED_IN,
    "appraisals/": SIGNED_IN,
    "appraisals/sample/": SIGNED_IN,
    "appraisals/draws/": SIGNED_IN,
    "appraisals/draws/<int:pk>/": SIGNED_IN,
    "appraisals/interests/": SIGNED_IN,
    "appraisals/interests/<int:pk>/end/": SIGNED_IN,
    "appraisals/<int:pk>/": SIGNED_IN,
    "appraisals/<int:pk>/self/": SIGNED_IN,
    "appraisals/<int:pk>/opinion/": SIGNED_IN,
    "appraisals/<int:pk>/panel/": SIGNED_IN,
    "appraisals/<int:pk>/panel/assign/": SIGNED_IN,
    "appraisals/<int:pk>/panel/draw/": SIGNED_IN,
    "appraisals/<int:pk>/panel/<int:assignment>/release/": SIGNED_IN,
    "appraisals/<int:pk>/sheet/": SIGNED_IN,
    "appraisals/<int:pk>/report/": SIGNED_IN,
    "appraisals/<int:pk>/reply/": SIGNED_IN,
    "appraisals/<int:pk>/ruling/": SIGNED_IN,
    "appraisals/<int:pk>/ruling/figures/": SIGNED_IN,
    "approvals/": SIGNED_IN,
    "approvals/preview/": SIGNED_IN,
    "approvals/issue/": SIGNED_IN,
    "approvals/<int:pk>/": SIGNED_IN,
    "approvals/letters/<int:pk>/": SIGNED_IN,
    "approvals/letters/<int:pk>/withdraw/": SIGNED_IN,
    "appraisals/<int:pk>/self/form/": SIGNED_IN,
    "appraisals/<int:pk>/self/form/import/": SIGNED_IN,
    "appraisals/<int:pk>/self/form/faults/": SIGNED_IN,
    "appraisals/<int:pk>/sheet/form/": SIGNED_IN,
    "appraisals/<int:pk>/sheet/form/import/": SIGNED_IN,
    "appraisals/<int:pk>/sheet/form/faults/": SIGNED_IN,
    "targets/<int:pk>/review/form/": SIGNED_IN,
    "targets/<int:pk>/review/form/import/": SIGNED_IN,
    "targets/<int:pk>/review/form/faults/": SIGNED_IN,
    "project-years/<int:pk>/appraisal/": SIGNED_IN,
    "assignments/<int:pk>/declare/": SIGNED_IN,
    "login/": OPEN,
    "logout/": SIGNED_IN,
    "language/": OPEN,
    "calendar/": SIGNED_IN,
    "calendar/windows/": SIGNED_IN,
    "calendar/exceptions/": SIGNED_IN,
    "calendar/exceptions/<int:pk>/withdraw/": SIGNED_IN,
    "calendar/feed/<str:token>.ics": OPEN,
    "settings/notify/": SIGNED_IN,
    "settings/notify/address/": SIGNED_IN,
    "settings/notify/address/revoke/": SIGNED_IN,
    "alerts/": SIGNED_IN,
    "alerts/<int:pk>/": SIGNED_IN,
    "alerts/halts/": SIGNED_IN,
    "alerts/halts/<int:pk>/": SIGNED_IN,
    "alerts/pauses/": SIGNED_IN,
    "alerts/pauses/<int:pk>/": SIGNED_IN,
    "alerts/silences/": SIGNED_IN,
    "alerts/silences/<int:pk>/": SIGNED_IN,
    "rectify/": SIGNED_IN,
    "rectify/<int:pk>/": SIGNED_IN,
    "ops/mail/": SIGNED_IN,
    "ops/mail/<int:pk>/": SIGNED_IN,
    "ops/mail/<int:pk>/<slug:name>/": SIGNED_IN,
    "ops/health/": SIGNED_IN,
    "ops/slots/<int:pk>/retry/": SIGNED_IN,
    "ops/digests/<int:pk>/confirm/": SIGNED_IN,
    "csp-report/": OPEN,
    "healthz": OPEN,
    "help/": SIGNED_IN,
    "kept/discard/": SIGNED_IN,
    "search/": SIGNED_IN,
    "year/": SIGNED_IN,
    "projects/": SIGNED_IN,
    "projects/tree/": SIGNED_IN,
    "projects/<str:code>/<int:year>/": SIGNED_IN,
    "project-years/<int:pk>/files/": SIGNED_IN,
    "consult/<str:stage>/<int:pk>/": SIGNED_IN,
    "comments/<str:stage>/<int:pk>/": SIGNED_IN,
    "comments/<int:pk>/answer/": SIGNED_IN,
    "comments/<int:pk>/resolve/": SIGNED_IN,
    "files/<int:pk>/": SIGNED_IN,
    "files/<int:pk>/withdraw/": SIGNED_IN,
    "project-years/<int:pk>/": SIGNED_IN,
    "leader/": SIGNED_IN,
    "process/": SIGNED_IN,
    "process/<str:stage>/": SIGNED_IN,
    "library/": SIGNED_IN,
    "library/<int:pk>/": SIGNED_IN,
    "library/<int:pk>/propose/": SIGNED_IN,
    "library/propose/": SIGNED_IN,
    "library/proposals/": SIGNED_IN,
    "library/proposals/<int:pk>/": SIGNED_IN,
    "library/release/": SIGNED_IN,
    "library/files/<int:pk>/": SIGNED_IN,
    "library/import/": SIGNED_IN,
    "library/import/confirm/": SIGNED_IN,
    "library/templates/": SIGNED_IN,
    "library/templates/<int:pk>/": SIGNED_IN,
    "publications/<int:pk>/": SIGNED_IN,
    "rules/": SIGNED_IN,
    "rules/copy/": SIGNED_IN,
    "rules/<int:pk>/": SIGNED_IN,
    "rules/<int:pk>/change/<slug:table>/": SIGNED_IN,
    "rules/<int:pk>/try/": SIGNED_IN,
    "rules/<int:pk>/propose/": SIGNED_IN,
    "rules/proposals/<int:pk>/": SIGNED_IN,
    "rules/trials/<int:pk>/": SIGNED_IN,
    "content/<str:stage>/<int:pk>/": SIGNED_IN,
    "content/<str:stage>/<int:pk>/check/": SIGNED_IN,
    "targets/<int:pk>/form/": SIGNED_IN,
    "targets/<int:pk>/form/import/": SIGNED_IN,
    "targets/<int:pk>/form/faults/": SIGNED_IN,
    "targets/<int:pk>/library/": SIGNED_IN,
    "deeds/<str:stage>/<int:pk>/<slug:name>/": SIGNED_IN,
    "steps/<str:stage>/<int:pk>/<slug:name>/": SIGNED_IN,
    "monitor/": SIGNED_IN,
    "monitor/entry/": SIGNED_IN,
    "monitor/execution/": SIGNED_IN,
    "monitor/execution/import/": SIGNED_IN,
    "monitor/execution/import/confirm/": SIGNED_IN,
    "monitor/execution/import/faults/": SIGNED_IN,
    "monitor/execution/<int:pk>/plan/": SIGNED_IN,
    "monitor/completeness/": SIGNED_IN,
    "monitor/completeness/remind/": SIGNED_IN,
    "review/": SIGNED_IN,
    "review/judged/": SIGNED_IN,
    "review/handled/": SIGNED_IN,
    "review/next/": SIGNED_IN,
    "review/claim/": SIGNED_IN,
    "review/<str:stage>/<int:pk>/": SIGNED_IN,
    "review/<str:stage>/<int:pk>/points/": SIGNED_IN,
    "review/<str:stage>/<int:pk>/<slug:name>/": SIGNED_IN,
    "styles/": SIGNED_IN,
    "audit/login/": OPEN,
}
"""Who may ask for each address; everything else below audit/ is the auditors'."""
EXAMPLE = {
    "code": "5201",
    "token": "t",
    "year": 2023,
    "pk": 1,
    "assignment": 1,
    "stage": "lifecycle.target",
    "table": "lights",
    "name": "submit",
}


def routes(patterns, prefix=""):
    for found in patterns:
        here = prefix + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from routes(found.url_patterns, here)
        else:
            yield here, found


ROUTES = dict(routes(get_resolver().url_patterns))


def access(route):
    if route in ACCESS:
        return ACCESS[route]
    return AUDITOR if route.startswith("audit/") else None


def test_the_table_and_the_addresses_are_the_same():
    assert [route for route in ROUTES if access(route) is None] == []
    assert set(ACCESS) - set(ROUTES) == set()


@pytest.mark.parametrize("route", ROUTES)
def test_every_address_is_closed_unless_the_table_opens_it(route):
    closed = getattr(ROUTES[route].callback, "login_required", True)
    assert closed is (access(route) != OPEN)


@pytest.mark.django_db
def test_whoever_is_not_signed_in_meets_the_login_page_alone():
    for route, found in ROUTES.items():
        if access(route) != SIGNED_IN:
            continue
        wanted = {name: EXAMPLE[name] for name in found.pattern.converters}
        url = reverse(found.name, kwargs=wanted)
        for method in ("get", "post"):
            answer = getattr(Client(), method)(url)
            assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={url}")


def test_every_address_has_a_name_by_which_pages_link_to_it():
    for route, found in ROUTES.items():
        if access(route) == AUDITOR:
            continue
        name = f"admin:{found.name}" if route.startswith("audit/") else found.name
        try:
            reverse(name, kwargs={key: EXAMPLE[key] for key in found.pattern.converters})
        except NoReverseMatch:
            pytest.fail(route)
