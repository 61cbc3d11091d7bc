"""The peer of a single step: django-fsm-2 with django-fsm-log, used as their manuals say."""
