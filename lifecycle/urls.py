"""Pages of the ground floor."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from lifecycle.views import (
    beside,
    calendar,
    errors,
    flow,
    health,
    help_page,
    home,
    leader,
    notify,
    project_page,
    projects,
    publications,
    search,
    session,
    steps,
    styles,
    windows,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", session.LoginPage.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("year/", session.choose_year, name="choose-year"),
    path("kept/discard/", session.discard, name="discard-kept"),
    path("search/", search.search, name="search"),
    path("help/", help_page.help_page, name="help"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/windows/", windows.windows, name="calendar-windows"),
    path("calendar/exceptions/", windows.grant, name="grant-exception"),
    path(
        "calendar/exceptions/<int:pk>/withdraw/",
        windows.withdraw,
        name="withdraw-exception",
    ),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("settings/notify/", notify.notify, name="notify"),
    path("settings/notify/address/", notify.subscribe, name="calendar-subscribe"),
    path("settings/notify/address/revoke/", notify.revoke, name="calendar-revoke"),
    path("csp-report/", errors.csp_report, name="csp-report"),
    path("healthz", health.healthz, name="healthz"),
    path("projects/", projects.project_list, name="projects"),
    path("projects/tree/", projects.project_tree, name="project-tree"),
    path("projects/<str:code>/<int:year>/", project_page.project_by_code, name="project-by-code"),
    path("project-years/<int:pk>/", project_page.project_year, name="project-year"),
    path("project-years/<int:pk>/files/", beside.attach, name="attach"),
    path("comments/<str:stage>/<int:pk>/", beside.comment, name="comment"),
    path("comments/<int:pk>/answer/", beside.answer, name="answer-comment"),
    path("comments/<int:pk>/resolve/", beside.resolve, name="resolve-comment"),
    path("files/<int:pk>/", beside.download, name="file"),
    path("files/<int:pk>/withdraw/", beside.withdraw, name="withdraw-file"),
    path("leader/", leader.leader, name="leader"),
    path("process/", flow.overview, name="process"),
    path("process/<str:stage>/", flow.flow, name="process-stage"),
    path("publications/<int:pk>/", publications.publication, name="publication"),
    path("styles/", styles.styles, name="styles"),
    path("steps/<str:stage>/<int:pk>/<slug:name>/", steps.step, name="step"),
]
