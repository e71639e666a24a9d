# syntax=docker/dockerfile:1

# Alpine's Rust links statically against musl, on every architecture it exists for.
FROM rust:1.95-alpine AS builder
RUN apk add --no-cache gcc musl-dev
WORKDIR /build
COPY . .
# The caches keep compiled dependencies between builds; the binary leaves them by the copy.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --features bucket --bin porchlight \
    && cp target/release/porchlight /porchlight \
    && mkdir -m 0700 /data

# One file and a folder: no shell, no package manager, nothing to update but the binary.
FROM scratch
COPY --from=builder /porchlight /porchlight
# Whom to trust when files go to a bucket.
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=builder --chown=65532:65532 /data /data
USER 65532:65532
ENV PORCHLIGHT_DATA=/data \
    PORCHLIGHT_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/porchlight", "healthcheck"]
ENTRYPOINT ["/porchlight"]
CMD ["serve"]
