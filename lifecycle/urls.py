"""Pages of the ground floor."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from lifecycle.views import (
    beside,
    bulk,
    errors,
    hands,
    health,
    help_page,
    home,
    inbox,
    project_page,
    projects,
    publications,
    search,
    session,
    steps,
    styles,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/bulk/", bulk.bulk, name="bulk"),
    path("inbox/claim/", hands.claim, name="claim"),
    path("inbox/release/", hands.release, name="release"),
    path("inbox/take-over/", hands.take_over, name="take-over"),
    path("inbox/transfer/<str:stage>/<int:pk>/", hands.transfer, name="transfer"),
    path("inbox/watch/", hands.watch, name="watch"),
    path("assignments/<int:pk>/declare/", hands.declare, name="declare"),
    path("login/", session.LoginPage.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("year/", session.choose_year, name="choose-year"),
    path("kept/discard/", session.discard, name="discard-kept"),
    path("search/", search.search, name="search"),
    path("help/", help_page.help_page, name="help"),
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
    path("publications/<int:pk>/", publications.publication, name="publication"),
    path("styles/", styles.styles, name="styles"),
    path("steps/<str:stage>/<int:pk>/<slug:name>/", steps.step, name="step"),
]
