//! The component gallery: every component in every state, on one page. Tests compare images of it. The labels of the
//! components are in English.

use i18n::Translator;
use maud::{Markup, html};

use crate::attachments;
use crate::comments::{self, Comments};
use crate::conversations::{self, Composer, PresenceStatus};
use crate::errors::{self, ErrorProps};
use crate::fmt::LocaleContext;
use crate::listings::{self, FilterProps, Status};
use crate::photos::{self, Photos};
use crate::reply_time::{ReplyTime, reply_time};
use crate::ui::{self, Field};
use crate::{PersonProps, ShellProps, Theme, layout, samples, settings, urls};

/// A component in one or more states.
struct Specimen {
    /// The DOM id, and the file name of its image.
    id: &'static str,
    markup: Markup,
}

pub fn page(shell: &ShellProps) -> Markup {
    let main = html! {
        div.wrap.page.stack.stack--l lang=(Translator::ENGLISH.0.tag()) {
            h1 { "Gallery" }
            @for specimen in specimens(&samples::locale(shell.t())) {
                section.stack id=(specimen.id) data-specimen aria-label=(specimen.id) { (specimen.markup) }
            }
        }
    };
    layout::page(shell, "Gallery", main)
}

fn specimens(locale: &LocaleContext) -> Vec<Specimen> {
    let t = locale.t;
    let specimen = |id, markup| Specimen { id, markup };
    vec![
        specimen("buttons", buttons()),
        specimen("avatars", avatars()),
        specimen("tags", tags(t)),
        specimen("notices", notices(t)),
        specimen("summary", ui::summary(&t.sign_up_errors(), &samples::errors(t))),
        specimen("fields", fields(t)),
        specimen("choices", settings::appearance(t, Theme::Dark)),
        specimen("devices", settings::sessions(locale, &samples::sessions(), false)),
        specimen("cards", cards(locale)),
        specimen("filters", filters(locale)),
        specimen("my-listings", my_listings(locale)),
        specimen("home-photos", photos::gallery(t, &samples::photos(), "Canal loft")),
        specimen("photo-forms", photo_forms(t)),
        specimen("comments", comments(locale, true)),
        specimen("comments-signed-out", comments(locale, false)),
        specimen("inbox", inbox(locale)),
        specimen("messages", messages(locale)),
        specimen(
            "cautions",
            log(&conversations::rows(
                locale,
                &samples::message_with_scam_warning(),
                None,
                None,
                None,
            )),
        ),
        specimen(
            "changed-messages",
            log(&conversations::rows(locale, &samples::changed(), None, None, None)),
        ),
        specimen("message-sheet", sheets(locale)),
        specimen("unsent", unsent(locale)),
        specimen("composers", composers(t)),
        specimen("tray", tray(t)),
        specimen("empty", empty(t)),
        specimen("error", error(t)),
        specimen("reply-times", reply_times(t)),
        specimen("receipt-choice", settings::receipts(t, true)),
        specimen("presences", presences(t)),
        specimen("presence-choice", settings::presence(t, false)),
    ]
}

fn buttons() -> Markup {
    html! {
        div.row {
            @for class in ["", "button--lamp", "button--quiet", "button--bare"] {
                button.button.(class) { "Press" } " "
            }
            button.icon-button { (ui::icon_text("x", "Close")) }
        }
    }
}

fn avatars() -> Markup {
    let person = |id| PersonProps {
        id,
        name: "Rita Okafor",
    };
    html! {
        div.row {
            @for id in 1..=5 { (ui::avatar(person(id), ui::AvatarSize::Medium)) }
            (ui::avatar(person(1), ui::AvatarSize::Small))
            (ui::avatar(person(1), ui::AvatarSize::Large))
            (ui::unread_count(Translator::ENGLISH, 12))
        }
    }
}

fn tags(t: Translator) -> Markup {
    let all = [Status::Draft, Status::Available, Status::Let, Status::Archived];
    html! {
        div.row {
            @for status in all { (listings::status_tag(t, status)) " " }
            span.tag.tag--lamp { (t.owner()) }
        }
    }
}

fn reply_times(t: Translator) -> Markup {
    html! {
        @for median in samples::MEDIANS { (reply_time(t, ReplyTime { median })) }
    }
}

/// The status line with and without reply time. `hx-ignore` stops polling, because the conversations do not exist.
fn presences(t: Translator) -> Markup {
    let reply_time = Some(ReplyTime {
        median: samples::MEDIANS[0],
    });
    html! {
        div.stack hx-ignore {
            @for (id, status) in (1..).zip([Some(PresenceStatus::Now), Some(PresenceStatus::Today), None]) {
                div.chat__head.row {
                    (ui::avatar(samples::OMAR, ui::AvatarSize::Medium))
                    div { h2 { (samples::OMAR.name) } (conversations::status_line(t, id, reply_time, status)) }
                    div { h2 { (samples::OMAR.name) } (conversations::status_line(t, id + 3, None, status)) }
                }
            }
        }
    }
}

fn notices(t: Translator) -> Markup {
    html! {
        (ui::notice("shield", t.stay_safe_html()))
        (ui::success_notice(&t.saved_profile()))
        (ui::error_notice(&t.wrong_credentials()))
        div.notice.notice--offline { (ui::icon("wifi-off")) p { (t.offline()) } }
    }
}

fn fields(t: Translator) -> Markup {
    let (label, hint, error) = (t.city(), t.city_hint(), t.city_missing());
    let field = |name| Field {
        name,
        label: &label,
        hint: Some(&hint),
        value: "Ghent",
        ..Field::default()
    };
    let invalid = |name| Field {
        error: Some(&error),
        value: "",
        ..field(name)
    };
    html! {
        form.panel { div.fields {
            (ui::input(&field("plain"), "text"))
            (ui::input(&invalid("refused"), "text"))
            (ui::select(&field("one-of"), &[("Ghent", "Ghent".into()), ("Porto", "Porto".into())]))
            (ui::textarea(&invalid("several-lines"), 3))
        } }
    }
}

fn cards(locale: &LocaleContext) -> Markup {
    let cards = [
        samples::card("Two bedrooms above the canal", Status::Available),
        samples::card("Garden cottage with a porch", Status::Let),
        samples::bare_card(),
    ];
    html! { ul.listing-grid { @for card in &cards { (listings::card(locale, card, false)) } } }
}

fn filters(locale: &LocaleContext) -> Markup {
    let set = FilterProps {
        city: "Ghent",
        max_price: "1200",
        beds: "2",
        available_by: "2026-02-01",
        ..FilterProps::default()
    };
    html! {
        (listings::filter_bar(locale, &FilterProps::default()))
        (listings::filter_bar(locale, &set))
    }
}

fn my_listings(locale: &LocaleContext) -> Markup {
    listings::my_rows(locale, &samples::my_listings())
}

fn photo_forms(t: Translator) -> Markup {
    let all = Photos {
        listing: 1,
        title: "Canal loft",
        photos: samples::photos().into(),
        rejected: samples::rejected(t).into(),
    };
    photos::photos(t, &all)
}

fn comments(locale: &LocaleContext, signed_in: bool) -> Markup {
    let thread = Comments {
        listing: 1,
        items: samples::comments().into(),
        older: None,
        latest: true,
        signed_in,
        draft: "",
        error: None,
    };
    comments::thread(locale, &thread)
}

fn inbox(locale: &LocaleContext) -> Markup {
    html! { ul { @for row in samples::rows() { (conversations::row(locale, &row, Some(2), false)) } } }
}

/// A message list without scrolling, so that the image shows all of it.
fn log(rows: &Markup) -> Markup {
    html! { div.chat { ol.messages { (rows) } } }
}

fn messages(locale: &LocaleContext) -> Markup {
    log(&conversations::rows(
        locale,
        &samples::messages(),
        None,
        Some(6),
        Some(samples::receipt()),
    ))
}

fn sheets(locale: &LocaleContext) -> Markup {
    let [own, theirs, ..] = samples::changed();
    let too_late = locale.t.too_late_to_edit();
    let own = conversations::Options {
        message: own,
        versions: Vec::new(),
        versions_left_out: 0,
        may_edit: true,
        may_unsend: true,
        draft: Some("Is Saturday at noon too early?"),
        error: Some(&too_late),
    };
    let theirs = conversations::Options {
        message: theirs,
        versions: samples::message_versions().into(),
        versions_left_out: 0,
        may_edit: false,
        may_unsend: false,
        draft: None,
        error: None,
    };
    html! { @for options in [&own, &theirs] { div { (conversations::options(locale, options)) } } }
}

fn unsent(locale: &LocaleContext) -> Markup {
    log(&html! {
        @for state in ["message--sending", "message--failed"] {
            (conversations::pending_message(locale, samples::RITA, state, "Is Saturday at eleven too early?"))
        }
    })
}

fn composers(t: Translator) -> Markup {
    let error = t.write_something();
    let fresh = Composer {
        conversation: 1,
        viewer: samples::RITA.id,
        other: samples::OMAR,
        client_id: "",
        quote: None,
        draft: "",
        error: None,
    };
    let answering = Composer {
        conversation: 3,
        quote: Some(samples::quote()),
        ..fresh
    };
    let invalid = Composer {
        conversation: 2,
        draft: "Saturday suits me.\nIs eleven too early?",
        error: Some(&error),
        ..fresh
    };
    html! {
        div { (conversations::composer(t, &fresh)) }
        div { (conversations::composer(t, &invalid)) }
        div { (conversations::composer(t, &answering)) }
    }
}

/// The states of an attachment below the composer.
fn tray(t: Translator) -> Markup {
    html! {
        section.tray aria-label=(t.files_to_send()) {
            p.hint role="status" { (t.sent_when_there()) }
            ul.files {
                (attachments::uploading_file(t, "Tenancy agreement.odt"))
                (attachments::uploaded(t, &[samples::FILE], &samples::rejected(t)))
            }
        }
    }
}

fn empty(t: Translator) -> Markup {
    ui::empty(&ui::Empty {
        art: "doorway-lit",
        alt: "",
        heading: html! { h2 { (t.inbox_empty_heading()) } },
        text: t.inbox_empty_html(),
        actions: html! { a.button href=(urls::HOME) { (t.browse_homes()) } },
        note: Some(html! { (t.error_status(404)) }),
    })
}

fn error(t: Translator) -> Markup {
    let problem = ErrorProps {
        status: 503,
        title: &t.error_503_title(),
        detail: &t.error_503(),
        reference: "1b7e0c2a",
    };
    errors::fragment(t, &problem)
}
