# The application behind gunicorn. It has not been part of the checks: no container runs in them.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DJANGO_ENV=production
WORKDIR /app

# Pango lays out the PDF of official documents; the fonts have every Vietnamese letter
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
       libharfbuzz-subset0 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt requirements-prod.txt ./
RUN pip install --no-cache-dir -r requirements-prod.txt

COPY . .
# collecting needs settings, not a server: the values below are of this one step
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/ocop \
    python manage.py collectstatic --no-input \
    && useradd --system --home-dir /nonexistent ocop \
    && install -d -o ocop -g ocop -m 0700 /srv/ocop/media

USER ocop
ENV MEDIA_ROOT=/srv/ocop/media
VOLUME /srv/ocop/media
EXPOSE 8000
# /dev/shm: gunicorn's heartbeat must not wait for a disk
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "--worker-tmp-dir=/dev/shm", \
     "--access-logfile=-", "workflow_app.wsgi"]
