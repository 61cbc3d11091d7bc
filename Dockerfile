FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles VAR_DIR=/var/lib/lifecycle

RUN useradd --system --uid 10001 --home-dir /app lifecycle \
 && install -d -o lifecycle -g lifecycle -m 0750 /var/lib/lifecycle

WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY . .
RUN python manage.py collectstatic --noinput

USER lifecycle
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
