//! Power cuts: the data folder is on a disk image, of which only the synced data is there after the cut.
//!
//! They need root and loop devices:
//! `sudo PORCHLIGHT_POWER_CUT_ROUNDS=50 cargo test power_cut:: -- --ignored --test-threads=1`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tempfile::TempDir;

use super::crash::{Workload, assert_verified, wait_for_messages};
use super::sound_messages;
use crate::harness::{FaultInjector, Process, test_env};

/// The default number of power cuts.
const POWER_CUT_ROUNDS: usize = 5;

/// A mounted ext4 image.
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

    /// Mounts with a commit interval of 600 s, so that only data that was synced reaches the device.
    fn mounted(image: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = [image.to_str().unwrap(), folder.path().to_str().unwrap()];
        run("mount", &["-o", "loop,commit=600", paths[0], paths[1]]);
        Self { image, folder }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A copy of the device at this moment, without the page cache.
    fn device_contents(&self, image: PathBuf) -> Self {
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

/// Cuts the power: stops the process and copies the device, without data that was not synced.
async fn cut(site: Process, disk: &Disk, image: PathBuf) -> Disk {
    run("kill", &["-STOP", &site.id().to_string()]);
    let after = disk.device_contents(image);
    site.kill();
    after
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs loop devices and the right to mount them"]
async fn no_acknowledged_message_is_lost_in_a_power_cut() {
    let images = tempfile::tempdir().unwrap();
    let mut disk = Disk::empty(images.path().join("0"));
    let mut site = Process::serve(&disk.data());
    let mut workload = Workload::on(&site).await;
    let cuts = test_env("PORCHLIGHT_POWER_CUT_ROUNDS", "PORCHLIGHT_CUTS");
    let cuts = cuts.map_or(POWER_CUT_ROUNDS, |cuts| cuts.parse().unwrap());

    for round in 0..cuts {
        let mut after = None;
        let ends = async |site, accepted: Arc<AtomicUsize>| {
            wait_for_messages(round, &accepted).await;
            after = Some(cut(site, &disk, images.path().join(format!("{}", round + 1))).await);
        };
        workload.run_until(site, round, ends).await;
        disk = after.unwrap();
        assert_verified(&disk.data(), &format!("after {} cuts", round + 1));
        site = Process::serve(&disk.data());
    }

    println!("{cuts} cuts");
    workload.check(site, &disk.data()).await;
}

/// The counter-check: with an fsync that does nothing, the test above would find lost messages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs loop devices and the right to mount them"]
async fn without_a_working_fsync_a_power_cut_loses_messages() {
    let images = tempfile::tempdir().unwrap();
    let disk = Disk::empty(images.path().join("0"));
    let site = Process::serve(&disk.data());
    let mut workload = Workload::on(&site).await;
    let _injector = FaultInjector::inject(&site, "fsync,fdatasync:retval=0").unwrap();
    let mut after = None;

    let ends = async |site, accepted: Arc<AtomicUsize>| {
        wait_for_messages(3, &accepted).await;
        after = Some(cut(site, &disk, images.path().join("1")).await);
    };
    workload.run_until(site, 0, ends).await;

    let stored = stored_texts(&after.unwrap().data()).await;
    let lost = workload
        .acknowledged
        .iter()
        .filter(|text| !stored.contains(text))
        .count();
    println!("{lost} of {} acknowledged are lost", workload.acknowledged.len());
    assert!(lost > 0);
}

async fn stored_texts(data: &Path) -> Vec<String> {
    sound_messages(data).await.into_iter().map(|row| row.text).collect()
}
