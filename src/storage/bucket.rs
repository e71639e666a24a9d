//! Files in a bucket that speaks S3: for sites whose disk is small, or that have several.

use std::sync::Once;
use std::time::Duration;

use object_store::RetryConfig;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::prefix::PrefixStore;
use url::Url;

use crate::config::Config;

/// How often is tried again what did not come through.
const MOST_RETRIES: usize = 2;

/// How long is tried in all: somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Opens the bucket that a URL names: `s3://bucket/folder?endpoint=…&region=…`.
pub fn open(url: &Url, config: &Config) -> Result<PrefixStore<AmazonS3>, object_store::Error> {
    encrypt_with_ring();
    let told = |name: &str| {
        let found = url.query_pairs().find(|(known, _)| known == name);
        found.map(|(_, value)| value.into_owned())
    };
    let mut bucket = AmazonS3Builder::new()
        .with_bucket_name(url.host_str().unwrap_or_default())
        .with_retry(RetryConfig {
            max_retries: MOST_RETRIES,
            retry_timeout: PATIENCE,
            ..RetryConfig::default()
        })
        // One by one, which every service understands.
        .with_disable_bulk_delete(true)
        .with_region(told("region").unwrap_or_else(|| "us-east-1".to_owned()))
        .with_access_key_id(&config.storage_key)
        .with_secret_access_key(&config.storage_secret.0);
    if let Some(endpoint) = told("endpoint") {
        bucket = bucket
            .with_allow_http(endpoint.starts_with("http://"))
            .with_endpoint(endpoint);
    }
    Ok(PrefixStore::new(bucket.build()?, url.path().trim_matches('/')))
}

/// Chooses who encrypts, for every connection that this process opens to somewhere else.
pub fn encrypt_with_ring() {
    static CHOSEN: Once = Once::new();
    CHOSEN.call_once(|| {
        // An error means that it has been chosen already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
