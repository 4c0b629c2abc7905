//! Folders and S3-compatible buckets as places for files.
//!
//! Purpose: one way to open a bucket, and [`FileStore`] for files under their own names.
//! Guarantee: a reader sees a whole file, the old one or the new one, never a part (`object_store` writes beside it and renames).
//! Non-goal: what the files are.

use std::fmt;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Attribute, Attributes, ObjectStore, ObjectStoreExt, PutOptions};
use serde::Deserialize;
use url::Url;

use crate::config::is_this_machine;
use majakka_store::error::{Error, Result};

/// How S3-compatible storage is reached. What is not set comes from the usual `AWS_…` variables of the environment.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct S3Settings {
    /// The service's address, such as `https://s3.example.fi`; without it, Amazon's.
    pub endpoint: Option<String>,
    /// The region's name; many services take any.
    pub region: Option<String>,
    /// The access key's id.
    pub access_key_id: Option<String>,
    /// The access key's secret.
    pub secret_access_key: Option<String>,
    /// Allow plain HTTP: for a service on the same machine only.
    pub allow_http: bool,
}

/// Shows everything but the secret.
impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Settings")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("access_key_id", &self.access_key_id)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}

/// Opens `s3://bucket/prefix`; none for an address that names no bucket.
///
/// # Errors
/// The settings do not fit, or would send files and keys in the clear to another machine.
pub fn bucket(url: &Url, s3: &S3Settings) -> object_store::Result<Option<Arc<dyn ObjectStore>>> {
    let Some(bucket) = url.host_str() else { return Ok(None) };
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_allow_http(s3.allow_http);
    if let Some(endpoint) = &s3.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(region) = &s3.region {
        builder = builder.with_region(region);
    }
    if let Some(id) = &s3.access_key_id {
        builder = builder.with_access_key_id(id);
    }
    if let Some(secret) = &s3.secret_access_key {
        builder = builder.with_secret_access_key(secret);
    }
    // Also where the environment says which service it is.
    let endpoint = builder.get_config_value(&AmazonS3ConfigKey::Endpoint);
    if s3.allow_http && !endpoint.as_deref().is_some_and(is_here) {
        let source = "allow_http is for a service on this machine only: take it out, or name an endpoint of localhost";
        return Err(object_store::Error::Generic { store: "S3", source: source.into() });
    }
    let prefix = Path::from(url.path().trim_matches('/'));
    Ok(Some(Arc::new(PrefixStore::new(builder.build()?, prefix))))
}

fn is_here(endpoint: &str) -> bool {
    let url = Url::parse(endpoint).ok();
    url.and_then(|url| url.host_str().map(|host| is_this_machine(host.trim_matches(['[', ']'])))).unwrap_or(false)
}

/// A folder or a bucket to which files are written for others to serve. Cheap to clone.
#[derive(Debug, Clone)]
pub struct FileStore {
    files: Arc<dyn ObjectStore>,
    /// Does it keep a file's type and how long it may be kept? A folder does not.
    keeps_headers: bool,
}

impl FileStore {
    /// Opens a folder, made if missing, or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// [`Error::Setting`] in one sentence.
    pub fn open(place: &str, s3: &S3Settings) -> Result<Self> {
        let unusable = |why: &dyn fmt::Display| Error::Setting(format!("cannot write to {place}: {why}"));
        if place.starts_with("s3://") {
            let url = Url::parse(place).map_err(|why| unusable(&why))?;
            let files =
                bucket(&url, s3).map_err(|why| unusable(&why))?.ok_or_else(|| unusable(&"it names no bucket"))?;
            return Ok(FileStore { files, keeps_headers: true });
        }
        std::fs::create_dir_all(FilePath::new(place)).map_err(|why| unusable(&why))?;
        let files = LocalFileSystem::new_with_prefix(place).map_err(|why| unusable(&why))?;
        Ok(FileStore { files: Arc::new(files.with_automatic_cleanup(true)), keeps_headers: false })
    }

    /// Puts a file there, in place of what had its name. `media_type` and `keep` (`Cache-Control`) go with it where the place
    /// can keep them.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn put(&self, name: &str, bytes: Bytes, media_type: &'static str, keep: &'static str) -> Result<()> {
        let mut attributes = Attributes::new();
        if self.keeps_headers {
            attributes.insert(Attribute::ContentType, media_type.into());
            attributes.insert(Attribute::CacheControl, keep.into());
        }
        let options = PutOptions { attributes, ..PutOptions::default() };
        self.files.put_opts(&Path::from(name), bytes.into(), options).await.map(drop).map_err(|why| failed(name, &why))
    }

    /// A file; none if there is none of this name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>> {
        match self.files.get(&Path::from(name)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(|why| failed(name, &why)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(why) => Err(failed(name, &why)),
        }
    }

    /// Takes a file away; taking away what is not there is fine.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn remove(&self, name: &str) -> Result<()> {
        match self.files.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(why) => Err(failed(name, &why)),
        }
    }
}

fn failed(name: &str, why: &object_store::Error) -> Error {
    Error::Unavailable(format!("the file {name} cannot be written or read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(endpoint: &str, allow_http: bool) -> Result<(), String> {
        let s3 = S3Settings { endpoint: Some(endpoint.to_owned()), allow_http, ..S3Settings::default() };
        let url = Url::parse("s3://kuvat/majakka").unwrap();
        bucket(&url, &s3).map(drop).map_err(|cause| cause.to_string())
    }

    #[test]
    fn nothing_goes_in_the_clear_to_another_machine() {
        for here in ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"] {
            assert_eq!(opened(here, true), Ok(()), "{here}");
        }
        for elsewhere in ["http://s3.example.fi", "http://127.0.0.1.example.fi", "http://192.0.2.7:9000", "localhost"] {
            let said = opened(elsewhere, true).unwrap_err();
            assert!(said.contains("allow_http"), "{elsewhere}: {said}");
        }
        assert_eq!(opened("https://s3.example.fi", false), Ok(()));
    }
}
