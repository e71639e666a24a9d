//! Props of an export.

use views::conversations::ExportProps;

use crate::accounts::props::person;
use crate::conversations::thread::Thread;
use crate::conversations::thread::props::listing;

/// The props of the start and the end of an exported page.
pub fn export(thread: &Thread) -> ExportProps<'_> {
    ExportProps {
        listing: listing(&thread.listing),
        viewer: person(&thread.viewer),
        other: person(&thread.other),
    }
}
