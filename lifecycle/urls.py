"""Pages of the ground floor."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from lifecycle.views import (
    beside,
    errors,
    health,
    help_page,
    home,
    menu,
    project_page,
    projects,
    publications,
    review_page,
    reviews,
    search,
    session,
    steps,
    styles,
)

menu.add("review", _("审核"))

urlpatterns = [
    path("", home.home, name="home"),
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
    path("review/", reviews.review_list, {"tab": "review"}, name="review"),
    path("review/judged/", reviews.review_list, {"tab": "review-judged"}, name="review-judged"),
    path("review/handled/", reviews.review_list, {"tab": "review-handled"}, name="review-handled"),
    path("review/next/", reviews.review_next, name="review-next"),
    path("review/claim/", reviews.review_claim, name="review-claim"),
    path("review/<str:stage>/<int:pk>/", review_page.review_object, name="review-object"),
    path("review/<str:stage>/<int:pk>/points/", review_page.review_points, name="review-points"),
    path("review/<str:stage>/<int:pk>/<slug:name>/", review_page.review_step, name="review-step"),
    path("styles/", styles.styles, name="styles"),
    path("steps/<str:stage>/<int:pk>/<slug:name>/", steps.step, name="step"),
]
