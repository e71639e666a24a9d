//! Steps with files in a browser: choose, drag, paste, and read what the newest message contains.

use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::browser_actor::BrowserActor;
use super::wait::eventually;

/// A temporary folder with files to upload.
pub struct FileFolder(TempDir);

impl FileFolder {
    pub fn create(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).expect("a file");
        }
        Self(folder)
    }
}

impl BrowserActor {
    /// Chooses files in the upload control of the composer.
    pub async fn chooses(&self, folder: &FileFolder, names: &[&str]) {
        let control = By::Css(".tray [type=file]");
        let control = self.driver.find(control).await.expect("a control");
        let paths: Vec<_> = names
            .iter()
            .map(|name| folder.0.path().join(name).display().to_string())
            .collect();
        control.send_keys(paths.join("\n")).await.expect("it takes files");
    }

    /// Fires a drag event (`dragover`, `drop`) with files on the conversation.
    pub async fn drags(&self, names: &[&str], event: &str) {
        let script = format!(
            "{} document.querySelector('.chat__log').dispatchEvent(
                new DragEvent('{event}', {{ dataTransfer: data, bubbles: true, cancelable: true }}));",
            transfer(names, b"dropped")
        );
        self.runs(&script).await;
    }

    /// Pastes a file into the composer.
    pub async fn pastes(&self, name: &str, bytes: &[u8]) {
        self.runs(&format!("{PASTE} {} paste();", transfer(&[name], bytes)))
            .await;
    }

    /// The names of the files and images of the newest message.
    pub async fn newest_files(&self) -> Vec<String> {
        let names = "[...[...document.querySelectorAll('[role=log] .bubble')].at(-1).querySelectorAll('.file b, img')]";
        self.shown(&format!("{names}.map((one) => one.alt ?? one.textContent)"))
            .await
    }

    /// Waits until the newest message is stored with this text and these files.
    pub async fn has_sent(&self, text: &str, files: &[&str]) {
        let what = format!("“{text}” is sent with {files:?}");
        eventually(&what, async || {
            let is_row = "[...document.querySelectorAll('[role=log] .message')].at(-1).id.startsWith('message-')";
            let newest =
                "[...document.querySelectorAll('[role=log] .bubble')].at(-1).querySelector('p')?.innerText ?? ''";
            let is_it = self.shown::<bool>(is_row).await && self.shown::<String>(newest).await == text;
            (is_it && self.newest_files().await == files).then_some(())
        })
        .await;
    }
}

/// A script that defines `paste`: it pastes the `data` of [`transfer`] and returns whether the page handled the event.
/// Firefox creates paste events without data, so the script copies it.
pub const PASTE: &str = "const paste = () => {
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    if (event.clipboardData.types.length === 0) {
        for (const kind of data.types) if (kind !== 'Files') event.clipboardData.setData(kind, data.getData(kind));
        for (const file of data.files) event.clipboardData.items.add(file);
    }
    return !document.querySelector('.composer textarea').dispatchEvent(event);
};";

/// A script that defines `data`, a `DataTransfer` with files, as in paste and drop events.
pub fn transfer(names: &[&str], bytes: &[u8]) -> String {
    let add = |name: &&str| {
        let kind = if name.ends_with(".png") {
            "image/png"
        } else {
            "text/plain"
        };
        format!("data.items.add(new File([new Uint8Array({bytes:?})], '{name}', {{ type: '{kind}' }}));")
    };
    let files: String = names.iter().map(add).collect();
    format!("const data = new DataTransfer(); {files}")
}
