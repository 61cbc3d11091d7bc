"""The static files of a run, looked for once: every test client would do so at its first page."""

from whitenoise.middleware import WhiteNoiseMiddleware

look = WhiteNoiseMiddleware.add_files_from_finders
known = {}


def looked_for_once(middleware):
    """Give a client's middleware the files that the first one of this process has found."""
    if not known:
        look(middleware)
        known.update(middleware.files)
    middleware.files.update(known)
