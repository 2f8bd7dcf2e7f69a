# The web of Encore, and the `encore` command: no compiler, no root, nothing written outside /var/lib/encore and /tmp.
FROM python:3.13-slim AS build
RUN python -m venv /opt/encore
COPY requirements.txt .
RUN /opt/encore/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY backend /srv/encore/backend
COPY events /srv/encore/events
COPY pwa /srv/encore/pwa
RUN /opt/encore/bin/python -m compileall -q /srv/encore \
 && echo /srv/encore > "$(/opt/encore/bin/python -c 'import site; print(site.getsitepackages()[0])')/encore.pth" \
 && printf '#!/opt/encore/bin/python\nfrom backend.cli import main\n\nmain()\n' > /opt/encore/bin/encore \
 && chmod 755 /opt/encore/bin/encore

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/encore --create-home encore
COPY --from=build /opt/encore /opt/encore
COPY --from=build /srv/encore /srv/encore
ENV PATH=/opt/encore/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENCORE_DATABASE=sqlite:////var/lib/encore/encore.db
USER encore
WORKDIR /var/lib/encore
VOLUME /var/lib/encore
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# Only the proxy reaches this port, so its word on the scheme and the address is taken.
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8", "--timeout=30", \
     "--graceful-timeout=30", "--max-requests=20000", "--max-requests-jitter=2000", "--worker-tmp-dir=/dev/shm", \
     "--no-control-socket", "--forwarded-allow-ips=*", "backend.wsgi:app"]
