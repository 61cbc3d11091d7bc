"""Pages of the ground floor."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from lifecycle.views import health, home, projects, steps, styles

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("projects/", projects.project_list, name="projects"),
    path("project-years/<int:pk>/", projects.project_year, name="project-year"),
    path("publications/<int:pk>/", projects.publication, name="publication"),
    path("styles/", styles.styles, name="styles"),
    path("steps/<str:stage>/<int:pk>/<slug:name>/", steps.step, name="step"),
]
