//! Power cuts: a site whose disk is an image, of which only what reached the device is there afterwards. They need loop
//! devices, and whoever may mount them: `sudo PORCHLIGHT_CUTS=50 cargo test power:: -- --ignored --test-threads=1`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tempfile::TempDir;

use super::assert_sound;
use super::crash::{Stage, assert_whole, until_it_is_busy};
use crate::harness::{Process, Tracer};

/// How often the power goes unless somebody wants more.
const CUTS: usize = 5;

/// A disk of its own, mounted.
struct Disk {
    image: PathBuf,
    folder: TempDir,
}

#[track_caller]
fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status();
    assert!(status.unwrap().success(), "{program} {arguments:?}");
}

impl Disk {
    fn empty(image: PathBuf) -> Self {
        fs::File::create(&image).unwrap().set_len(256 * 1024 * 1024).unwrap();
        run("mkfs.ext4", &["-q", image.to_str().unwrap()]);
        Self::mounted(image)
    }

    /// Whatever the system writes of its own accord it writes late: what is not asked for is not there.
    fn mounted(image: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = [image.to_str().unwrap(), folder.path().to_str().unwrap()];
        run("mount", &["-o", "loop,commit=600", paths[0], paths[1]]);
        Self { image, folder }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What is on the device at this moment, and nothing of what waits in memory to be written to it.
    fn as_the_power_goes(&self, image: PathBuf) -> Self {
        fs::copy(&self.image, &image).unwrap();
        Self::mounted(image)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).status();
        let _ = fs::remove_file(&self.image);
    }
}

/// The power goes while a site is busy: it stands still, and so does what it has not brought to disk.
async fn cut(site: Process, disk: &Disk, image: PathBuf) -> Disk {
    run("kill", &["-STOP", &site.id().to_string()]);
    let after = disk.as_the_power_goes(image);
    site.kill();
    after
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs loop devices and the right to mount them"]
async fn no_acknowledged_message_is_lost_when_the_power_goes() {
    let images = tempfile::tempdir().unwrap();
    let mut disk = Disk::empty(images.path().join("0"));
    let mut site = Process::serve(&disk.data());
    let mut stage = Stage::on(&site).await;
    let cuts = std::env::var("PORCHLIGHT_CUTS").map_or(CUTS, |cuts| cuts.parse().unwrap());

    for round in 0..cuts {
        let mut after = None;
        let ends = async |site, taken: Arc<AtomicUsize>| {
            until_it_is_busy(round, &taken).await;
            after = Some(cut(site, &disk, images.path().join(format!("{}", round + 1))).await);
        };
        stage.plays_until(site, round, ends).await;
        disk = after.unwrap();
        assert_whole(&disk.data(), &format!("after {} cuts", round + 1));
        site = Process::serve(&disk.data());
    }

    println!("{cuts} cuts");
    stage.reckons(site, &disk.data()).await;
}

/// The same with a system that says that all is on disk, and lies: what is measured above can be lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs loop devices and the right to mount them"]
async fn a_disk_that_lies_loses_messages_when_the_power_goes() {
    let images = tempfile::tempdir().unwrap();
    let disk = Disk::empty(images.path().join("0"));
    let site = Process::serve(&disk.data());
    let mut stage = Stage::on(&site).await;
    let _lies = Tracer::meddles(&site, "fsync,fdatasync:retval=0").unwrap();
    let mut after = None;

    let ends = async |site, taken: Arc<AtomicUsize>| {
        until_it_is_busy(3, &taken).await;
        after = Some(cut(site, &disk, images.path().join("1")).await);
    };
    stage.plays_until(site, 0, ends).await;

    let stored = messages(&after.unwrap().data()).await;
    let lost = stage.acknowledged.iter().filter(|text| !stored.contains(text)).count();
    println!("{lost} of {} acknowledged are lost", stage.acknowledged.len());
    assert!(lost > 0);
}

async fn messages(data: &Path) -> Vec<String> {
    assert_sound(data).await.into_iter().map(|row| row.text).collect()
}
