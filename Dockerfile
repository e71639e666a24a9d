# syntax=docker/dockerfile:1

# Rust on Alpine links statically against musl, on every architecture.
FROM rust:1.95-alpine AS builder
RUN apk add --no-cache gcc musl-dev
WORKDIR /build
COPY . .
# The cache mounts keep compiled dependencies between builds. They are not part of the image, so the binary is copied.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --features bucket --bin porchlight \
    && cp target/release/porchlight /porchlight \
    && mkdir -m 0700 /data

# The image contains the binary, certificates and an empty data folder: no shell, no package manager.
FROM scratch
COPY --from=builder /porchlight /porchlight
# Certificate authorities for the TLS connection to a bucket.
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=builder --chown=65532:65532 /data /data
USER 65532:65532
# The old name of PORCHLIGHT_DATA_DIR, because a container that sets either of the two then overrides it.
ENV PORCHLIGHT_DATA=/data \
    PORCHLIGHT_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/porchlight", "healthcheck"]
ENTRYPOINT ["/porchlight"]
CMD ["serve"]
