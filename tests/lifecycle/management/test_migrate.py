"""A migration from nothing: what it makes of the past is not kept listening."""

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BigAutoField
from django.db.models.signals import class_prepared  # noqa: TID251 - what is asked about
from django_fsm import FSMField

from lifecycle.management.commands.migrate import past_models_unheard


def past_stage(name):
    fields = [("id", BigAutoField(primary_key=True)), ("state", FSMField(default="draft"))]
    return ModelState("lifecycle", name, fields)


def listeners_after(names):
    state = ProjectState()
    for name in names:
        state.add_model(past_stage(name))
    models = state.apps.get_models()
    assert [model._meta.get_field("state").default for model in models] == ["draft"] * len(names)
    return len(class_prepared.receivers)


def test_models_of_the_past_do_not_listen_for_each_other():
    before = len(class_prepared.receivers)
    with past_models_unheard():
        within = listeners_after(["FirstPast", "SecondPast", "ThirdPast"])
    assert within == before + 1
    assert len(class_prepared.receivers) == before
