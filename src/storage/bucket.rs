//! Storage in an S3-compatible bucket: for sites with a small disk.

use std::sync::Once;
use std::time::Duration;

use object_store::RetryConfig;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::prefix::PrefixStore;
use url::Url;

use crate::config::Config;

/// Retries of one failed request.
const MAX_RETRIES: usize = 2;

/// The total time for the retries of one request: a client waits for its response.
const RETRY_TIMEOUT: Duration = Duration::from_secs(20);

/// Opens the bucket of a URL `s3://bucket/folder?endpoint=…&region=…`. The region defaults to `us-east-1`.
pub fn open(url: &Url, config: &Config) -> Result<PrefixStore<AmazonS3>, object_store::Error> {
    encrypt_with_ring();
    let parameter = |name: &str| {
        let pair = url.query_pairs().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.into_owned())
    };
    let mut bucket = AmazonS3Builder::new()
        .with_bucket_name(url.host_str().unwrap_or_default())
        .with_retry(RetryConfig {
            max_retries: MAX_RETRIES,
            retry_timeout: RETRY_TIMEOUT,
            ..RetryConfig::default()
        })
        // Not every S3-compatible service supports bulk deletion.
        .with_disable_bulk_delete(true)
        .with_region(parameter("region").unwrap_or_else(|| "us-east-1".to_owned()))
        .with_access_key_id(&config.storage_key)
        .with_secret_access_key(&config.storage_secret.0);
    if let Some(endpoint) = parameter("endpoint") {
        bucket = bucket
            .with_allow_http(endpoint.starts_with("http://"))
            .with_endpoint(endpoint);
    }
    Ok(PrefixStore::new(bucket.build()?, url.path().trim_matches('/')))
}

/// Installs *ring* as the TLS crypto provider of this process, for outgoing connections.
pub fn encrypt_with_ring() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // An error means that a provider is already installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
