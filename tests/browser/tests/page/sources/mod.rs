//! Sources of frames: camera, pictures, videos, drawn samples.

pub(crate) mod camera;
pub(crate) mod camera_changes;
pub(crate) mod crop;
pub(crate) mod orientation;
pub(crate) mod pictures;
pub(crate) mod samples;
pub(crate) mod switching;
pub(crate) mod videos;
