//! Where screenshots are kept.
//!
//! Purpose: put, get and delete pictures by the hash of their content, in a folder or in S3-compatible storage.
//! Guarantee: putting the same picture twice keeps one; a reader sees a whole picture or none.
//! Non-goal: who may read, and how long a picture is kept; the store of reports knows both.

use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use super::{CleanPicture, ScreenshotKey};
use crate::private_folder;
use crate::storage::{S3Settings, bucket};

/// The storage is set up wrongly, or does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ScreenshotStoreError {
    /// The address is of no kind that we know.
    #[error("screenshots can be kept under file:///folder or s3://bucket/prefix, not under {0}")]
    UnknownAddress(String),
    /// The folder cannot be made or read.
    #[error("the screenshot folder {folder} cannot be used: {source}")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// What lies there is another picture than its name says.
    #[error("the picture {0} is damaged: its content is not what its name says")]
    Damaged(ScreenshotKey),
    /// The storage refuses or fails.
    #[error("the screenshot storage fails: {0}")]
    Storage(#[from] object_store::Error),
}

/// The kept pictures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ScreenshotStore {
    objects: Arc<dyn ObjectStore>,
}

impl ScreenshotStore {
    /// Opens `file:///folder` (made if missing, for the owner only) or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// The address is of another kind, the folder cannot be made, or the settings do not fit.
    pub fn from_url(address: &str, s3: &S3Settings) -> Result<Self, ScreenshotStoreError> {
        let unknown = || ScreenshotStoreError::UnknownAddress(address.to_owned());
        let url = Url::parse(address).map_err(|_| unknown())?;
        match url.scheme() {
            "file" => Self::in_folder(&url.to_file_path().map_err(|()| unknown())?),
            "s3" => in_bucket(&url, s3),
            _ => Err(unknown()),
        }
    }

    /// Opens a folder, which is made if missing, for the owner only.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn in_folder(folder: &FilePath) -> Result<Self, ScreenshotStoreError> {
        private_folder::make(folder)
            .map_err(|source| ScreenshotStoreError::Folder { folder: folder.display().to_string(), source })?;
        let files = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { objects: Arc::new(files) })
    }

    /// Keeps a picture. Its key is the answer; a picture that is there already stays as it is.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn put(&self, picture: &CleanPicture) -> Result<ScreenshotKey, ScreenshotStoreError> {
        let key = picture.key();
        if !self.exists(&key).await? {
            self.objects.put(&location(&key), picture.bytes.clone().into()).await?;
        }
        Ok(key)
    }

    /// Puts something there, reads it back and takes it away.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn try_out(&self) -> Result<(), ScreenshotStoreError> {
        let name = Path::from(".majakka-doctor");
        self.objects.put(&name, Bytes::from_static(b"majakka").into()).await?;
        self.objects.get(&name).await?.bytes().await?;
        present(self.objects.delete(&name).await)?;
        Ok(())
    }

    /// A picture's bytes, or `None` if there is none under the key.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn get(&self, key: &ScreenshotKey) -> Result<Option<Bytes>, ScreenshotStoreError> {
        match present(self.objects.get(&location(key)).await)? {
            Some(object) => Ok(Some(object.bytes().await?)),
            None => Ok(None),
        }
    }

    /// Gives a picture to another store, byte for byte. False: there is none under the key.
    ///
    /// # Errors
    /// One of the two fails; [`ScreenshotStoreError::Damaged`] when it is not the picture that the key names.
    pub async fn hand_over(&self, key: &ScreenshotKey, to: &ScreenshotStore) -> Result<bool, ScreenshotStoreError> {
        let Some(bytes) = self.get(key).await? else { return Ok(false) };
        if ScreenshotKey::new(&bytes, key.format()) != *key {
            return Err(ScreenshotStoreError::Damaged(key.clone()));
        }
        if !to.exists(key).await? {
            to.objects.put(&location(key), bytes.into()).await?;
        }
        Ok(true)
    }

    /// Whether there is a picture under the key.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn exists(&self, key: &ScreenshotKey) -> Result<bool, ScreenshotStoreError> {
        Ok(present(self.objects.head(&location(key)).await)?.is_some())
    }

    /// Removes a picture; removing what is not there is fine.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn delete(&self, key: &ScreenshotKey) -> Result<(), ScreenshotStoreError> {
        present(self.objects.delete(&location(key)).await)?;
        Ok(())
    }
}

fn location(key: &ScreenshotKey) -> Path {
    Path::from(key.as_str())
}

/// Tells "not there" apart from "does not work".
fn present<T>(answer: object_store::Result<T>) -> object_store::Result<Option<T>> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn in_bucket(url: &Url, s3: &S3Settings) -> Result<ScreenshotStore, ScreenshotStoreError> {
    let objects = bucket(url, s3)?.ok_or_else(|| ScreenshotStoreError::UnknownAddress(url.to_string()))?;
    Ok(ScreenshotStore { objects })
}
